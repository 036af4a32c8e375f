using Weiyu.Bot.Conversations;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Scheduling.Notices;
using Weiyu.Bot.Storage;
using Weiyu.Rules.Notices;
using Xunit;

namespace Weiyu.Bot.Tests.Scheduling;

public sealed class BroadcastTests
{
    private const string Broadcast = "- {id: news, at: '2026-11-02 09:00', to: {threads: open, locale: zh}, rate: 1000, say: {zh: '通知 {{ visitor.uid }}', en: News}}";

    [Fact]
    public async Task Five_thousand_targets_killed_three_times_in_the_middle_get_it_exactly_once()
    {
        await using var bench = new NoticeBench("2026-11-02T08:59+08:00");
        await bench.AddAsync(5_000, (_, state) => state.Locale = null);
        await bench.UseAsync(Broadcast);
        bench.Clock.SetUtcNow(DateTimeOffset.Parse("2026-11-02T09:00+08:00", null));

        // Killed while the targets are written into the ledger.
        await KillAsync(bench, kill =>
        {
            var asked = 0;
            bench.Book.Locale = () => ++asked == 1_700 ? kill() : "zh";
        });
        bench.Book.Locale = () => "zh";
        var run = Assert.Single(bench.Runs());
        Assert.Equal(RunState.Planning, run.State);
        Assert.InRange(bench.Targets(run).Count, 1, 4_999);

        // Killed between the commit and the hand-over to the outbox, twice, at different places.
        foreach (var after in (int[])[1_234, 1_801])
        {
            await KillAsync(bench, kill =>
            {
                var handed = 0;
                bench.Server.OnEnqueue = _ =>
                {
                    if (++handed == after) kill();
                };
            });
            bench.Server.OnEnqueue = null;
            Assert.Equal(RunState.Sending, Assert.Single(bench.Runs()).State);
        }

        await bench.RunUntilAsync("2026-11-02T09:10+08:00");
        run = Assert.Single(bench.Runs());
        Assert.Equal((RunState.Done, 5_000), (run.State, run.Targets));
        Assert.Equal(5_000, bench.Count(run)[LedgerState.Confirmed]);
        Assert.Equal(5_000, bench.Server.Arrived.Count);
        Assert.All(bench.Server.Arrived, a => Assert.Equal(run.UidFor(NoticeBench.Account, a.Key), Assert.Single(a.Value)));
        Assert.Equal("通知 v04999", bench.Server.Messages.Single(m => m.Thread.Topic == NoticeBench.Topic(4_999)).Content);
    }

    [Fact]
    public async Task An_instance_that_read_a_broadcast_before_another_planned_it_does_not_hold_it_up()
    {
        await using var bench = new NoticeBench("2026-11-02T08:59+08:00");
        await bench.AddAsync(10);
        await bench.UseAsync(Broadcast);
        bench.Clock.SetUtcNow(DateTimeOffset.Parse("2026-11-02T09:00+08:00", null));
        await bench.Planner.PlanAllAsync(CancellationToken.None);
        var asRead = Assert.Single(bench.Runs());
        Assert.Equal(RunState.Planning, asRead.State);
        await bench.Store.WriteAsync(session => session.StartSending(asRead, bench.Now));

        Assert.False(await bench.Store.WriteAsync(session => session.ClaimRun(asRead, bench.Now, bench.Now.AddMinutes(1))));
        Assert.True(await bench.Store.WriteAsync(session => session.ClaimRun(Assert.Single(bench.Runs()), bench.Now, bench.Now)));
    }

    [Fact]
    public async Task Two_instances_share_a_broadcast_and_send_nobody_the_same_twice()
    {
        await using var one = new NoticeBench("2026-11-02T08:59+08:00");
        await one.AddAsync(1_000);
        await one.UseAsync(Broadcast);
        one.Clock.SetUtcNow(DateTimeOffset.Parse("2026-11-02T09:00+08:00", null));
        var first = (one.Planner, one.Sender, one.Store);
        one.Open();
        await one.Store.Ready;
        await using var _ = first.Store;
        await Task.WhenAll(first.Planner.PlanAllAsync(CancellationToken.None), one.Planner.PlanAllAsync(CancellationToken.None));
        for (var i = 0; i < 100; i++)
        {
            one.Clock.Advance(TimeSpan.FromMilliseconds(250));
            await Task.WhenAll(first.Sender.TickAsync(CancellationToken.None), one.Sender.TickAsync(CancellationToken.None));
        }

        await one.ConfirmAsync();
        Assert.Equal(1_000, one.Server.Arrived.Count);
        Assert.All(one.Server.Arrived, a => Assert.Single(a.Value));
        Assert.Equal(1_000, one.Count(Assert.Single(one.Runs()))[LedgerState.Confirmed]);
    }

