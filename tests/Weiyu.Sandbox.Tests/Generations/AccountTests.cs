using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using MQTTnet;
using Weiyu.Client.Messages;
using Weiyu.Sandbox.Tests.Support;

namespace Weiyu.Sandbox.Tests.Generations;

/// <summary>Logins of 2026, and what an administrator does to accounts.</summary>
public sealed class AccountTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static FakeTimeProvider Clock() => new(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));

    private static object Login(string password = "sandbox-password", string channel = "FLUTTER") =>
        new { username = "bot@sandbox", password, channel };

    private static async Task<string> MessageAsync(TestApi api, string password)
    {
        var answer = await api.PostAsync("/auth/v1/login", Login(password));
        Assert.Equal(-1, TestApi.Code(answer));
        Assert.Equal(JsonValueKind.False, answer.GetProperty("data").ValueKind);
        return answer.GetProperty("message").GetString()!;
    }

    [Fact]
    public async Task Three_wrong_passwords_lock_for_ten_minutes_and_the_text_counts()
    {
        var time = Clock();
        await using var server = await Generation.StartAsync(time: time);
        using var api = new TestApi(server);
        Assert.Contains("还可尝试2次", await MessageAsync(api, "wrong"), StringComparison.Ordinal);
        Assert.Contains("还可尝试1次", await MessageAsync(api, "wrong"), StringComparison.Ordinal);
        var locked = await MessageAsync(api, "wrong");
        Assert.Contains("锁定", locked, StringComparison.Ordinal);
        Assert.Contains("10分钟", locked, StringComparison.Ordinal);
        time.Advance(TimeSpan.FromMinutes(4));
        Assert.Contains("6分钟", await MessageAsync(api, "sandbox-password"), StringComparison.Ordinal);
        time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(200, TestApi.Code(await api.PostAsync("/auth/v1/login", Login())));
    }

    [Fact]
    public async Task Wrong_passwords_are_forgotten_after_an_hour_and_by_a_right_one()
    {
        var time = Clock();
        await using var server = await Generation.StartAsync(time: time);
        using var api = new TestApi(server);
        await MessageAsync(api, "wrong");
        await MessageAsync(api, "wrong");
        time.Advance(TimeSpan.FromHours(1));
        Assert.Contains("还可尝试2次", await MessageAsync(api, "wrong"), StringComparison.Ordinal);
        Assert.Equal(200, TestApi.Code(await api.PostAsync("/auth/v1/login", Login())));
        Assert.Contains("还可尝试2次", await MessageAsync(api, "wrong"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limit_can_be_changed_and_switched_off_while_the_server_runs()
    {
        await using var server = await Generation.StartAsync();
        using var api = new TestApi(server);
        server.Habits = server.Habits with { LoginAttempts = 0 };
        for (var i = 0; i < 5; i++)
        {
            Assert.DoesNotContain("还可", await MessageAsync(api, "wrong"), StringComparison.Ordinal);
        }

        server.Habits = server.Habits with { LoginAttempts = 1, LockTime = TimeSpan.FromMinutes(30) };
        Assert.Contains("30分钟", await MessageAsync(api, "wrong"), StringComparison.Ordinal);
        server.Accounts.Unlock(server.Data.Bot);
        Assert.Equal(200, TestApi.Code(await api.PostAsync("/auth/v1/login", Login())));
    }

    [Fact]
    public async Task A_right_password_passes_the_lock_where_told_so_and_a_wrong_one_renews_it()
    {
        var time = Clock();
        await using var server = await Generation.StartAsync(SandboxHabits.Real with { LoginAttempts = 1, RightPasswordPassesLock = true }, time);
        using var api = new TestApi(server);
        await MessageAsync(api, "wrong");
        time.Advance(TimeSpan.FromMinutes(9));
        Assert.Contains("10分钟", await MessageAsync(api, "wrong"), StringComparison.Ordinal);
        Assert.Equal(200, TestApi.Code(await api.PostAsync("/auth/v1/login", Login())));
    }

    [Fact]
    public async Task Captchas_can_be_switched_while_the_server_runs()
    {
        await using var server = await Generation.StartAsync();
        using var api = new TestApi(server);
        Assert.Equal(-1, TestApi.Code(await api.PostAsync("/auth/v1/login", Login(channel: "web"))));
        server.Habits = server.Habits with { WantsCaptcha = false };
        Assert.Equal(200, TestApi.Code(await api.PostAsync("/auth/v1/login", Login(channel: "web"))));
    }

    [Fact]
    public async Task A_disabled_account_looks_like_a_wrong_password_and_is_counted()
    {
        await using var server = await Generation.StartAsync();
        using var api = new TestApi(server);
        server.Accounts.Disable(server.Data.Bot);
        Assert.Contains("还可尝试2次", await MessageAsync(api, "sandbox-password"), StringComparison.Ordinal);
        Assert.Equal(-1, TestApi.Code(await api.PostAsync("/auth/v1/login/accessToken", new { accessToken = "sandbox-access-token" })));
        Assert.Equal(1, server.RefusedLogins);
    }

    [Fact]
    public async Task A_forced_logout_kicks_off_ends_everything_and_lasts_until_it_is_lifted()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        await using var bot = await TestClient.ConnectAsync(server);
        await using var other = await TestClient.ConnectAsync(server, "user_agent/web/1");

        server.Accounts.ForceLogout(server.Data.Bot, "维护");

        var kickoff = await bot.NextAsync();
        Assert.Equal((MessageTypes.Kickoff, "维护", "user/user_bot"), (kickoff.Type, kickoff.Content, kickoff.Thread.Topic));
        Assert.Equal(UserTypes.System, kickoff.User.Type);
        await bot.Disconnected.WaitAsync(Token);
        Assert.True(other.IsConnected);
        Assert.Equal(HttpStatusCode.Unauthorized, await api.StatusAsync("/api/v1/user/profile"));
        Assert.Equal(-1, TestApi.Code(await api.PostAsync("/auth/v1/login", Login())));
        await using var refused = await TestClient.ConnectAsync(server, password: "sandbox-access-token");
        Assert.Equal(MqttClientConnectResultCode.BadUserNameOrPassword, refused.ResultCode);

        server.Accounts.RestoreLogin(server.Data.Bot);
        Assert.Equal(200, TestApi.Code(await api.PostAsync("/auth/v1/login", Login())));
    }

    [Fact]
    public async Task A_colleague_with_the_authority_forces_a_logout_over_REST()
    {
        await using var server = await Generation.StartAsync();
        using var human = await TestApi.LoginAsync(server, "agent@sandbox");
        using var api = await TestApi.LoginAsync(server);
        var answer = await human.PostAsync("/api/v1/agent/force/logout", new { uid = "agent_bot" });
        Assert.True(answer.GetProperty("data").GetProperty("forceLogout").GetBoolean());
        Assert.Equal(HttpStatusCode.Unauthorized, await api.StatusAsync("/api/v1/user/profile"));
        Assert.Equal(200, TestApi.Code(await human.PostAsync("/api/v1/agent/restore/login", new { uid = "agent_bot" })));
        Assert.Equal(200, TestApi.Code(await api.PostAsync("/auth/v1/login", Login())));
    }

    [Fact]
    public async Task Revoked_tokens_are_worth_nothing_on_either_side_and_connections_stay()
    {
        await using var server = await Generation.StartAsync();
        using var api = await TestApi.LoginAsync(server);
        using var human = await TestApi.LoginAsync(server, "agent@sandbox");
        await using var bot = await TestClient.ConnectAsync(server);
        var token = server.Accounts.IssueToken(server.Data.Bot);
        server.Accounts.RevokeTokens(server.Data.Bot);
        Assert.Equal(HttpStatusCode.Unauthorized, await api.StatusAsync("/api/v1/user/profile"));
        Assert.Equal(HttpStatusCode.OK, await human.StatusAsync("/api/v1/user/profile"));
        Assert.True(bot.IsConnected);
        await using var refused = await TestClient.ConnectAsync(server, "user_bot/web/2", password: token);
        Assert.Equal(MqttClientConnectResultCode.BadUserNameOrPassword, refused.ResultCode);
    }
}
