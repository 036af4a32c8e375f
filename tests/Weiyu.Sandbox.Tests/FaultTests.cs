using System.Buffers;
using System.Net;
using MQTTnet;
using Weiyu.Client.Messages;
using Weiyu.Sandbox.Tests.Support;

namespace Weiyu.Sandbox.Tests;

/// <summary>What goes wrong on command, and only then.</summary>
public sealed class FaultTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<SandboxServer> StartAsync() =>
        SandboxServer.StartAsync(SandboxOptions.Ephemeral with { StoreLag = TimeSpan.Zero }, cancellation: Token);

    [Fact]
    public async Task All_connections_can_be_dropped()
    {
        await using var server = await StartAsync();
        await using var one = await TestClient.ConnectAsync(server, "user_bot/web/1");
        await using var two = await TestClient.ConnectAsync(server, "user_agent/web/2");
        Assert.Equal(2, server.Sessions.Count);
        Assert.Equal(2, server.Faults.DropConnections());
        await one.Disconnected.WaitAsync(Token);
        await two.Disconnected.WaitAsync(Token);
    }

    [Theory]
    [InlineData(ConnectRefusal.Unavailable, MqttClientConnectResultCode.ServerUnavailable)]
    [InlineData(ConnectRefusal.Credentials, MqttClientConnectResultCode.BadUserNameOrPassword)]
    [InlineData(ConnectRefusal.NotAuthorized, MqttClientConnectResultCode.NotAuthorized)]
    [InlineData(ConnectRefusal.Identifier, MqttClientConnectResultCode.ClientIdentifierNotValid)]
    public async Task Connects_are_refused_with_a_code_as_often_as_told(ConnectRefusal refusal, MqttClientConnectResultCode code)
    {
        await using var server = await StartAsync();
        server.Faults.RefuseNextConnects = 1;
        server.Faults.RefuseConnects = refusal;
        await using var refused = await TestClient.ConnectAsync(server);
        Assert.Equal(code, refused.ResultCode);
        await using var accepted = await TestClient.ConnectAsync(server);
        Assert.Equal(MqttClientConnectResultCode.Success, accepted.ResultCode);
        Assert.Equal(1, server.Published.RefusedConnects);
    }

    [Fact]
    public async Task Connects_can_be_closed_without_an_answer()
    {
        await using var server = await StartAsync();
        server.Faults.RefuseConnects = ConnectRefusal.Close;
        await Assert.ThrowsAnyAsync<Exception>(() => TestClient.ConnectAsync(server));
        server.Faults.Clear();
        await using var accepted = await TestClient.ConnectAsync(server);
        Assert.True(accepted.IsConnected);
    }

    [Fact]
    public async Task Connects_can_be_left_without_an_answer()
    {
        await using var server = await StartAsync();
        server.Faults.RefuseNextConnects = 1;
        server.Faults.RefuseConnects = ConnectRefusal.Silence;
        var ignored = TestClient.ConnectAsync(server, "user_x/web/1");
        await Until.TrueAsync(() => server.Published.RefusedConnects == 1);
        await using var accepted = await TestClient.ConnectAsync(server);
        Assert.True(accepted.IsConnected);
        Assert.False(ignored.IsCompleted);
        server.Faults.DropConnections();
        await Assert.ThrowsAnyAsync<Exception>(() => ignored);
    }

    [Fact]
    public async Task The_next_outgoing_messages_are_dropped()
    {
        await using var server = await StartAsync();
        await using var bot = await TestClient.ConnectAsync(server);
        var visitor = await server.OpenVisitorAsync();
        server.Faults.DropNextOutgoing = 2;
        visitor.Say("1");
        visitor.Say("2");
        visitor.Say("3");
        Assert.Equal("3", (await bot.NextAsync()).Content);
        Assert.Equal(3, server.History(visitor.Thread.Topic).Count);
    }

    [Fact]
    public async Task Messages_are_sent_twice()
    {
        await using var server = await StartAsync();
        await using var bot = await TestClient.ConnectAsync(server);
        var visitor = await server.OpenVisitorAsync();
        server.Faults.DuplicateNextOutgoing = 1;
        visitor.Say("twice");
        var first = await bot.NextPacketAsync();
        var second = await bot.NextPacketAsync();
        Assert.Equal(first.ApplicationMessage.Payload.ToArray(), second.ApplicationMessage.Payload.ToArray());
        Assert.NotEqual(first.PacketIdentifier, second.PacketIdentifier);
    }

    [Fact]
    public async Task Messages_are_overtaken()
    {
        await using var server = await StartAsync();
        await using var bot = await TestClient.ConnectAsync(server);
        var visitor = await server.OpenVisitorAsync();
        server.Faults.ReorderOutgoing = 1;
        visitor.Say("first");
        visitor.Say("second");
        Assert.Equal("second", (await bot.NextAsync()).Content);
        Assert.Equal("first", (await bot.NextAsync()).Content);
        visitor.Say("alone");
        Assert.Equal("alone", (await bot.NextAsync()).Content);
    }

    [Fact]
    public async Task Delayed_messages_keep_their_order()
    {
        await using var server = await StartAsync();
        await using var bot = await TestClient.ConnectAsync(server);
        var visitor = await server.OpenVisitorAsync();
        server.Faults.DelayOutgoing = TimeSpan.FromMilliseconds(80);
        visitor.Say("late");
        server.Faults.DelayOutgoing = TimeSpan.Zero;
        visitor.Say("later");
        Assert.Equal("late", (await bot.NextAsync()).Content);
        Assert.Equal("later", (await bot.NextAsync()).Content);
    }

    [Fact]
    public async Task A_published_message_is_acknowledged_and_lost()
    {
        await using var server = await StartAsync();
        await using var bot = await TestClient.ConnectAsync(server);
        var visitor = await server.OpenVisitorAsync();
        server.Faults.LoseNextIncoming = 1;
        var result = await bot.PublishAsync(Some.Message(server, visitor.Thread, "lost"));
        Assert.True(result.IsSuccess);
        await bot.PublishAsync(Some.Message(server, visitor.Thread, "kept"));
        Assert.Equal("kept", (await visitor.WaitForTextAsync(Token)).Content);
        Assert.Equal(1, server.Published.Lost);
    }

    [Fact]
    public async Task Without_echo_only_others_get_the_message()
    {
        await using var server = await StartAsync();
        await using var bot = await TestClient.ConnectAsync(server);
        var visitor = await server.OpenVisitorAsync();
        server.Faults.NoEcho = true;
        await bot.PublishAsync(Some.Message(server, visitor.Thread, "no echo"));
        await visitor.WaitForTextAsync(Token);
        visitor.Say("next");
        Assert.Equal("next", (await bot.NextAsync()).Content);
    }

    [Fact]
    public async Task A_half_open_connection_swallows_everything_both_ways()
    {
        await using var server = await StartAsync();
        await using var bot = await TestClient.ConnectAsync(server);
        var visitor = await server.OpenVisitorAsync();
        server.Faults.Silence = true;
        await bot.PublishAsync(Some.Message(server, visitor.Thread, "swallowed"), qos: 0);
        visitor.Say("swallowed too");
        await Until.TrueAsync(() => server.Published.Swallowed == 2);
        Assert.True(bot.IsConnected);
        Assert.Single(server.Sessions);

        server.Faults.Silence = false;
        await bot.PublishAsync(Some.Message(server, visitor.Thread, "heard"));
        Assert.Equal("heard", (await visitor.WaitForTextAsync(Token)).Content);
        Assert.Equal("heard", (await bot.NextAsync()).Content);
    }

    [Fact]
    public async Task A_fraction_with_a_seed_falls_the_same_way_each_time()
    {
        async Task<List<string>> RunAsync()
        {
            await using var server = await StartAsync();
            await using var bot = await TestClient.ConnectAsync(server);
            var visitor = await server.OpenVisitorAsync();
            server.Faults.Reseed(7);
            server.Faults.DropOutgoing = 0.5;
            for (var i = 0; i < 40; i++)
            {
                visitor.Say($"{i}");
            }

            server.Faults.Clear();
            return [.. (await bot.DrainAsync(server)).Select(m => m.Content)];
        }

        var first = await RunAsync();
        Assert.InRange(first.Count, 5, 35);
        Assert.Equal(first, await RunAsync());
    }

    [Theory]
    [InlineData("http500")]
    [InlineData("codeMinusOne")]
    [InlineData("html")]
    [InlineData("truncated")]
    [InlineData("unauthorized")]
    public async Task Rest_fails_in_the_way_that_was_told(string rest)
    {
        await using var server = await StartAsync();
        using var api = await TestApi.LoginAsync(server);
        Assert.Equal(200, TestApi.Code(await api.PostAsync("/sandbox/faults", new { rest, restNext = 1 })));
        var response = await api.Http.GetAsync("/api/v1/user/profile", Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        switch (rest)
        {
            case "http500":
                Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
                break;
            case "unauthorized":
                Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
                break;
            case "codeMinusOne":
                Assert.Contains("\"code\":-1", text, StringComparison.Ordinal);
                break;
            case "html":
                Assert.StartsWith("<!doctype html>", text, StringComparison.Ordinal);
                break;
            default:
                Assert.ThrowsAny<System.Text.Json.JsonException>(() => System.Text.Json.JsonDocument.Parse(text));
                break;
        }

        Assert.Equal(200, TestApi.Code(await api.GetAsync("/api/v1/user/profile")));
    }

    [Fact]
    public async Task A_hanging_call_ends_when_the_client_gives_up_and_a_reset_is_a_reset()
    {
        await using var server = await StartAsync();
        using var api = await TestApi.LoginAsync(server);
        server.Faults.Rest = RestFailure.Hang;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var hanging = api.Http.GetAsync("/api/v1/user/profile", patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
        server.Faults.Rest = RestFailure.Reset;
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => api.GetAsync("/api/v1/user/profile"));
    }

    [Fact]
    public async Task A_lost_answer_does_not_undo_the_call()
    {
        await using var server = await StartAsync();
        using var api = await TestApi.LoginAsync(server);
        var visitor = await server.OpenVisitorAsync();
        server.Faults.RestPath = "/api/v1/message/rest/send";
        server.Faults.Rest = RestFailure.LostAnswer;
        Assert.Equal(HttpStatusCode.OK, await api.StatusAsync("/api/v1/user/profile"));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() =>
            api.PostAsync("/api/v1/message/rest/send", new { json = MessageJson.Write(Some.Message(server, visitor.Thread, "sent")) }));
        Assert.Equal("sent", (await visitor.WaitForTextAsync(Token)).Content);
    }

    [Fact]
    public async Task Logins_are_refused_and_tokens_expire()
    {
        await using var server = await StartAsync();
        using var api = await TestApi.LoginAsync(server);
        await api.PostAsync("/sandbox/faults", new { refuseLogin = true, expireTokens = true });
        Assert.Equal(HttpStatusCode.Unauthorized, await api.StatusAsync("/api/v1/user/profile"));
        var login = new { username = "bot@sandbox", password = "sandbox-password", channel = "FLUTTER" };
        Assert.Equal(-1, TestApi.Code(await api.PostAsync("/auth/v1/login", login)));
        Assert.Equal(-1, TestApi.Code(await api.PostAsync("/auth/v1/login/accessToken", new { accessToken = "sandbox-access-token" })));
        await api.PostAsync("/sandbox/faults", new { clear = true });
        Assert.Equal(200, TestApi.Code(await api.PostAsync("/auth/v1/login/accessToken", new { accessToken = "sandbox-access-token" })));
    }
}