    [Fact]
    public async Task The_rate_is_kept_and_failures_in_a_row_make_it_pause()
    {
        await using var bench = new NoticeBench("2026-11-02T08:59+08:00");
        await bench.AddAsync(40);
        await bench.UseAsync("- {id: slow, at: '2026-11-02 09:00', to: {threads: open}, rate: 4, say: hi}");
        await bench.RunUntilAsync("2026-11-02T09:00:04.900+08:00");
        Assert.InRange(bench.Server.Messages.Count, 19, 21);

        await bench.Store.WriteAsync(session => { });
        for (var i = 0; i < 3; i++)
        {
            bench.Clock.Advance(TimeSpan.FromMilliseconds(250));
            await bench.TickAsync(CancellationToken.None);
            await bench.EndAsync(OutboxState.Failed, "refused");
        }

        var before = bench.Server.Messages.Count;
        var run = Assert.Single(bench.Runs());
        Assert.Contains("3 failures in a row", run.Reason, StringComparison.Ordinal);
        await bench.RunUntilAsync(bench.Now.AddSeconds(50).ToString("O"));
        Assert.Equal(before, bench.Server.Messages.Count);
        await bench.RunUntilAsync(bench.Now.AddSeconds(30).ToString("O"));
        Assert.Equal((37L, 3L), (bench.Count(run)[LedgerState.Confirmed], bench.Count(run)[LedgerState.Failed]));
        Assert.Equal("refused", bench.Targets(run).First(t => t.State == LedgerState.Failed).Reason);
    }

    [Fact]
    public async Task What_is_handed_over_and_not_confirmed_is_bounded()
    {
        await using var bench = new NoticeBench("2026-11-02T08:59+08:00");
        await bench.AddAsync(1_000);
        await bench.UseAsync("- {id: a, at: '2026-11-02 09:00', to: {threads: open}, rate: 20, say: hi}");
        await bench.RunUntilAsync("2026-11-02T09:02+08:00", confirm: false);
        var run = Assert.Single(bench.Runs());
        Assert.InRange(bench.Count(run)[LedgerState.Sent], 200, 206);
        Assert.Equal("waits for confirmations", run.Reason);
        await bench.RunUntilAsync("2026-11-02T09:10+08:00");
        Assert.Equal(1_000, bench.Count(run)[LedgerState.Confirmed]);
    }

    [Fact]
    public async Task Run_pressed_twice_is_one_run_and_a_removed_notice_stops()
    {
        await using var bench = new NoticeBench("2026-11-02T08:00+08:00");
        await bench.AddAsync(100);
        await bench.UseAsync("- {id: a, at: '2026-12-01 09:00', to: {threads: open}, rate: 4, say: hi}");
        var (run, isNew) = (await bench.Desk.RunAsync("a", again: false, CancellationToken.None))!.Value;
        Assert.True(isNew);
        bench.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((run.Occurrence, false), ((await bench.Desk.RunAsync("a", again: false, CancellationToken.None))!.Value.Run.Occurrence, (await bench.Desk.RunAsync("a", again: false, CancellationToken.None))!.Value.IsNew));
        await bench.RunUntilAsync(bench.Now.AddSeconds(5).ToString("O"));
        await bench.UseAsync("- {id: b, at: '2026-12-01 09:00', to: {threads: open}, say: hi}");
        await bench.RunUntilAsync(bench.Now.AddSeconds(30).ToString("O"));
        var counts = bench.Count(run);
        Assert.Equal(100, counts[LedgerState.Confirmed] + counts[LedgerState.Skipped]);
        Assert.InRange(counts[LedgerState.Confirmed], 15, 25);
        Assert.Equal("the notice was removed from the rules", bench.Targets(run)[^1].Reason);
    }

