using System.Globalization;
using Weiyu.EndToEnd.Support;

namespace Weiyu.EndToEnd.Notices;

/// <summary>A broadcast of the real program, killed while it is under way.</summary>
public sealed class KilledBroadcastTests
{
    private const int Targets = 5_000;

    [Fact]
    public async Task Five_thousand_people_get_a_broadcast_exactly_once_through_three_kills_and_the_ledger_adds_up()
    {
        await using var scene = await NoticeScene.StartAsync();
        scene.Write("- {id: news, at: '2000-01-01', to: {csv: people.csv}, rate: 300, say: '{{ name }}，您的快递 {{ parcel }} 到了'}");
        var visitors = await scene.OpenAsync(Targets);
        var lines = visitors.Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"{v.Thread.Topic},客人{i},SF{i:00000}"));
        await File.WriteAllLinesAsync(Path.Combine(scene.Rules, "people.csv"), ["topic,name,parcel", .. lines], TestContext.Current.CancellationToken);

        var bot = scene.Start();
        try
        {
            await Eventually.TrueAsync(() => scene.Server.Sessions.Count == 1, "the bot is connected");
            Assert.Equal(0, (await scene.RunAsync("schedule", "run", "news")).Exit);
            foreach (var arrived in (int[])[1, Targets / 3, Targets * 2 / 3])
            {
                await Eventually.TrueAsync(() => visitors.Count(v => NoticeScene.Said(v).Count > 0) >= arrived, $"{arrived} got it");
                await bot.KillAsync();
                Assert.InRange(visitors.Count(v => NoticeScene.Said(v).Count > 0), arrived, Targets - 1);
                bot = scene.Start();
            }

            await Eventually.TrueAsync(() => visitors.TrueForAll(v => NoticeScene.Said(v).Count > 0), "everybody got it");
            await SettledAsync(scene);
        }
        finally
        {
            await bot.DisposeAsync();
        }

        Assert.All(visitors.Select((v, i) => (Visitor: v, Text: $"客人{i}，您的快递 SF{i:00000} 到了")), p => Assert.Equal(p.Text, Assert.Single(NoticeScene.Said(p.Visitor)).Content));
        Assert.All(visitors, v => Assert.Single(scene.Server.History(v.Thread.Topic), m => m.Type == "TEXT"));
        var run = (await scene.JsonAsync("schedule", "ledger", "news")).GetProperty("runs").EnumerateArray().Single(r => r.GetProperty("kind").GetString() == "manual");
        Assert.Equal(Targets, run.GetProperty("targets").GetInt32());
        Assert.Equal(Targets, run.GetProperty("counts").GetProperty("confirmed").GetInt32());
        Assert.Single(run.GetProperty("counts").EnumerateObject());
    }

    /// <summary>Waits until nothing is planned, held or on its way.</summary>
    private static async Task SettledAsync(NoticeScene scene)
    {
        using var database = new Bot.Storage.Database(Bot.Storage.StoreProvider.Sqlite, Path.Combine(scene.Data, "weiyu-bot.db"));
        using var session = new Bot.Storage.StoreSession(database);
        await Eventually.TrueAsync(() => Convert.ToInt64(session.Scalar("SELECT COUNT(*) FROM notice_ledger WHERE state <= 2"), CultureInfo.InvariantCulture) == 0, "the ledger is settled");
    }
}
