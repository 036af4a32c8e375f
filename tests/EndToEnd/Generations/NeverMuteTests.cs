using Microsoft.Extensions.DependencyInjection;
using Weiyu.Bot.Core;
using Weiyu.Bot.Telemetry;
using Weiyu.Client.Messages;
using Weiyu.Client.Rest;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Generations;

/// <summary>A question that comes in live is answered whatever else of the server can't be reached; health says what is missing.</summary>
public sealed class NeverMuteTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Families of calls, and what of it health has to name; empty: nothing asks for it while all is well.</summary>
    public static TheoryData<string, string, RestFailure> Outages()
    {
        (string Path, string Part)[] families =
        [
            ("/api/v1/message/thread", "history"), ("/api/v1/message/query", ""), ("/api/v1/message/rest", ""), ("/api/v1/agent", "own agent"),
            ("/api/v1/thread", "list of threads"), ("/api/v1/connection", ""), ("/api/v1/user", ""), ("/config", ""), ("/api", "list of threads"),
        ];
        RestFailure[] failures = [RestFailure.NotFoundCode, RestFailure.Forbidden, RestFailure.Code500, RestFailure.Hang, RestFailure.Html];
        var data = new TheoryData<string, string, RestFailure>();
        foreach (var (path, part) in families)
        {
            foreach (var failure in failures) data.Add(path, part, failure);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task A_family_of_calls_that_was_off_from_the_start_makes_nobody_wait(string path, string part, RestFailure failure)
    {
        await using var server = await Sandboxes.StartAsync(Today);
        var before = await server.OpenVisitorAsync();
        server.Faults.FailPath(path, failure);
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Weiyu:HttpTimeout"] = "2s", ["Weiyu:SweepEvery"] = "1s" });
        var (old, fresh) = (before, await server.OpenVisitorAsync());

        foreach (var visitor in new[] { old, fresh })
        {
            for (var i = 0; i < 5; i++) visitor.Say($"问题{i}");
        }

        await Eventually.TrueAsync(() => Answers(old) == 5 && Answers(fresh) == 5, "all are answered");
        await Eventually.TrueAsync(() => Health(bot).Any(p => !p.Ok && p.Name == $"server: {part}") || part.Length == 0, $"health names the {part}");
        Assert.True(Weiyu.Bot.Telemetry.Health.IsReady(Health(bot)));
    }

    [Fact]
    public async Task What_was_asked_in_a_gap_is_answered_once_the_history_can_be_read_again()
    {
        await using var server = await Sandboxes.StartAsync(Today);
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Weiyu:HttpTimeout"] = "1s" });
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("零");
        await Eventually.TrueAsync(() => Answers(visitor) == 1);
        await bot.CaughtUpAsync();
        server.Faults.FailPath("/api/v1/message", RestFailure.Forbidden);
        server.Faults.RefuseConnects = ConnectRefusal.Close;
        server.Faults.DropConnections();
        await Eventually.TrueAsync(() => !bot.IsConnected);
        visitor.Say("一");
        server.Faults.RefuseConnects = ConnectRefusal.None;
        await Eventually.TrueAsync(() => bot.IsConnected);

        visitor.Say("二");
        await Eventually.TrueAsync(() => Answers(visitor) == 2, "what came in live is answered");
        await Eventually.TrueAsync(() => Health(bot).Any(p => p is { Name: "catch-up", Ok: false }), "the gap is noted");

        server.Faults.Clear();
        await Eventually.TrueAsync(() => Answers(visitor) == 3, "and what was missed is answered");
        await Eventually.TrueAsync(() => Health(bot).All(p => p.Ok), "all is well again");
    }

    [Fact]
    public async Task A_server_that_refuses_everything_but_the_line_is_not_asked_in_a_storm()
    {
        await using var server = await Sandboxes.StartAsync(Today);
        await server.OpenVisitorAsync();
        server.Faults.FailPath("/api", RestFailure.Forbidden);
        await using var bot = await BotUnderTest.StartAsync(server);
        await Eventually.TrueAsync(() => server.Calls.Total >= 8);
        var (calls, logins) = (server.Calls.Total, server.AcceptedLogins);
        var began = TimeProvider.System.GetTimestamp();
        await Eventually.TrueAsync(() => TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(10), "ten seconds have passed");

        Assert.InRange(server.Calls.Total - calls, 0, 40);
        Assert.Equal(logins, server.AcceptedLogins);
    }

    [Fact]
    public async Task A_reply_that_is_refused_twice_over_HTTP_and_then_accepted_needs_no_look_into_the_history()
    {
        await using var server = await Sandboxes.StartAsync(Today);
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Weiyu:StoreLag"] = "1m", ["Weiyu:PollEvery"] = "200ms" });
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("一");
        await Eventually.TrueAsync(() => Answers(visitor) == 1);
        server.Faults.RefuseConnects = ConnectRefusal.Close;
        server.Faults.DropConnections();
        await Eventually.TrueAsync(() => !bot.IsConnected);
        var sends = server.Calls["/api/v1/message/rest/send"];
        (server.Faults.RestPath, server.Faults.RestNext, server.Faults.Rest) = ("/api/v1/message/rest/send", 2, RestFailure.Code500);
        visitor.Say("二");

        // With a look into the history it would be a minute at least.
        await Eventually.TrueAsync(() => Answers(visitor) == 2, "the reply is out");
        Assert.Equal(sends + 3, server.Calls["/api/v1/message/rest/send"]);
    }

    [Fact]
    public async Task Without_the_permission_to_ask_for_its_agent_the_bot_learns_from_its_threads_who_it_is()
    {
        await using var server = await Sandboxes.StartAsync(Today);
        var visitor = await server.OpenVisitorAsync();
        server.Faults.FailPath("/api/v1/agent", RestFailure.Forbidden);
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Weiyu:SweepEvery"] = "1s" });

        await Eventually.TrueAsync(() => bot.Services.GetRequiredService<IBotIdentitySource>().Current?.Agent is not null);
        visitor.Say("你好");

        Assert.Equal(server.Data.Bot.AgentUid, (await visitor.WaitForTextAsync(Cancellation)).User.Uid);
        Assert.Contains(bot.Services.GetRequiredService<WeiyuRestClient>().Troubles, t => t.Call == ServerCalls.Agent && t.Cure().Contains("AGENT_READ", StringComparison.Ordinal));
    }

    /// <summary>The paths are those of today's server, whatever generation the suite is run against.</summary>
    private static SandboxOptions Today => Sandboxes.Quick with { Habits = SandboxHabits.Of(SandboxGeneration.Y2026) };

    private static IReadOnlyList<HealthPart> Health(BotUnderTest bot) => bot.Services.GetRequiredService<Health>().Parts();

    private static int Answers(SandboxVisitor visitor) =>
        visitor.Received.Where(m => m.Type == MessageTypes.Text && m.Content == "收到").Select(m => m.Uid).Distinct(StringComparer.Ordinal).Count();
}