    [Fact]
    public async Task Whom_a_list_names_and_nobody_can_reach_stands_in_the_ledger()
    {
        var folder = Directory.CreateTempSubdirectory("weiyu-csv-");
        try
        {
            var list = Path.Combine(folder.FullName, "list.csv");
            await File.WriteAllTextAsync(list, "topic,name\norg/agent/a1/v00000,Ann\nv00001,Bob\n");
            await using var bench = new NoticeBench("2026-11-02T08:59+08:00");
            await bench.AddAsync(1);
            bench.Book.Folder = folder.FullName;
            await bench.UseAsync("- {id: a, at: '2026-11-02 09:00', to: {csv: list.csv}, say: 'hi {{ name }}'}");
            await bench.RunUntilAsync("2026-11-02T09:01+08:00");
            var run = Assert.Single(bench.Runs());
            Assert.Equal((RunState.Done, 2), (run.State, run.Targets));
            Assert.Equal(
                [("org/agent/a1/v00000", LedgerState.Confirmed, null), ("line 3", LedgerState.Failed, "'v00001' is no topic")],
                bench.Targets(run).Select(t => (t.Target, t.State, t.Reason)));
            Assert.Equal("hi Ann", Assert.Single(bench.Server.Messages).Content);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_is_waited_for_and_given_up_in_the_ledger()
    {
        var folder = Directory.CreateTempSubdirectory("weiyu-csv-");
        try
        {
            await using var bench = new NoticeBench("2026-11-02T08:59+08:00");
            bench.Book.Folder = folder.FullName;
            await bench.UseAsync("""
                - {id: late, at: '2026-11-02 09:00', to: {csv: late.csv}, misfire: {send_within: 10m, else: skip}, say: hi}
                - {id: never, at: '2026-11-02 09:00', to: {csv: never.csv}, misfire: {send_within: 10m, else: skip}, say: hi}
                """);
            await bench.RunUntilAsync("2026-11-02T09:05+08:00");
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "late.csv"), "topic\norg/agent/a1/v00000\n");
            await bench.RunUntilAsync("2026-11-02T09:30+08:00");
            Assert.Equal(RunState.Done, Assert.Single(bench.Runs("late")).State);
            Assert.Single(bench.Server.Messages);
            var never = Assert.Single(bench.Runs("never"));
            Assert.Equal(RunState.Missed, never.State);
            Assert.StartsWith("missed: it is not known whom it goes to: ", never.Reason, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_broadcast_and_a_one_off_notice_that_is_to_come_can_be_cancelled()
    {
        await using var bench = new NoticeBench("2026-11-02T08:00+08:00");
        await bench.AddAsync(100);
        await bench.UseAsync("- {id: a, at: '2026-12-01 09:00', to: {threads: open}, rate: 4, say: hi}");
        var (run, _) = (await bench.Desk.RunAsync("a", again: false, CancellationToken.None))!.Value;
        await bench.RunUntilAsync(bench.Now.AddSeconds(5).ToString("O"));
        var (_, skipped) = await bench.Desk.CancelAsync("a", CancellationToken.None);
        await bench.RunUntilAsync(bench.Now.AddSeconds(30).ToString("O"));
        var counts = bench.Count(run);
        Assert.Equal((skipped, 100L), (counts[LedgerState.Skipped], counts[LedgerState.Skipped] + counts[LedgerState.Confirmed]));
        Assert.Equal(("it was cancelled", "it was cancelled"), (bench.Targets(run)[^1].Reason, Assert.Single(bench.Runs("a")).Reason));

        var delivery = new NoticeDelivery { Texts = new Dictionary<string, IReadOnlyList<string>> { [""] = ["hi"] } };
        var (once, _) = await bench.Desk.SendOnceAsync(new OneOffNotice(new NoticeAudience { Threads = new ThreadFilter() }, delivery, bench.Now.AddHours(1)), again: false, CancellationToken.None);
        Assert.Single((await bench.Desk.CancelAsync(once.Notice, CancellationToken.None)).Runs);
        await bench.RunUntilAsync(bench.Now.AddHours(2).ToString("O"));
        Assert.Equal(counts[LedgerState.Confirmed], bench.Server.Messages.Count);
        Assert.Empty((await bench.Desk.CancelAsync(once.Notice, CancellationToken.None)).Runs);
    }

    [Fact]
    public async Task A_one_off_notice_reaches_named_topics_and_an_unknown_one_fails_with_the_reason()
    {
        await using var bench = new NoticeBench("2026-11-02T08:00+08:00");
        await bench.UseAsync("[]");
        bench.Server.Threads = topic => topic.EndsWith("gone", StringComparison.Ordinal) ? null : new Wire.Thread { Uid = "g", Topic = topic, Type = "GROUP" };
        var delivery = new NoticeDelivery { Texts = new Dictionary<string, IReadOnlyList<string>> { [""] = ["各位好"] } };
        var (run, _) = await bench.Desk.SendOnceAsync(new OneOffNotice(new NoticeAudience { Topics = ["org/group/g1", "org/group/gone"] }, delivery, null), again: false, CancellationToken.None);
        await bench.RunUntilAsync(bench.Now.AddSeconds(2).ToString("O"));
        var message = Assert.Single(bench.Server.Messages);
        Assert.Equal(("各位好", "org/group/g1", "USER"), (message.Content, message.Thread.Topic, message.User.Type));
        Assert.Equal((LedgerState.Failed, "the server knows no thread of this topic"), (bench.Targets(run)[1].State, bench.Targets(run)[1].Reason));
    }

    /// <summary>Lets the bench work until the test kills it: everything after that instant is undone or never happens.</summary>
    private static async Task KillAsync(NoticeBench bench, Action<Func<string>> arm)
    {
        using var killed = new CancellationTokenSource();
        arm(() =>
        {
            killed.Cancel();
            throw new OperationCanceledException(killed.Token);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (true)
            {
                await bench.TickAsync(killed.Token);
                bench.Clock.Advance(TimeSpan.FromSeconds(1));
                await bench.Store.WriteAsync(_ => { });
                // The server goes on by itself.
                await bench.ConfirmAsync();
            }
        });
        bench.Open();
        await bench.Store.Ready;
    }
}
