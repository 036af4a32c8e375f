using MQTTnet.Protocol;
using Weiyu.Client.Messages;
using Weiyu.Sandbox.Tests.Support;

namespace Weiyu.Sandbox.Tests;

/// <summary>The other end: a broker as the standard has it.</summary>
public sealed class TextbookTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<(SandboxServer Server, SandboxVisitor Visitor)> StartAsync(SandboxHabits? habits = null)
    {
        var server = await SandboxServer.StartAsync(
            SandboxOptions.Ephemeral with { Habits = habits ?? SandboxHabits.Textbook with { AcceptsAnyPassword = true }, StoreLag = TimeSpan.Zero },
            cancellation: Token);
        return (server, await server.OpenVisitorAsync());
    }

    [Fact]
    public async Task Messages_are_routed_by_the_packets_topic_and_changed_in_nothing()
    {
        var (server, visitor) = await StartAsync();
        await using var stop = server;
        await using var one = await TestClient.ConnectAsync(server, "a/web/1");
        await using var two = await TestClient.ConnectAsync(server, "b/web/1");
        await two.SubscribeAsync("some/where");
        var message = Some.Message(server, visitor.Thread);
        var bytes = MessageCodec.Encode(message);
        await one.PublishAsync(bytes, "some/where");
        Assert.Equal(bytes, System.Buffers.BuffersExtensions.ToArray((await two.NextPacketAsync()).ApplicationMessage.Payload));
    }

    [Fact]
    public async Task A_topic_must_be_subscribed_to_by_the_client_itself_and_wildcards_count()
    {
        var (server, visitor) = await StartAsync();
        await using var stop = server;
        await using var one = await TestClient.ConnectAsync(server, "user_bot/web/1");
        await using var two = await TestClient.ConnectAsync(server, "user_bot/web/2");
        visitor.Say("nobody");
        await two.SubscribeAsync("org/+/agent_bot/#");
        await one.SubscribeAsync("mark");
        visitor.Say("two only");
        await two.PublishAsync([1], "mark");
        Assert.Equal("two only", (await two.NextAsync()).Content);
        Assert.Equal("mark", (await one.NextPacketAsync()).ApplicationMessage.Topic);
    }

    [Fact]
    public async Task The_quality_is_the_lower_of_both()
    {
        var (server, _) = await StartAsync();
        await using var stop = server;
        await using var one = await TestClient.ConnectAsync(server, "a/web/1");
        await one.SubscribeAsync("zero", 0);
        await one.SubscribeAsync("one", 1);
        await one.PublishAsync([1], "zero", qos: 1);
        await one.PublishAsync([1], "one", qos: 1);
        await one.PublishAsync([1], "one", qos: 0);
        Assert.Equal(MqttQualityOfServiceLevel.AtMostOnce, (await one.NextPacketAsync()).ApplicationMessage.QualityOfServiceLevel);
        Assert.Equal(MqttQualityOfServiceLevel.AtLeastOnce, (await one.NextPacketAsync()).ApplicationMessage.QualityOfServiceLevel);
        Assert.Equal(MqttQualityOfServiceLevel.AtMostOnce, (await one.NextPacketAsync()).ApplicationMessage.QualityOfServiceLevel);
    }

    [Fact]
    public async Task What_was_sent_while_a_client_was_away_waits_for_it()
    {
        var (server, visitor) = await StartAsync();
        await using var stop = server;
        await using (var first = await TestClient.ConnectAsync(server, "user_bot/web/1"))
        {
            Assert.False(first.IsSessionPresent);
            await first.SubscribeAsync(visitor.Thread.Topic);
        }

        visitor.Say("kept");
        await using var again = await TestClient.ConnectAsync(server, "user_bot/web/1");
        Assert.True(again.IsSessionPresent);
        Assert.Equal("kept", (await again.NextAsync()).Content);
    }

    [Fact]
    public async Task What_was_not_acknowledged_is_sent_again()
    {
        var (server, visitor) = await StartAsync();
        await using var stop = server;
        await using (var first = await TestClient.ConnectAsync(server, "user_bot/web/1", acknowledge: false))
        {
            await first.SubscribeAsync(visitor.Thread.Topic);
            visitor.Say("again");
            Assert.Equal("again", (await first.NextAsync()).Content);
        }

        await using var second = await TestClient.ConnectAsync(server, "user_bot/web/1");
        Assert.Equal("again", (await second.NextAsync()).Content);
    }

    [Fact]
    public async Task A_clean_session_begins_with_nothing()
    {
        var (server, visitor) = await StartAsync();
        await using var stop = server;
        await using (var first = await TestClient.ConnectAsync(server, "user_bot/web/1", clean: true))
        {
            await first.SubscribeAsync(visitor.Thread.Topic);
        }

        visitor.Say("gone");
        await using var again = await TestClient.ConnectAsync(server, "user_bot/web/1", clean: true);
        Assert.False(again.IsSessionPresent);
        await again.SubscribeAsync("mark");
        await again.PublishAsync([1], "mark");
        Assert.Equal("mark", (await again.NextPacketAsync()).ApplicationMessage.Topic);
    }

    [Fact]
    public async Task A_large_packet_passes_and_a_wrong_password_does_not()
    {
        var (server, _) = await StartAsync(SandboxHabits.Textbook);
        await using var stop = server;
        await using var refused = await TestClient.ConnectAsync(server, "user_bot/web/1", password: "wrong");
        Assert.False(refused.IsConnected);
        await using var client = await TestClient.ConnectAsync(server, "user_bot/web/1", password: "sandbox-access-token");
        await client.SubscribeAsync("large");
        await client.PublishAsync(new byte[200_000], "large");
        Assert.Equal(200_000, (await client.NextPacketAsync()).ApplicationMessage.Payload.Length);
    }
}
