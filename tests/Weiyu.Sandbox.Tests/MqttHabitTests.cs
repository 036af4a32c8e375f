using MQTTnet;
using MQTTnet.Protocol;
using Weiyu.Client.Messages;
using Weiyu.Sandbox.Tests.Support;

namespace Weiyu.Sandbox.Tests;

/// <summary>Section 3 of the protocol sheet, habit by habit: the server as it was until mid-2025.</summary>
public sealed class MqttHabitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static SandboxHabits Before { get; } = SandboxHabits.Of(SandboxGeneration.Y2025);

    private static Task<SandboxServer> StartAsync(SandboxHabits? habits = null) =>
        SandboxServer.StartAsync(SandboxOptions.Ephemeral with { Habits = habits ?? Before, StoreLag = TimeSpan.Zero }, cancellation: Token);

    [Fact]
    public async Task The_assigned_agent_gets_a_new_thread_without_subscribing()
    {
        await using var server = await StartAsync();
        await using var bot = await TestClient.ConnectAsync(server);
        var visitor = await server.OpenVisitorAsync();
        var said = visitor.Say("你好");

        var got = await bot.NextAsync();

        Assert.Equal(said.Uid, got.Uid);
        Assert.Equal("你好", got.Content);
        Assert.Equal(visitor.Thread.Topic, got.Thread.Topic);
        Assert.Equal(ThreadStates.Chatting, got.Thread.State);
        Assert.Equal(visitor.Uid, got.User.Uid);
    }

    [Fact]
    public async Task Messages_are_routed_by_the_payload_and_not_by_the_packets_topic()
    {
        await using var server = await StartAsync();
        await using var bot = await TestClient.ConnectAsync(server);
        var visitor = await server.OpenVisitorAsync();
        await bot.PublishAsync(Some.Message(server, visitor.Thread, "routed"), topic: "somewhere/else");
        Assert.Equal("routed", (await visitor.WaitForTextAsync(Token)).Content);
    }

    [Fact]
    public async Task The_sender_gets_its_own_copy_with_SUCCESS_and_the_servers_time()
    {
        await using var server = await StartAsync();
        await using var bot = await TestClient.ConnectAsync(server);
        var visitor = await server.OpenVisitorAsync();
        var message = Some.Message(server, visitor.Thread);
        await bot.PublishAsync(message, qos: 0);

        var packet = await bot.NextPacketAsync();

        Assert.True(MessageCodec.TryDecode(packet.ApplicationMessage.Payload, out var echo));
        Assert.Equal(message.Uid, echo.Uid);
        Assert.Equal(MessageStatuses.Success, echo.Status);
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$", echo.CreatedAt);
        Assert.Equal(MqttQualityOfServiceLevel.AtLeastOnce, packet.ApplicationMessage.QualityOfServiceLevel);
        Assert.Equal(visitor.Thread.Topic, packet.ApplicationMessage.Topic);
    }

    [Fact]
    public async Task What_is_no_message_is_acknowledged_and_dropped()
    {
        await using var server = await StartAsync();
        await using var bot = await TestClient.ConnectAsync(server);
        var visitor = await server.OpenVisitorAsync();
        var result = await bot.PublishAsync([0xFF, 0xFF, 0xFF], visitor.Thread.Topic);
        Assert.Equal(MqttClientPublishReasonCode.Success, result.ReasonCode);
        Assert.Empty(await bot.DrainAsync(server));
        Assert.Equal(1, server.Published.Unparsable);
    }

    [Fact]
    public async Task Wildcards_match_nothing()
    {
        await using var server = await StartAsync();
        await using var other = await TestClient.ConnectAsync(server, "user_x/web/1");
        await other.SubscribeAsync("#");
        await other.SubscribeAsync("org/agent/+/+");
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("unseen");
        Assert.DoesNotContain(await other.DrainAsync(server), m => m.Content == "unseen");
    }

    [Fact]
    public async Task Subscriptions_belong_to_the_user_and_survive_the_connection()
    {
        await using var server = await StartAsync();
        var visitor = await server.OpenVisitorAsync();
        await using (var first = await TestClient.ConnectAsync(server, "user_x/web/1"))
        {
            await first.SubscribeAsync(visitor.Thread.Topic);
        }

        await using var second = await TestClient.ConnectAsync(server, "user_x/app/2");
        visitor.Say("seen");
        Assert.Equal("seen", (await second.NextAsync()).Content);
    }

    [Fact]
    public async Task Nothing_is_kept_for_those_who_are_away()
    {
        await using var server = await StartAsync();
        var visitor = await server.OpenVisitorAsync();
        await using (await TestClient.ConnectAsync(server))
        {
        }

        visitor.Say("missed");
        await using var bot = await TestClient.ConnectAsync(server);
        Assert.True(bot.IsSessionPresent);
        Assert.Empty(await bot.DrainAsync(server));
    }

    [Fact]
    public async Task What_was_not_acknowledged_is_not_sent_again()
    {
        await using var server = await StartAsync();
        var visitor = await server.OpenVisitorAsync();
        await using (var bot = await TestClient.ConnectAsync(server, acknowledge: false))
        {
            visitor.Say("once");
            await bot.NextAsync();
        }

        await using var again = await TestClient.ConnectAsync(server);
        Assert.Empty(await again.DrainAsync(server));
    }

    [Fact]
    public async Task A_packet_over_the_limit_closes_the_connection_and_one_at_the_limit_does_not()
    {
        await using var server = await StartAsync();
        await using var bot = await TestClient.ConnectAsync(server);
        const string topic = "t";
        var overhead = 1 + 2 + 2 + topic.Length + 2;
        await bot.PublishAsync(new byte[10_240 - overhead], topic);
        Assert.True(bot.IsConnected);

        await Assert.ThrowsAnyAsync<Exception>(() => bot.PublishAsync(new byte[10_241 - overhead], topic));
        await bot.Disconnected.WaitAsync(Token);
        Assert.Equal(1, server.Published.Oversized);
    }

    [Fact]
    public async Task Packet_identifiers_pass_through_zero()
    {
        await using var server = await StartAsync();
        var visitor = await server.OpenVisitorAsync();
        await using var raw = await RawClient.ConnectAsync(server, "user_bot/web/raw");
        server.SetNextPacketIdentifier(65_535);
        visitor.Say("a");
        visitor.Say("b");
        visitor.Say("c");
        Assert.Equal(65_535, await raw.NextPublishIdAsync());
        Assert.Equal(0, await raw.NextPublishIdAsync());
        Assert.Equal(1, await raw.NextPublishIdAsync());
    }

    [Fact]
    public async Task The_acknowledgement_is_ahead_of_the_echo()
    {
        await using var server = await StartAsync();
        var visitor = await server.OpenVisitorAsync();
        await using var raw = await RawClient.ConnectAsync(server, "user_bot/web/raw");
        await raw.PublishAsync(MessageCodec.Encode(Some.Message(server, visitor.Thread)), visitor.Thread.Topic, 7);
        Assert.Equal(4, await raw.NextTypeAsync());
        Assert.Equal(3, await raw.NextTypeAsync());
    }

    [Fact]
    public async Task An_empty_client_id_is_refused_with_two()
    {
        await using var server = await StartAsync();
        Assert.Equal(2, await RawClient.RefusalAsync(server, ""));
    }

    [Fact]
    public async Task Any_password_will_do_until_told_otherwise()
    {
        await using var server = await StartAsync();
        await using var any = await TestClient.ConnectAsync(server, password: "nonsense");
        Assert.Equal(MqttClientConnectResultCode.Success, any.ResultCode);

        await using var strict = await StartAsync(Before with { AcceptsAnyPassword = false });
        await using var refused = await TestClient.ConnectAsync(strict, password: "nonsense");
        Assert.Equal(MqttClientConnectResultCode.BadUserNameOrPassword, refused.ResultCode);
        await using var accepted = await TestClient.ConnectAsync(strict, password: "sandbox-access-token");
        Assert.Equal(MqttClientConnectResultCode.Success, accepted.ResultCode);
    }

    [Fact]
    public async Task A_second_connection_with_the_same_client_id_closes_the_first()
    {
        await using var server = await StartAsync();
        await using var first = await TestClient.ConnectAsync(server);
        await using var second = await TestClient.ConnectAsync(server);
        await first.Disconnected.WaitAsync(Token);
        Assert.True(second.IsConnected);
        var visitor = await server.OpenVisitorAsync();
        visitor.Say("for the second");
        Assert.Equal("for the second", (await second.NextAsync()).Content);
    }

    [Fact]
    public async Task All_clients_of_a_user_get_every_message()
    {
        await using var server = await StartAsync();
        await using var one = await TestClient.ConnectAsync(server, "user_bot/web/1");
        await using var two = await TestClient.ConnectAsync(server, "user_bot/app/2");
        (await server.OpenVisitorAsync()).Say("both");
        Assert.Equal("both", (await one.NextAsync()).Content);
        Assert.Equal("both", (await two.NextAsync()).Content);
    }

    [Fact]
    public async Task A_silent_client_is_closed_after_one_and_a_half_keep_alives()
    {
        await using var server = await StartAsync();
        await using var raw = await RawClient.ConnectAsync(server, "user_bot/web/raw", keepAlive: 1);
        await raw.EndAsync();
    }

    [Fact]
    public async Task An_unknown_thread_type_makes_the_message_fail()
    {
        await using var server = await StartAsync();
        await using var bot = await TestClient.ConnectAsync(server);
        var visitor = await server.OpenVisitorAsync();
        var message = Some.Message(server, visitor.Thread);
        message.Thread.Type = "";
        await bot.PublishAsync(message);
        Assert.Empty(await bot.DrainAsync(server));
        Assert.Equal(1, server.Published.Failed);
        Assert.Empty(server.History(visitor.Thread.Topic));
    }

    [Fact]
    public async Task A_repeated_uid_is_broadcast_again_and_stored_once()
    {
        await using var server = await StartAsync();
        await using var bot = await TestClient.ConnectAsync(server);
        var visitor = await server.OpenVisitorAsync();
        var message = Some.Message(server, visitor.Thread);
        await bot.PublishAsync(message);
        await bot.PublishAsync(message);
        Assert.Equal(message.Uid, (await bot.NextAsync()).Uid);
        Assert.Equal(message.Uid, (await bot.NextAsync()).Uid);
        Assert.Single(server.History(visitor.Thread.Topic));
        Assert.Equal(1, server.Published.Repeated);
    }

    [Fact]
    public async Task A_message_of_an_unknown_thread_is_broadcast_and_not_stored()
    {
        await using var server = await StartAsync();
        await using var bot = await TestClient.ConnectAsync(server);
        await bot.SubscribeAsync("org/agent/agent_bot/stranger");
        await bot.PublishAsync(Some.Message(server, topic: "org/agent/agent_bot/stranger"));
        Assert.Equal("unknown", (await bot.NextAsync()).Thread.Uid);
        Assert.Empty(server.History("org/agent/agent_bot/stranger"));
    }

    [Fact]
    public async Task Unsubscribing_ends_the_messages()
    {
        await using var server = await StartAsync();
        await using var bot = await TestClient.ConnectAsync(server);
        var visitor = await server.OpenVisitorAsync();
        await bot.UnsubscribeAsync(visitor.Thread.Topic);
        visitor.Say("unseen");
        Assert.Empty(await bot.DrainAsync(server));
    }
}
