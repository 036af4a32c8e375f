using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Tests.Scheduling;
using Weiyu.EndToEnd.Support;

namespace Weiyu.EndToEnd.Notices;

/// <summary>The whole bot on PostgreSQL, twice on one database.</summary>
public sealed class PostgresTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private const int Targets = 300;

    private const string Notices = """
        - {id: news, cron: "0/3 * * * * ?", enabled: false, to: {threads: open}, rate: 200, say: "{{ visitor.nickname }}，今晚维护"}
        """;

    [Fact]
    public async Task Two_bots_on_one_database_answer_each_question_once_and_send_each_notice_once()
    {
        await using var scene = await NoticeScene.StartAsync();
        scene.Write(Notices);
        var settings = new Dictionary<string, string?>
        {
            ["Bot:RulesPath"] = scene.Rules, ["Store:Provider"] = "Postgres", ["Store:ConnectionString"] = await postgres.NewDatabaseAsync(),
        };
        await using var one = await BotUnderTest.StartAsync(scene.Server, settings);
        await using var two = await BotUnderTest.StartAsync(scene.Server, settings);
        Assert.Equal(2, scene.Server.Sessions.Count);
        var visitors = await scene.OpenAsync(Targets);
        foreach (var visitor in visitors) visitor.Say("在吗");
        await Eventually.TrueAsync(() => visitors.TrueForAll(v => NoticeScene.Said(v).Count >= 1), "every question is answered");

        scene.Write(Notices.Replace("enabled: false", "until: '2099-01-01'", StringComparison.Ordinal));
        await Eventually.TrueAsync(() => visitors.TrueForAll(v => NoticeScene.Said(v).Count(m => m.Content.EndsWith("今晚维护", StringComparison.Ordinal)) >= 2), "everybody got two occurrences");
        scene.Write(Notices);
        var store = one.Services.GetRequiredService<Store>();
        await Eventually.TrueAsync(() => store.Read(s => s.ListRuns("news", 100)).TrueForAll(r => r.State is RunState.Done or RunState.Missed), "all runs have ended");
        await Eventually.TrueAsync(() => store.Read(s => s.ListRuns("news", 100).TrueForAll(r => s.CountUnderWay(r) == 0)), "all is confirmed");
        await one.IdleAsync();
        await two.IdleAsync();

        // An occurrence that falls due in the moment in which the notice is turned off is sent to everybody or to nobody.
        var runs = store.Read(s => s.ListRuns("news", 100)).ToLookup(r => r.State);
        Assert.All(runs[RunState.Missed], r => Assert.Equal("missed: it was not sent before the notice was removed or turned off", r.Reason));
        Assert.InRange(runs[RunState.Missed].Count(), 0, 1);
        Assert.All(runs[RunState.Done], r => Assert.Equal((Targets, Targets), (r.Targets, (int)store.Read(s => s.CountTargets(r.Notice, r.Occurrence))[LedgerState.Confirmed])));
        Assert.All(visitors, v => Assert.Equal(runs[RunState.Done].Count(), NoticeScene.Said(v).Count(m => m.Content.EndsWith("今晚维护", StringComparison.Ordinal))));
        Assert.All(visitors, v => Assert.Single(NoticeScene.Said(v), m => m.Content == "收到"));
    }
}
