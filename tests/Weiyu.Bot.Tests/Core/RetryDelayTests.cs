using Weiyu.Bot.Core;
using Xunit;

namespace Weiyu.Bot.Tests.Core;

public sealed class RetryDelayTests
{
    private readonly RetryDelay _delay = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    [Fact]
    public void It_doubles_up_to_the_longest() =>
        Assert.Equal([1, 2, 4, 8, 16, 30, 30], Enumerable.Range(1, 7).Select(n => _delay.Nominal(n).TotalSeconds));

    [Fact]
    public void However_often_it_failed_it_never_overflows() => Assert.Equal(TimeSpan.FromSeconds(30), _delay.Nominal(int.MaxValue));

    [Fact]
    public void Those_that_failed_together_come_back_at_different_times_within_a_quarter()
    {
        var delays = Enumerable.Range(0, 200).Select(i => _delay.After(3, Uids.Derive("bot", $"{i}", "x")).TotalSeconds).ToList();

        Assert.All(delays, d => Assert.InRange(d, 3, 4));
        Assert.True(delays.Max() - delays.Min() > 0.9, "spread over the quarter");
    }

    [Fact]
    public void The_same_thing_waits_the_same_time_in_every_run() => Assert.Equal(_delay.After(5, "uid"), _delay.After(5, "uid"));
}
