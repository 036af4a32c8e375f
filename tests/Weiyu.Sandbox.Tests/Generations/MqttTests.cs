using Microsoft.Extensions.Time.Testing;
using MQTTnet;
using Weiyu.Sandbox.Tests.Support;

namespace Weiyu.Sandbox.Tests.Generations;

/// <summary>MQTT of 2026: the token counts, and no packet identifier is 0.</summary>
public sealed class MqttTests
{
    [Fact]
    public async Task The_password_has_to_be_a_valid_token_of_the_user_in_the_client_id()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));
        await using var server = await Generation.StartAsync(time: time);
        var token = server.Accounts.IssueToken(server.Data.Bot);
        async Task<MqttClientConnectResultCode> ConnectAsync(string clientId, string password)
        {
            await using var client = await TestClient.ConnectAsync(server, clientId, password: password);
            return client.ResultCode;
        }

        Assert.Equal(MqttClientConnectResultCode.Success, await ConnectAsync("user_bot/web/1", token));
        Assert.Equal(MqttClientConnectResultCode.BadUserNameOrPassword, await ConnectAsync("user_bot/web/1", "nonsense"));
        Assert.Equal(MqttClientConnectResultCode.BadUserNameOrPassword, await ConnectAsync("user_agent/web/1", token));
        time.Advance(TimeSpan.FromDays(31));
        Assert.Equal(MqttClientConnectResultCode.BadUserNameOrPassword, await ConnectAsync("user_bot/web/1", token));
    }

    [Fact]
    public async Task After_65535_comes_1()
    {
        await using var server = await Generation.StartAsync();
        var visitor = await server.OpenVisitorAsync();
        await using var raw = await RawClient.ConnectAsync(server, "user_bot/web/raw");
        server.SetNextPacketIdentifier(65_534);
        visitor.Say("a");
        visitor.Say("b");
        visitor.Say("c");
        Assert.Equal(65_534, await raw.NextPublishIdAsync());
        Assert.Equal(65_535, await raw.NextPublishIdAsync());
        Assert.Equal(1, await raw.NextPublishIdAsync());
    }
}
