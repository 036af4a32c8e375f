using System.Net;
using System.Text.Json;
using Weiyu.Client.Messages;
using Weiyu.Sandbox.Tests.Support;

namespace Weiyu.Sandbox.Tests.Generations;

/// <summary>Agents of 2026: pages, one by account, permissions, a status that nobody checks.</summary>
public sealed class AgentTests
{
    private const string Org = "orgUid=org_sandbox";

    [Fact]
    public async Task A_list_holds_all_agents_and_not_the_callers_first()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        foreach (var path in new[] { "query", "query/user", "query/org" })
        {
            var page = await api.DataAsync($"/api/v1/agent/{path}?{Org}");
            Assert.Equal(["agent_human", "agent_bot"], TestApi.Uids(page));
            Assert.Equal((HttpStatusCode.BadRequest, 400), await api.OutcomeAsync($"/api/v1/agent/{path}"));
        }
    }

    [Fact]
    public async Task One_agent_is_found_by_the_account_and_nobody_is_null()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        var agent = await api.DataAsync($"/api/v1/agent/query/user/uid?userUid=user_bot&{Org}");
        Assert.Equal("agent_bot", agent.GetProperty("uid").GetString());
        Assert.Equal("user_bot", agent.GetProperty("userUid").GetString());
        Assert.False(agent.TryGetProperty("currentThreadCount", out _));
        Assert.True(agent.GetProperty("enabled").GetBoolean());
        Assert.False(agent.GetProperty("forceLogout").GetBoolean());
        Assert.Equal(JsonValueKind.Object, agent.GetProperty("queueStats").ValueKind);
        Assert.Equal(JsonValueKind.Object, agent.GetProperty("settings").ValueKind);

        Assert.Equal(JsonValueKind.Null, (await api.DataAsync("/api/v1/agent/query/user/uid?userUid=nobody")).ValueKind);
        Assert.Equal(JsonValueKind.Null, (await api.DataAsync("/api/v1/agent/query/user/uid?userUid=user_bot&orgUid=another")).ValueKind);
        Assert.Equal((HttpStatusCode.OK, 500), await api.OutcomeAsync("/api/v1/agent/query/user/uid"));
        Assert.Equal("agent_human", (await api.DataAsync("/api/v1/agent/query/uid?uid=agent_human")).GetProperty("uid").GetString());
        Assert.Equal((HttpStatusCode.OK, 404), await api.OutcomeAsync("/api/v1/agent/query/uid?uid=nobody"));
    }

    [Fact]
    public async Task Connected_follows_the_connection_and_not_the_status()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        async Task<bool> IsConnectedAsync() =>
            (await api.DataAsync("/api/v1/agent/query/user/uid?userUid=user_bot")).GetProperty("connected").GetBoolean();

        Assert.False(await IsConnectedAsync());
        Assert.Equal(0, (await api.DataAsync("/api/v1/connection/presence/user_bot")).GetProperty("activeCount").GetInt32());
        var one = await TestClient.ConnectAsync(server, "user_bot/web/1");
        await using (await TestClient.ConnectAsync(server, "user_bot/web/2"))
        {
            Assert.True(await IsConnectedAsync());
            var presence = await api.DataAsync("/api/v1/connection/presence/user_bot");
            Assert.Equal((true, 2), (presence.GetProperty("online").GetBoolean(), presence.GetProperty("activeCount").GetInt32()));
            await api.PostAsync("/api/v1/agent/update/status", new { uid = "agent_bot", status = "OFFLINE" });
            Assert.True(await IsConnectedAsync());
        }

        await one.DisposeAsync();
        await Until.TrueAsync(() => server.Sessions.Count == 0);
        Assert.False(await IsConnectedAsync());
    }

    [Fact]
    public async Task A_human_at_a_client_in_this_process_is_connected_too()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        async Task<int> CountAsync() => (await api.DataAsync("/api/v1/connection/presence/user_agent")).GetProperty("activeCount").GetInt32();
        using (server.OpenAgent())
        {
            Assert.Equal(1, await CountAsync());
        }

        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task A_status_is_stored_whatever_it_says_and_was_looked_at_before()
    {
        foreach (var (generation, expected) in new[] { (SandboxGeneration.Y2026, "AVAILIABLE"), (SandboxGeneration.Y2025, "AVAILABLE") })
        {
            await using var server = await Generation.StartAsync(generation);
            using var api = await TestApi.LoginAsync(server);
            await api.PostAsync("/api/v1/agent/update/status", new { uid = "agent_bot", status = "AVAILIABLE" });
            Assert.Equal(expected, server.StatusOf("agent_bot"));
        }
    }

    [Fact]
    public async Task Looking_up_and_setting_want_their_authorities()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        server.Accounts.SetAuthorities(server.Data.Bot, SandboxAuthorities.AgentUpdate);
        Assert.Equal((HttpStatusCode.Forbidden, 403), await api.OutcomeAsync("/api/v1/agent/query/user/uid?userUid=user_bot"));
        Assert.Equal((HttpStatusCode.Forbidden, 403), await api.OutcomeAsync("/api/v1/agent/query/org"));
        Assert.Equal((HttpStatusCode.OK, 200), await api.OutcomeAsync("/api/v1/agent/update/status", new { uid = "agent_bot", status = "AWAY" }));
        server.Accounts.SetAuthorities(server.Data.Bot, SandboxAuthorities.AgentRead);
        var busy = new { uid = "agent_bot", status = "BUSY" };
        Assert.Equal((HttpStatusCode.Forbidden, 403), await api.OutcomeAsync("/api/v1/agent/update/status", busy));
        Assert.Equal("AWAY", server.StatusOf("agent_bot"));
        Assert.Equal((HttpStatusCode.OK, 200), await api.OutcomeAsync($"/api/v1/thread/query?{Org}"));
    }

    [Fact]
    public async Task An_account_has_the_authorities_that_it_was_made_with_and_its_login_says_which()
    {
        var reader = SandboxData.DefaultBot with { Authorities = [SandboxAuthorities.AgentRead] };
        var data = new SandboxData { Accounts = [reader, SandboxData.DefaultAgent] };
        await using var server = await Generation.StartAsync(SandboxHabits.Real, data: data);
        using var api = new TestApi(server);
        var answer = await api.PostAsync("/auth/v1/login", new { username = "bot@sandbox", password = "sandbox-password", channel = "FLUTTER" });
        var authorities = answer.GetProperty("data").GetProperty("user").GetProperty("authorities").EnumerateArray();
        Assert.Equal(["AGENT_READ"], authorities.Select(a => a.GetProperty("authority").GetString()));
    }

    [Fact]
    public async Task Only_a_queued_thread_is_accepted_and_only_by_its_uid()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        var thread = await server.OpenThreadAsync(server.Visitor(), queued: true);
        Assert.Equal((HttpStatusCode.OK, 404), await api.OutcomeAsync("/api/v1/agent/accept", new { topic = thread.Topic }));
        Assert.Equal((HttpStatusCode.OK, 200), await api.OutcomeAsync("/api/v1/agent/accept", new { uid = thread.Uid }));
        Assert.Equal(ThreadStates.Chatting, thread.State);
        var again = await api.PostAsync("/api/v1/agent/accept", new { uid = thread.Uid });
        Assert.Equal(500, TestApi.Code(again));
        Assert.Equal("already accepted: CHATTING", again.GetProperty("message").GetString());
        Assert.Equal(JsonValueKind.False, again.GetProperty("data").ValueKind);
    }

    [Fact]
    public async Task Who_has_its_hands_full_is_told_of_a_conflict()
    {
        var data = new SandboxData { Accounts = [SandboxData.DefaultBot with { MaxThreads = 1 }, SandboxData.DefaultAgent] };
        await using var server = await Generation.StartAsync(SandboxHabits.Real, data: data);
        using var api = await TestApi.LoginAsync(server);
        await server.OpenVisitorAsync();
        var waiting = (await server.OpenVisitorAsync()).Thread;
        Assert.Equal((HttpStatusCode.OK, 409), await api.OutcomeAsync("/api/v1/agent/accept", new { uid = waiting.Uid }));
        var stats = await api.DataAsync("/api/v1/queue/agent/stats?agentUid=agent_bot");
        Assert.Equal((1, 1), (stats.GetProperty("chattingCount").GetInt32(), stats.GetProperty("queuingCount").GetInt32()));
        Assert.Equal(1, (await api.DataAsync("/api/v1/queue/agent/queuing/count?agentUid=agent_bot")).GetInt32());
    }

    [Fact]
    public async Task Where_it_looks_at_presence_a_visitor_is_given_only_to_who_is_there_and_available()
    {
        await using var server = await Generation.StartAsync(SandboxHabits.Real with { RoutesToPresentAgents = true });
        Assert.Equal(ThreadStates.Offline, (await server.OpenVisitorAsync()).Thread.State);
        Assert.Equal(ThreadStates.Offline, (await server.OpenVisitorAsync(ThreadTypes.Workgroup)).Thread.State);
        await using var bot = await TestClient.ConnectAsync(server);
        Assert.Equal("user_bot", (await server.OpenVisitorAsync(ThreadTypes.Workgroup)).Thread.Agent!.UserUid);
        using var human = server.OpenAgent();
        using var api = await TestApi.LoginAsync(server);
        await api.PostAsync("/api/v1/agent/update/status", new { uid = "agent_bot", status = "BUSY" });
        Assert.Equal("user_agent", (await server.OpenVisitorAsync(ThreadTypes.Workgroup)).Thread.Agent!.UserUid);
    }
}
