using Microsoft.Extensions.Time.Testing;
using Weiyu.Bot.Receiving;
using Xunit;

namespace Weiyu.Bot.Tests.Receiving;

public sealed class CatchUpGateTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly CatchUpGate _gate;

    public CatchUpGateTests() => _gate = new CatchUpGate(_clock);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Without_a_gap_nothing_is_held() => Assert.True(_gate.WaitAsync("a", Cancellation).AsTask().IsCompleted);

    [Fact]
    public async Task Until_the_gaps_are_known_everything_is_held_and_then_only_the_conversations_that_have_one()
    {
        _gate.BeginListing(TimeSpan.FromSeconds(15));
        var with = _gate.WaitAsync("with", Cancellation).AsTask();
        var without = _gate.WaitAsync("without", Cancellation).AsTask();
        Assert.False(with.IsCompleted || without.IsCompleted);

        _gate.EndListing(["with"]);

        Assert.Null(await without);
        Assert.False(with.IsCompleted);
    }

    [Fact]
    public async Task Released_it_goes_on_in_the_order_of_its_history()
    {
        _gate.BeginListing(TimeSpan.FromSeconds(15));
        _gate.EndListing(["a"]);
        var held = _gate.WaitAsync("a", Cancellation).AsTask();

        _gate.Release("a", new Dictionary<string, int> { ["uid"] = 0 });

        Assert.Equal(0, (await held)!["uid"]);
        Assert.Equal(0, _gate.Held);
    }

    [Fact]
    public async Task Nobody_is_held_longer_than_the_limit_whatever_happens_to_the_line()
    {
        _gate.BeginListing(TimeSpan.FromMinutes(10));
        var held = _gate.WaitAsync("a", Cancellation).AsTask();
        _clock.Advance(CatchUpGate.MaxHold / 2);
        // The line comes and goes: it begins anew.
        _gate.BeginListing(TimeSpan.FromMinutes(10));
        Assert.False(held.IsCompleted);

        _clock.Advance(CatchUpGate.MaxHold);

        Assert.Null(await held);
    }

    [Fact]
    public async Task A_line_that_is_lost_for_good_lets_everything_go_on()
    {
        _gate.BeginListing(TimeSpan.FromSeconds(15));
        _gate.EndListing(["a"]);
        _gate.BeginListing(TimeSpan.FromSeconds(15));
        var (a, b) = (_gate.WaitAsync("a", Cancellation).AsTask(), _gate.WaitAsync("b", Cancellation).AsTask());

        _gate.ReleaseAll();

        Assert.Null(await a);
        Assert.Null(await b);
    }
}
