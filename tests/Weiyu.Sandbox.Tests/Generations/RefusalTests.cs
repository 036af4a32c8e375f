using System.Net;
using System.Text;
using System.Text.Json;
using Weiyu.Sandbox.Tests.Support;

namespace Weiyu.Sandbox.Tests.Generations;

/// <summary>What a refusal looks like, by cause and generation.</summary>
public sealed class RefusalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Today_a_code_says_what_it_is_and_the_data_is_false()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        Assert.Equal((HttpStatusCode.OK, 404), await api.OutcomeAsync("/api/v1/no/such/path"));
        Assert.Equal((HttpStatusCode.MethodNotAllowed, 405), await api.OutcomeAsync("/api/v1/vip/thread/transfer/create"));
        Assert.Equal((HttpStatusCode.BadRequest, 400), await api.OutcomeAsync("/api/v1/user/profile", new { }));
        Assert.Equal((HttpStatusCode.OK, 404), await api.OutcomeAsync("/auth/v1/no/such/path"));
        var answer = await api.GetAsync("/api/v1/thread/query/uid?uid=nobody");
        Assert.Equal(JsonValueKind.False, answer.GetProperty("data").ValueKind);
        using var nonsense = new StringContent("nonsense", Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.BadRequest, (await api.Http.PostAsync("/api/v1/thread/close", nonsense, Token)).StatusCode);
    }

    [Fact]
    public async Task A_missing_token_is_401_before_all_else_and_names_the_path()
    {
        await using var server = await Generation.StartAsync();
        using var stranger = new TestApi(server);
        Assert.Equal((HttpStatusCode.Unauthorized, 401), await stranger.OutcomeAsync("/api/v1/no/such/path"));
        Assert.Equal("/api/v1/message/query/org", (await stranger.GetAsync("/api/v1/message/query/org")).GetProperty("data").GetString());
    }

    [Theory]
    [InlineData(SandboxGeneration.Y2024)]
    [InlineData(SandboxGeneration.Y2025)]
    public async Task Before_a_refusal_is_HTTP_200_and_minus_one_and_an_unknown_path_HTTP_404(SandboxGeneration generation)
    {
        await using var server = await Generation.StartAsync(generation);
        using var api = await TestApi.LoginAsync(server);
        Assert.Equal((HttpStatusCode.OK, -1), await api.OutcomeAsync("/api/v1/thread/query/topic?topic=none"));
        Assert.Equal((HttpStatusCode.OK, -1), await api.OutcomeAsync("/api/v1/thread/update/note", new { uid = "nobody" }));
        Assert.Equal((HttpStatusCode.OK, -1), await api.OutcomeAsync("/api/v1/agent/accept", new { uid = "nobody" }));
        Assert.Equal(HttpStatusCode.NotFound, await api.StatusAsync("/api/v1/no/such/path"));
        Assert.Equal(HttpStatusCode.NotFound, await api.StatusAsync("/config/bytedesk/properties"));
        Assert.Equal(HttpStatusCode.NotFound, await api.StatusAsync("/api/v1/connection/presence/user_bot"));
        var refused = await api.GetAsync("/api/v1/thread/query/topic?topic=none");
        Assert.Equal(JsonValueKind.Null, refused.GetProperty("data").ValueKind);
    }

    [Fact]
    public async Task Public_properties_need_no_login_and_tell_the_limit_of_logins()
    {
        await using var server = await Generation.StartAsync();
        using var stranger = new TestApi(server);
        var data = await stranger.DataAsync("/config/bytedesk/properties");
        Assert.Equal(3, data.GetProperty("custom").GetProperty("loginMaxRetryCount").GetInt32());
        Assert.Equal(10, data.GetProperty("custom").GetProperty("loginMaxRetryLockTime").GetInt32());
        Assert.NotEmpty(data.GetProperty("version").GetString()!);
    }

    [Fact]
    public async Task A_disabled_account_gets_403_for_its_calls()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        server.Accounts.Disable(server.Data.Bot);
        Assert.Equal((HttpStatusCode.Forbidden, 403), await api.OutcomeAsync("/api/v1/user/profile"));
        server.Accounts.Enable(server.Data.Bot);
        Assert.Equal((HttpStatusCode.OK, 200), await api.OutcomeAsync("/api/v1/user/profile"));
    }
}
