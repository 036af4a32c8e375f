using Weiyu.Bot.Tests.Scheduling;
using Weiyu.Client.Messages;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Delivery;

/// <summary>The journal on PostgreSQL: what holds for the file holds for the server.</summary>
public sealed class PostgresTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private const int Visitors = 20;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_PostgreSQL_is_down_the_bot_waits_and_says_so_and_afterwards_everything_is_answered_once()
    {
        var database = await postgres.NewDatabaseAsync();
        await using var server = await Sandboxes.StartAsync();
        var visitors = new List<SandboxVisitor>();
        for (var i = 0; i < Visitors; i++) visitors.Add(await server.OpenVisitorAsync());
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Store:Provider"] = "Postgres", ["Store:ConnectionString"] = database });
        using var client = new HttpClient { BaseAddress = new Uri(bot.ConsoleUrl) };
        foreach (var visitor in visitors) visitor.Say("一");
        await Eventually.TrueAsync(() => visitors.TrueForAll(v => Answers(v).Count == 1));

        await postgres.StopAsync();
        foreach (var visitor in visitors) visitor.Say("二");
        await Eventually.TrueAsync(() => client.BodyOf("/health/ready").Contains("PostgreSQL can't be reached", StringComparison.Ordinal));
        await postgres.StartAgainAsync();
        foreach (var visitor in visitors) visitor.Say("三");

        await Eventually.TrueAsync(() => visitors.TrueForAll(v => Answers(v).Count >= 3), "everything is answered");
        await bot.ReadyAsync();
        await bot.CaughtUpAsync();
        await bot.IdleAsync();
        Assert.All(visitors, v => Assert.Equal(bot.OrderOf(v.Thread.Topic), Answers(v)));
        Assert.All(visitors, v => Assert.Equal(3, Answers(v).Count));
    }

    private static List<string> Answers(SandboxVisitor visitor) => [.. visitor.Received.Where(m => m.Type == MessageTypes.Text).Select(m => m.Uid).Distinct()];
}
