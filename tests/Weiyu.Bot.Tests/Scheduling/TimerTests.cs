using System.Text.Json;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Scheduling.Timers;
using Weiyu.Bot.Storage;
using Xunit;

namespace Weiyu.Bot.Tests.Scheduling;

public sealed class TimerTests
{
    [Fact]
    public async Task A_timer_becomes_an_event_in_the_inbox_and_is_gone()
    {
        await using var bench = new NoticeBench("2026-11-02T09:00Z");
        await bench.Store.WriteAsync(session =>
        {
            session.SaveTimer("org/agent/a/v", "handoff", bench.Now.AddMinutes(3), "ticket 7");
            session.SaveTimer("org/agent/a/v", "silence:10m", bench.Now.AddMinutes(10), null);
        });
        Assert.Equal(bench.Now.AddMinutes(3), await bench.Timers.FireDueAsync(CancellationToken.None));
        Assert.Empty(bench.Feed.Posted);
        bench.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(bench.Now.AddMinutes(7), await bench.Timers.FireDueAsync(CancellationToken.None));
        var item = Assert.Single(bench.Feed.Posted);
        var botEvent = JsonSerializer.Deserialize<BotEvent>(item.Payload)!;
        Assert.Equal((BotEvents.Timer, "handoff", "ticket 7"), (botEvent.Name, botEvent.Argument, (string?)botEvent.Data!["value"]));
        Assert.Equal(("org/agent/a/v", InboxKind.Event), (item.Conversation, item.Kind));
        Assert.True(item.Seq > 0);
        Assert.Single(bench.Store.Read(session => session.TimersOf("org/agent/a/v")));
    }

    [Fact]
    public async Task A_timer_that_was_replaced_or_cancelled_does_not_fire()
    {
        await using var bench = new NoticeBench("2026-11-02T09:00Z");
        var read = new TimerRow("t", "a", bench.Now, null);
        await bench.Store.WriteAsync(session =>
        {
            session.SaveTimer("t", "a", bench.Now, null);
            session.SaveTimer("t", "a", bench.Now.AddMinutes(1), null);
            session.SaveTimer("t", "b", bench.Now, null);
            session.DeleteTimer("t", "b");
            Assert.False(session.TakeTimer(read));
        });
        await bench.Timers.FireDueAsync(CancellationToken.None);
        Assert.Empty(bench.Feed.Posted);
    }

    [Fact]
    public async Task A_conversation_that_is_closed_waits_for_nothing()
    {
        await using var bench = new NoticeBench("2026-11-02T09:00Z");
        await bench.Store.WriteAsync(session =>
        {
            foreach (var name in (string[])["silence:10m", "handoff.timeout", "form", "human.silence"]) session.SaveTimer("t", name, bench.Now.AddMinutes(3), null);
            session.SaveTimer("other", "silence:10m", bench.Now.AddMinutes(3), null);
            var item = InboxItem.Of("closing", "t", new BotEvent(BotEvents.ThreadClosed), bench.Now);
            var closed = new ConversationState { Ownership = new Ownership { Owner = Owner.Closed } }.ToJson();
            TurnCommit.Apply(session, new TurnOutcome(item, InboxState.Handled, new Wire.Thread { Topic = "t" }, closed, Owner.Closed, [], [], new Decision { Uid = "closing" }, bench.Now), null, _ => false);
        });
        Assert.Empty(bench.Store.Read(session => session.TimersOf("t")));
        Assert.Single(bench.Store.Read(session => session.TimersOf("other")));
    }

    [Fact]
    public async Task A_crash_between_firing_and_passing_on_loses_nothing_and_two_instances_fire_once()
    {
        await using var bench = new NoticeBench("2026-11-02T09:00Z");
        await bench.Store.WriteAsync(session =>
        {
            for (var i = 0; i < 600; i++) session.SaveTimer($"t{i}", "a", bench.Now, null);
        });
        var (first, store) = (bench.Timers, bench.Store);
        bench.Open();
        await bench.Store.Ready;
        await using var _ = store;
        await Task.WhenAll(first.FireDueAsync(CancellationToken.None), bench.Timers.FireDueAsync(CancellationToken.None));
        Assert.Equal(600, bench.Store.Read(session => session.OpenInbox(0, 10_000)).Count);
        Assert.Equal(600, bench.Feed.Posted.Select(p => p.Uid).Distinct().Count());
        Assert.Null(bench.Store.Read(session => session.NextTimer()));
    }

    [Fact]
    public async Task A_hundred_thousand_pending_timers_are_rows_and_fire_earliest_first()
    {
        await using var bench = new NoticeBench("2026-11-02T09:00Z");
        await bench.Store.WriteAsync(session =>
        {
            for (var i = 0; i < 100_000; i++) session.SaveTimer($"org/agent/a/v{i}", "silence:10m", bench.Now.AddSeconds(1 + (i * 7919 % 100_000)), null);
        });
        bench.Clock.Advance(TimeSpan.FromSeconds(1_000));
        await bench.Timers.FireDueAsync(CancellationToken.None);
        var due = bench.Feed.Posted.Select(p => JsonSerializer.Deserialize<BotEvent>(p.Payload)!.Data!["due"]!.GetValue<string>()).ToList();
        Assert.Equal(1_000, due.Count);
        Assert.Equal(due.Order(StringComparer.Ordinal), due);
    }

    [Fact]
    public async Task The_loop_sleeps_until_the_earliest_and_an_earlier_one_wakes_it()
    {
        await using var bench = new NoticeBench("2026-11-02T09:00Z");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var fired = new TaskCompletionSource();
        bench.Feed.OnPost = _ => fired.TrySetResult();
        var loop = bench.Timers.RunAsync(stop.Token);
        await bench.Store.WriteAsync(session => session.SaveTimer("t", "a", bench.Now, null));
        // Nothing moves the clock: only the wake-up can fire it.
        bench.Timers.Notify(bench.Now);
        await fired.Task.WaitAsync(TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop);
    }
}
