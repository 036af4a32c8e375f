using System.Net;
using System.Text.Json;
using Weiyu.Sandbox.Tests.Support;

namespace Weiyu.Sandbox.Tests;

/// <summary>Calls that fail by their path, calls that are counted, and the same over HTTP.</summary>
public sealed class PathFaultTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(RestFailure.NotFoundCode, HttpStatusCode.OK, 404)]
    [InlineData(RestFailure.Forbidden, HttpStatusCode.Forbidden, 403)]
    [InlineData(RestFailure.Code500, HttpStatusCode.OK, 500)]
    [InlineData(RestFailure.Conflict, HttpStatusCode.Conflict, 409)]
    [InlineData(RestFailure.Unavailable503, HttpStatusCode.ServiceUnavailable, 503)]
    [InlineData(RestFailure.BadRequest400, HttpStatusCode.BadRequest, 400)]
    [InlineData(RestFailure.CodeMinusOne, HttpStatusCode.OK, -1)]
    [InlineData(RestFailure.Unauthorized, HttpStatusCode.Unauthorized, 401)]
    public async Task A_path_fails_as_told_in_every_generation(RestFailure failure, HttpStatusCode status, int code)
    {
        foreach (var generation in Enum.GetValues<SandboxGeneration>())
        {
            await using var server = await Generation.StartAsync(generation);
            using var api = await TestApi.LoginAsync(server);
            server.Faults.FailPath("/api/v1/user/profile", failure);
            Assert.Equal((status, code), await api.OutcomeAsync("/api/v1/user/profile"));
            Assert.Equal((HttpStatusCode.OK, 200), await api.OutcomeAsync("/api/v1/thread/query"));
        }
    }

    [Fact]
    public async Task Several_paths_fail_in_ways_of_their_own_and_the_longest_counts()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        server.Faults.FailPath("/api/v1/message", RestFailure.NotFoundCode);
        server.Faults.FailPath("/api/v1/message/query", RestFailure.Code500);
        server.Faults.FailPath("/api/v1/agent", RestFailure.Forbidden);
        server.Faults.FailPath("/config", RestFailure.Unavailable503);
        server.Faults.RestPath = "/api/v1/thread";
        server.Faults.Rest = RestFailure.CodeMinusOne;
        Assert.Equal((HttpStatusCode.OK, 404), await api.OutcomeAsync("/api/v1/message/thread/topic"));
        Assert.Equal((HttpStatusCode.OK, 500), await api.OutcomeAsync("/api/v1/message/query/org"));
        Assert.Equal((HttpStatusCode.Forbidden, 403), await api.OutcomeAsync("/api/v1/agent/query"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 503), await api.OutcomeAsync("/config/bytedesk/properties"));
        Assert.Equal((HttpStatusCode.OK, -1), await api.OutcomeAsync("/api/v1/thread/query"));
        Assert.Equal((HttpStatusCode.OK, 200), await api.OutcomeAsync("/api/v1/user/profile"));

        server.Faults.FailPath("/api/v1/agent", RestFailure.None);
        Assert.Equal((HttpStatusCode.OK, 200), await api.OutcomeAsync("/api/v1/agent/query?orgUid=org_sandbox"));
        Assert.Equal(3, server.Faults.FailingPaths.Count);
        server.Faults.Clear();
        Assert.Equal((HttpStatusCode.OK, 200), await api.OutcomeAsync("/api/v1/message/query/org?orgUid=org_sandbox"));
    }

    [Fact]
    public async Task Calls_are_counted_by_path_and_refused_ones_too()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        server.Faults.FailPath("/api/v1/message", RestFailure.Forbidden);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => api.OutcomeAsync($"/api/v1/message/query/org?pageNumber={i}")));
        await api.OutcomeAsync("/api/v1/thread/query");
        Assert.Equal(50, server.Calls["/api/v1/message/query/org"]);
        Assert.Equal(50, server.Calls.Below("/api/v1/message/"));
        Assert.Equal(52, server.Calls.Total);
        Assert.Equal(0, server.Calls["/nothing"]);
        Assert.Equal(3, server.Calls.Snapshot().Count);
    }

    [Fact]
    public async Task Paths_fail_and_calls_are_counted_over_HTTP_too()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        var paths = new Dictionary<string, string> { ["/api/v1/thread"] = "notFoundCode", ["/api/v1/user"] = "conflict" };
        var set = await api.PostAsync("/sandbox/faults", new { failingPaths = paths });
        Assert.Equal("Conflict", set.GetProperty("data").GetProperty("failingPaths").GetProperty("/api/v1/user").GetString());
        Assert.Equal((HttpStatusCode.OK, 404), await api.OutcomeAsync("/api/v1/thread/query"));
        Assert.Equal((HttpStatusCode.Conflict, 409), await api.OutcomeAsync("/api/v1/user/profile"));
        Assert.Equal(-1, TestApi.Code(await api.PostAsync("/sandbox/faults", new { failingPaths = new { x = "nonsense" } })));
        Assert.Equal(1, (await api.DataAsync("/sandbox/calls")).GetProperty("/api/v1/thread/query").GetInt32());
    }

    [Fact]
    public async Task The_generation_and_single_habits_are_set_over_HTTP()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        await using var bot = await TestClient.ConnectAsync(server);
        var set = await api.PostAsync("/sandbox/habits", new { generation = "Y2024", wantsOrgUid = true, lockTime = 60_000, restart = true });
        Assert.Equal(200, TestApi.Code(set));
        await bot.Disconnected.WaitAsync(Token);
        Assert.Equal(SandboxHabits.Of(SandboxGeneration.Y2024) with { WantsOrgUid = true, LockTime = TimeSpan.FromMinutes(1) }, server.Habits);
        Assert.True((await api.DataAsync("/sandbox/habits")).GetProperty("channelIsClient").GetBoolean());
        Assert.Equal(-1, TestApi.Code(await api.PostAsync("/sandbox/habits", new { generation = "Y1999" })));
        Assert.Equal(-1, TestApi.Code(await api.PostAsync("/sandbox/habits", new { nonsense = true })));
        Assert.Equal(-1, TestApi.Code(await api.PostAsync("/sandbox/habits", new { keepsForOffline = true })));
        Assert.True(server.Habits.ChannelIsClient);
    }

    [Fact]
    public async Task Accounts_are_administered_over_HTTP()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        string[] none = [];
        await api.PostAsync("/sandbox/accounts/bot@sandbox", new { authorities = none });
        Assert.Equal((HttpStatusCode.Forbidden, 403), await api.OutcomeAsync("/api/v1/agent/query?orgUid=org_sandbox"));
        await api.PostAsync("/sandbox/accounts/bot@sandbox", new { forceLogout = "enough" });
        Assert.Equal(HttpStatusCode.Unauthorized, await api.StatusAsync("/api/v1/user/profile"));
        await api.PostAsync("/sandbox/accounts/bot@sandbox", new { restoreLogin = true, enabled = false });
        var login = new { username = "bot@sandbox", password = "sandbox-password", channel = "FLUTTER" };
        Assert.Equal(-1, TestApi.Code(await api.PostAsync("/auth/v1/login", login)));
        await api.PostAsync("/sandbox/accounts/bot@sandbox", new { enabled = true, unlock = true });
        Assert.Equal(200, TestApi.Code(await api.PostAsync("/auth/v1/login", login)));
        Assert.Equal(-1, TestApi.Code(await api.PostAsync("/sandbox/accounts/nobody", new { enabled = true })));
    }
}
