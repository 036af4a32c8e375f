using Microsoft.Extensions.Time.Testing;
using Weiyu.Bot.Conversations;
using Xunit;

namespace Weiyu.Bot.Tests.Conversations;

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
        _gate.BeginListing(TimeSpan.FromSeconds(20));
        var held = _gate.WaitAsync("a", Cancellation).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(10));
        // The line comes and goes: it begins anew.
        _gate.BeginListing(TimeSpan.FromSeconds(20));
        Assert.False(held.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Null(await held);
        _gate.BeginListing(TimeSpan.FromSeconds(20));
        Assert.True(_gate.WaitAsync("a", Cancellation).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Once_the_gap_was_closed_the_next_one_is_waited_out_again()
    {
        _gate.BeginListing(TimeSpan.FromSeconds(20));
        _gate.EndListing(["a"]);
        _gate.Release("a");
        _clock.Advance(TimeSpan.FromSeconds(19));

        _gate.BeginListing(TimeSpan.FromSeconds(20));
        var held = _gate.WaitAsync("a", Cancellation).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(19));
        Assert.False(held.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await held);
    }

    [Fact]
    public async Task At_the_limit_a_conversation_goes_on_in_the_order_that_is_known_by_then()
    {
        _gate.BeginListing(TimeSpan.FromSeconds(20));
        _gate.EndListing(["a"]);
        _gate.Note("a", new Dictionary<string, int> { ["uid"] = 0 });
        var held = _gate.WaitAsync("a", Cancellation).AsTask();

        _clock.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(0, (await held)!["uid"]);
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
