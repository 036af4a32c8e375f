using System.Collections.Concurrent;
using System.Net;
using Weiyu.Client.Messages;
using Weiyu.Sandbox.Tests.Support;

namespace Weiyu.Sandbox.Tests.Generations;

/// <summary>Which generation a server is of, how it is mixed, and how it changes under load.</summary>
public sealed class GenerationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_nobody_configured_is_todays()
    {
        Assert.Equal(SandboxHabits.Real, SandboxHabits.Of(SandboxGeneration.Y2026));
        await using var server = await SandboxServer.StartAsync(SandboxOptions.Ephemeral, cancellation: Token);
        Assert.Equal(SandboxHabits.Of(SandboxGeneration.Y2026), server.Habits);
    }

    [Theory]
    [InlineData(SandboxGeneration.Y2024)]
    [InlineData(SandboxGeneration.Y2025)]
    [InlineData(SandboxGeneration.Y2026)]
    public void Any_generation_may_stand_behind_a_textbook_broker(SandboxGeneration generation)
    {
        var habits = SandboxHabits.Of(generation).AsTextbook();
        Assert.Equal(habits, habits.WithBrokerOf(SandboxHabits.Textbook));
        Assert.Equal(SandboxHabits.Of(generation), habits.WithBrokerOf(SandboxHabits.Of(generation)));
        Assert.True(habits.KeepsForOffline);
        Assert.Equal(generation == SandboxGeneration.Y2026, habits.HistoryIsSearch);
    }

    [Fact]
    public async Task In_2024_the_channel_is_the_client_and_a_conversation_has_STARTED()
    {
        await using var server = await Generation.StartAsync(SandboxGeneration.Y2024);
        using var api = await TestApi.LoginAsync(server);
        await using var bot = await TestClient.ConnectAsync(server);
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("你好");
        Assert.Equal(ThreadStates.Started, (await bot.NextAsync()).Thread.State);
        Assert.Equal(ThreadStates.Chatting, visitor.Thread.State);

        var message = (await api.DataAsync("/api/v1/message/query/topic?topic=" + visitor.Thread.Topic)).GetProperty("content")[0];
        Assert.Equal("web", message.GetProperty("client").GetString());
        Assert.Equal("web", message.GetProperty("thread").GetProperty("client").GetString());
        Assert.False(message.TryGetProperty("channel", out _));
        var thread = (await api.DataAsync("/api/v1/thread/query")).GetProperty("content")[0];
        Assert.Equal(("web", "STARTED"), (thread.GetProperty("client").GetString(), thread.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task A_running_server_is_updated_and_keeps_what_it_had()
    {
        await using var server = await Generation.StartAsync(SandboxGeneration.Y2025);
        using var api = await TestApi.LoginAsync(server);
        await using var bot = await TestClient.ConnectAsync(server);
        var visitor = await server.OpenVisitorAsync();
        var said = visitor.Say("before");
        Assert.Equal(200, TestApi.Code(await api.GetAsync("/api/v1/message/query/topic?topic=" + visitor.Thread.Topic)));

        server.Update(SandboxGeneration.Y2026);

        Assert.True(bot.IsConnected);
        Assert.Equal((HttpStatusCode.OK, 404), await api.OutcomeAsync("/api/v1/message/query/topic?topic=" + visitor.Thread.Topic));
        Assert.Equal([said.Uid], TestApi.Uids(await api.DataAsync("/api/v1/message/query/org?orgUid=org_sandbox")));
        server.Update(SandboxGeneration.Y2025, restart: true);
        await bot.Disconnected.WaitAsync(Token);
        Assert.Equal(200, TestApi.Code(await api.GetAsync("/api/v1/message/query/topic?topic=" + visitor.Thread.Topic)));
    }

    [Fact]
    public async Task An_update_under_load_leaves_no_call_half_of_one_kind()
    {
        await using var server = await Generation.StartAsync(SandboxGeneration.Y2025);
        using var api = await TestApi.LoginAsync(server);
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("hello");
        var outcomes = new ConcurrentBag<(HttpStatusCode, int)>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                outcomes.Add(await api.OutcomeAsync("/api/v1/message/query/topic?topic=" + visitor.Thread.Topic));
            }
        }, Token)).ToList();
        foreach (var generation in new[] { SandboxGeneration.Y2026, SandboxGeneration.Y2024, SandboxGeneration.Y2026, SandboxGeneration.Y2025 })
        {
            var seen = outcomes.Count;
            server.Update(generation);
            await Until.TrueAsync(() => outcomes.Count > seen + 20);
        }

        await stop.CancelAsync();
        await Task.WhenAll(callers);
        Assert.All(outcomes, o => Assert.True(o is (HttpStatusCode.OK, 200 or 404)));
        Assert.Contains((HttpStatusCode.OK, 404), outcomes);
    }

    [Fact]
    public async Task What_subscriptions_and_sessions_hang_on_stays_as_it_was_started()
    {
        await using var server = await Generation.StartAsync(SandboxHabits.Textbook);
        Assert.Throws<ArgumentException>(() => server.Habits = SandboxHabits.Real);
        server.Update(SandboxGeneration.Y2024);
        Assert.True(server.Habits is { KeepsForOffline: true, ChannelIsClient: true });
    }
}
