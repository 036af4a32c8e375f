using Microsoft.Extensions.Time.Testing;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Storage;
using Xunit;

namespace Weiyu.Bot.Tests.Scheduling;

/// <summary>Several instances on one PostgreSQL.</summary>
public sealed class PostgresTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    [Fact]
    public async Task Two_instances_with_quartz_on_one_database_send_a_broadcast_once()
    {
        var connection = await postgres.NewDatabaseAsync();
        using var one = new TempFolder();
        using var two = new TempFolder();
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-02T00:59:40Z", null));
        const string Notice = "- {id: news, cron: '0 0 9 * * ?', to: {threads: open}, rate: 200, say: '早 {{ visitor.uid }}'}";
        await using var first = await TestBot.StartAsync((StoreProvider.Postgres, connection, one.Path), clock, Notice, (_, store) => store.WriteAsync(session =>
        {
            for (var i = 0; i < 500; i++) NoticeBench.Save(session, NoticeBench.Topic(i), new ConversationState(), closed: false, clock.GetUtcNow());
        }));
        await using var second = await TestBot.StartAsync((StoreProvider.Postgres, connection, two.Path), clock, Notice);

        await first.AdvanceUntilAsync(TimeSpan.Zero, async () => await first.NextFireAsync("news") is not null && await second.NextFireAsync("news") is not null);
        await first.AdvanceUntilAsync(TimeSpan.FromMilliseconds(500), () => first.Server.Enqueued.Count + second.Server.Enqueued.Count >= 500 && first.Runs()[0].State == RunState.Done);
        var sent = first.Server.Enqueued.Concat(second.Server.Enqueued).ToList();
        Assert.Equal(500, sent.Count);
        Assert.Equal(500, sent.Select(s => s.Conversation).Distinct().Count());
        var run = Assert.Single(first.Runs());
        Assert.Equal((RunState.Done, 500), (run.State, run.Targets));
        Assert.Equal(500, first.Store.Read(session => session.CountTargets(run.Notice, run.Occurrence))[LedgerState.Sent]);
        Assert.Equal(500, second.Store.Read(session => session.PendingConversations(DateTimeOffset.MaxValue)).Count);
    }

    [Fact]
    public async Task An_instance_whose_clock_is_behind_promises_nothing_from_before_a_notice_was_there()
    {
        const string Notice = "- {id: a, cron: '0/3 * * * * ?', to: {threads: open}, misfire: {send_within: 5m, else: skip}, say: hi}";
        using var database = new Database(StoreProvider.Postgres, await postgres.NewDatabaseAsync());
        await using var ahead = new NoticeBench("2026-11-02T09:00:01.050+08:00", database);
        await using var behind = new NoticeBench("2026-11-02T09:00:01+08:00", database);
        await ahead.UseAsync(Notice);
        await behind.UseAsync(Notice);
        Assert.Empty(ahead.Runs());
        foreach (var bench in (NoticeBench[])[behind, ahead])
        {
            bench.Clock.SetUtcNow(DateTimeOffset.Parse("2026-11-02T09:00:07+08:00", null));
            await bench.Planner.PlanAllAsync(CancellationToken.None);
        }

        Assert.Equal(["2026-11-02T01:00:03Z", "2026-11-02T01:00:06Z"], ahead.Runs().Select(r => r.Occurrence.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)).Order());
    }

    [Fact]
    public async Task An_instance_with_older_rules_stops_no_notice_of_one_with_newer()
    {
        using var database = new Database(StoreProvider.Postgres, await postgres.NewDatabaseAsync());
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-02T08:00+08:00", null));
        await using var newer = new NoticeBench("", database, clock);
        await using var older = new NoticeBench("", database, clock);
        await newer.AddAsync(20);
        await newer.UseAsync("- {id: a, at: '2026-11-02 09:00', to: {threads: open}, rate: 4, say: hi}");
        clock.SetUtcNow(DateTimeOffset.Parse("2026-11-02T08:59+08:00", null));
        await older.UseAsync("[]");
        clock.SetUtcNow(DateTimeOffset.Parse("2026-11-02T09:00+08:00", null));
        await older.TickAsync();
        for (var i = 0; i < 100; i++)
        {
            await newer.TickAsync();
            await older.TickAsync();
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        await newer.ConfirmAsync();
        var run = Assert.Single(newer.Runs());
        Assert.Equal((RunState.Done, 20L), (run.State, newer.Count(run)[LedgerState.Confirmed]));
    }

    [Fact]
    public async Task A_notice_that_no_instance_has_any_more_stops_within_a_minute()
    {
        using var database = new Database(StoreProvider.Postgres, await postgres.NewDatabaseAsync());
        await using var bench = new NoticeBench("2026-11-02T08:59:59+08:00", database);
        await bench.AddAsync(20);
        await bench.UseAsync("- {id: a, at: '2026-11-02 09:00', to: {threads: open}, rate: 1, say: hi}");
        await bench.RunUntilAsync("2026-11-02T09:00:05+08:00");
        await bench.UseAsync("[]");
        await bench.TickAsync();
        bench.Clock.Advance(TimeSpan.FromSeconds(62));
        await bench.TickAsync();
        var run = Assert.Single(bench.Runs());
        Assert.Equal((RunState.Done, "the notice was removed from the rules"), (run.State, run.Reason));
        Assert.InRange(bench.Count(run)[LedgerState.Confirmed], 5, 6);
    }

    [Fact]
    public async Task The_ledger_and_the_timers_speak_postgres()
    {
        using var database = new Database(StoreProvider.Postgres, await postgres.NewDatabaseAsync());
        await using var bench = new NoticeBench("2026-11-02T08:59+08:00", database);
        await bench.AddAsync(20, (i, state) => state.LastVisitorAt = i == 0 ? bench.Now : bench.Now.AddHours(-1));
        await bench.UseAsync("- {id: a, at: '2026-11-02 09:00', to: {threads: open}, hold_if_replied: 10m, quiet: '22:00-08:00', rate: 100, say: hi}");
        await bench.RunUntilAsync("2026-11-02T09:01+08:00", confirm: false);
        await bench.Store.WriteAsync(session => { session.WithdrawOutbox(NoticeBench.Topic(1), null, "a human took over", bench.Now); });
        Assert.Equal(1, await bench.Store.WriteAsync(session => NoticeLedger.SettleAll(session, bench.Now, 100)));
        await bench.RunUntilAsync("2026-11-02T09:20+08:00");
        var run = Assert.Single(bench.Runs("a"));
        Assert.Equal((19L, 1L), (bench.Count(run)[LedgerState.Confirmed], bench.Count(run)[LedgerState.Skipped]));
        await bench.Store.WriteAsync(session => session.SaveTimer("t", "a", bench.Now, "x"));
        Assert.Null(await bench.Timers.FireDueAsync(CancellationToken.None));
        Assert.Single(bench.Feed.Posted);
        await bench.Store.WriteAsync(session =>
        {
            while (session.PruneLedger(bench.Now.AddDays(1), 7) > 0)
            {
            }
        });
        Assert.Empty(bench.Runs());
    }
}
