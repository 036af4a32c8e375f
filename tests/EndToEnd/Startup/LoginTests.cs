using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Weiyu.Bot.Core;
using Weiyu.EndToEnd.Support;
using Weiyu.Sandbox;

namespace Weiyu.EndToEnd.Startup;

/// <summary>The login at the start, at a server in trouble: it says no to everything, with code -1.</summary>
public sealed class LoginTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_refuses_the_login_once_is_asked_again()
    {
        await using var server = await Sandboxes.StartAsync();
        server.Faults.RefuseLogin = true;
        await using var bot = await BotUnderTest.StartAsync(server, wait: false);
        await Eventually.TrueAsync(() => bot.Services.GetRequiredService<StartupState>().Trouble?.Contains("wrong", StringComparison.Ordinal) ?? false);

        server.Faults.RefuseLogin = false;

        await bot.ReadyAsync();
    }

    [Fact]
    public async Task A_proxy_that_garbles_every_answer_ends_neither_a_start_nor_a_bot_at_work()
    {
        await using var server = await Sandboxes.StartAsync();
        server.Faults.Rest = RestFailure.Garbled;
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Weiyu:SweepEvery"] = "1s" }, wait: false);
        var isStopping = bot.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        await Eventually.TrueAsync(() => bot.Services.GetRequiredService<StartupState>().Trouble is not null);
        server.Faults.Clear();
        await bot.ReadyAsync();
        await bot.CaughtUpAsync();

        server.Faults.Rest = RestFailure.Garbled;
        server.Faults.DropConnections();
        await Eventually.TrueAsync(() => server.Sessions.Count == 1);
        server.Faults.Clear();

        var visitor = await server.OpenVisitorAsync();
        visitor.Say("你好");
        await visitor.WaitForTextAsync(Cancellation);
        Assert.False(isStopping.IsCancellationRequested);
    }

    [Fact]
    public async Task A_server_that_says_once_that_the_account_is_no_agent_is_not_believed()
    {
        await using var server = await Sandboxes.StartAsync();
        (server.Faults.RestPath, server.Faults.RestNext, server.Faults.Rest) = ("/api/v1/agent/query", 1, RestFailure.CodeMinusOne);
        await using var bot = await BotUnderTest.StartAsync(server);

        Assert.Equal(server.Data.Bot.AgentUid, Agent(bot)?.Uid);
    }

    [Fact]
    public async Task An_agent_that_was_known_once_is_remembered_so_that_the_bot_does_not_take_its_own_words_for_a_humans()
    {
        await using var server = await Sandboxes.StartAsync();
        var visitor = await server.OpenVisitorAsync();
        var data = Directory.CreateTempSubdirectory("weiyu-agent-").FullName;
        await using (var before = await BotUnderTest.StartAsync(server, dataPath: data))
        {
            visitor.Say("一");
            await visitor.WaitForTextAsync(Cancellation);
        }

        (server.Faults.RestPath, server.Faults.Rest) = ("/api/v1/agent/query", RestFailure.CodeMinusOne);
        await using (var bot = await BotUnderTest.StartAsync(server, dataPath: data))
        {
            await bot.HandledAsync(visitor.Say("二"));
            await bot.CaughtUpAsync();

            Assert.Equal(server.Data.Bot.AgentUid, Agent(bot)?.Uid);
            Assert.Equal("Bot", bot.OwnerOf(visitor.Thread.Topic));
        }

        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task An_account_that_is_given_an_agent_later_speaks_as_that_from_then_on()
    {
        await using var server = await Sandboxes.StartAsync();
        (server.Faults.RestPath, server.Faults.Rest) = ("/api/v1/agent/query", RestFailure.CodeMinusOne);
        await using var bot = await BotUnderTest.StartAsync(server, new() { ["Weiyu:SweepEvery"] = "1s" });
        Assert.Null(Agent(bot));

        server.Faults.Clear();

        await Eventually.TrueAsync(() => Agent(bot) is not null);
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("你好");
        Assert.Equal(server.Data.Bot.AgentUid, (await visitor.WaitForTextAsync(Cancellation)).User.Uid);
    }

    private static AgentIdentity? Agent(BotUnderTest bot) => bot.Services.GetRequiredService<IBotIdentitySource>().Current?.Agent;
}
