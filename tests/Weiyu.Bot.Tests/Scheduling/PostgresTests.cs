using Microsoft.Extensions.Time.Testing;
using Weiyu.Bot.Conversations;
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
