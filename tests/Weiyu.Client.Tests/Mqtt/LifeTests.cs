using System.Collections.Concurrent;
using Weiyu.Client.Mqtt;
using Weiyu.Client.Tests.Support;

namespace Weiyu.Client.Tests.Mqtt;

/// <summary>Subscribing, publishing, losing and regaining, against a textbook broker and against bare bytes.</summary>
public sealed class LifeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_arrive_and_a_lost_connection_is_made_again_with_its_subscriptions()
    {
        await using var broker = await Broker.StartAsync();
        await using var running = new RunningConnection(broker.Url);
        Assert.Empty(await running.Connection.SubscribeAsync(["user/u1", "org/agent/a1"], Token));
        await running.ConnectedAsync();
        Assert.Empty(await running.Connection.SubscribeAsync(["org/agent/a1/v1"], Token));
        await broker.PublishAsync("org/agent/a1/v1", "one");
        Assert.Equal("one", await running.ReceiveTextAsync());

        for (var round = 0; round < 3; round++)
        {
            await broker.DropAllAsync();
            Assert.Equal(MqttFailureReason.ClosedByServer, await running.NextFailureAsync());
            await running.NextAsync(MqttConnectionState.Connected);
            await broker.PublishAsync("user/u1", $"again {round}");


            // A message whose acknowledgement was under way when the connection broke comes twice.
            while (await running.ReceiveTextAsync() != $"again {round}")
            {
            }
        }

        await running.Connection.UnsubscribeAsync(["user/u1"], Token);
        await broker.PublishAsync("user/u1", "unwanted");
        await broker.PublishAsync("org/agent/a1", "wanted");
        Assert.Equal("wanted", await running.ReceiveTextAsync());
        Assert.Equal(["org/agent/a1", "org/agent/a1/v1"], running.Connection.Subscriptions.Order(StringComparer.Ordinal));
        Assert.All(running.Asked, Assert.Null);
    }

    [Fact]
    public async Task A_server_that_was_away_is_found_again()
    {
        var broker = await Broker.StartAsync();
        var url = broker.Url;
        await using var running = new RunningConnection(url);
        await running.Connection.SubscribeAsync(["user/u1"], Token);
        await running.ConnectedAsync();
        await broker.DisposeAsync();
        await running.NextFailureAsync();
        Assert.Equal(MqttFailureReason.Unreachable, await running.NextFailureAsync());
        await using var next = await Broker.StartAsync(url.Port);
        await running.Connection.WaitForAsync(MqttConnectionState.Connected, Token);
        await next.PublishAsync("user/u1", "back");
        Assert.Equal("back", await running.ReceiveTextAsync());
    }

    [Fact]
    public async Task A_second_client_with_the_same_id_closes_the_first_and_a_kickoff_ends_the_fight()
    {
        await using var broker = await Broker.StartAsync();
        await using var first = await new RunningConnection(broker.Url).ConnectedAsync();
        await using var second = await new RunningConnection(broker.Url, o => o with { ReconnectMin = TimeSpan.FromMinutes(5), ReconnectMax = TimeSpan.FromMinutes(5) }).ConnectedAsync();
        Assert.Equal(MqttFailureReason.ClosedByServer, await first.NextFailureAsync());
        await first.Connection.WaitForAsync(MqttConnectionState.Connected, Token);
        first.Connection.ReportKickoff();
        var change = await first.NextAsync(MqttConnectionState.Disconnected);
        while (change.Failure!.Reason != MqttFailureReason.TakenOver)
        {
            change = await first.NextAsync(MqttConnectionState.Disconnected);
        }

        Assert.True(change.NextAttemptAt > TimeProvider.System.GetUtcNow().AddMinutes(4));
        var attempts = first.Connection.Attempts;
        first.Connection.Reconnect();
        await first.Connection.WaitForAsync(MqttConnectionState.Connected, Token);
        Assert.Equal(attempts + 1, first.Connection.Attempts);
    }

    [Fact]
    public async Task Disconnect_and_reconnect_by_hand()
    {
        await using var broker = await Broker.StartAsync();
        await using var running = await new RunningConnection(broker.Url).ConnectedAsync();
        Assert.NotNull(running.Connection.ConnectedAt);
        await running.Connection.DisconnectAsync(Token);
        Assert.Null(running.Connection.ConnectedAt);
        Assert.Equal(MqttFailureReason.Requested, running.Connection.LastFailure?.Reason);
        Assert.Null(running.Connection.Current.NextAttemptAt);
        await Assert.ThrowsAsync<NotConnectedException>(() => running.Connection.PublishAsync("t", default, 0, Token));
        running.Connection.Reconnect();
        await running.Connection.WaitForAsync(MqttConnectionState.Connected, Token);
        running.Connection.Reconnect();
        await running.NextAsync(MqttConnectionState.Connected);
        await running.NextAsync(MqttConnectionState.Connected);
        await running.NextAsync(MqttConnectionState.Connected);
        Assert.Equal(3, running.Connection.Attempts);
    }

    [Fact]
    public async Task Stopping_says_good_bye()
    {
        await using var server = await RawMqttServer.StartAsync();
        var running = new RunningConnection(server.Url).Start();
        var peer = await server.NextConnectedAsync();
        await running.Connection.WaitForAsync(MqttConnectionState.Connected, Token);
        var stopping = running.StopAsync();
        Assert.Equal([0xE0, 0], await peer.ReadAsync());
        await peer.CloseAsync();
        await stopping;
        Assert.Equal(MqttConnectionState.Stopped, running.Connection.State);
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_noticed()
    {
        await using var server = await RawMqttServer.StartAsync();
        await using var running = new RunningConnection(server.Url, o => o with { KeepAlive = TimeSpan.FromSeconds(1) }).Start();
        var silent = await server.NextConnectedAsync();
        Assert.Equal([0xC0, 0], await silent.ReadAsync());
        Assert.Equal(MqttFailureReason.Unreachable, await running.NextFailureAsync());
        await server.NextConnectedAsync();
        await running.NextAsync(MqttConnectionState.Connected);
    }

    [Fact]
    public async Task Topics_that_the_server_refuses_are_reported_one_by_one()
    {
        await using var server = await RawMqttServer.StartAsync();
        await using var running = new RunningConnection(server.Url).Start();
        var peer = await server.NextConnectedAsync();
        await running.Connection.WaitForAsync(MqttConnectionState.Connected, Token);
        var subscribing = running.Connection.SubscribeAsync(["good", "bad", "fine"], Token);
        await peer.AcceptSubscriptionAsync(t => t == "bad" ? (byte)0x80 : (byte)1);
        Assert.Equal(["bad"], await subscribing);
        Assert.Equal(["bad"], running.Connection.RefusedTopics);

        // The next line asks again, and the server has changed its mind.
        peer.Abort();
        var next = await server.NextConnectedAsync();
        await next.AcceptSubscriptionAsync();
        await running.NextAsync(MqttConnectionState.Connected);
        await running.NextAsync(MqttConnectionState.Connected);
        Assert.Empty(running.Connection.RefusedTopics);
    }

    [Fact]
    public async Task Many_topics_are_subscribed_in_packets_of_bounded_size()
    {
        await using var server = await RawMqttServer.StartAsync();
        await using var running = new RunningConnection(server.Url, o => o with { MaxPacketSize = 1000 });
        var topics = Enumerable.Range(0, 250).Select(i => $"org/agent/a1/visitor-{i}").ToArray();
        await running.Connection.SubscribeAsync(topics, Token);
        running.Start();
        var peer = await server.NextConnectedAsync();
        var seen = new List<string>();
        while (seen.Count < topics.Length)
        {
            var batch = await peer.AcceptSubscriptionAsync();
            Assert.True(MqttPacketSize.OfSubscribe(batch) <= 1000);
            seen.AddRange(batch);
        }

        await running.Connection.WaitForAsync(MqttConnectionState.Connected, Token);
        Assert.Equal(topics.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_size_of_a_packet_is_known_before_it_is_sent_and_a_larger_one_is_never_sent()
    {
        await using var server = await RawMqttServer.StartAsync();
        await using var running = new RunningConnection(server.Url).Start();
        var peer = await server.NextConnectedAsync();
        await running.Connection.WaitForAsync(MqttConnectionState.Connected, Token);
        foreach (var (length, qos) in new[] { (0, 0), (100, 0), (120, 1), (5000, 0), (10_240 - 3 - 2 - 6, 0), (10_240 - 3 - 2 - 6 - 2, 1) })
        {
            var publishing = running.Connection.PublishAsync("主题", new byte[length], qos, Token);
            var packet = await peer.ReadAsync();
            Assert.Equal(MqttPacketSize.OfPublish("主题", length, qos), packet.Length);
            if (qos == 1)
            {
                await peer.SendAsync([0x40, 2, packet[^(length + 2)], packet[^(length + 1)]]);
            }

            await publishing;
        }

        var error = await Assert.ThrowsAsync<PacketTooLargeException>(() => running.Connection.PublishAsync("主题", new byte[10_240 - 3 - 2 - 6 + 1], 0, Token));
        Assert.Equal(10_241, error.Size);
        await Assert.ThrowsAsync<ArgumentException>(() => running.Connection.PublishAsync("a/#", default, 0, Token));
    }

    [Fact]
    public async Task Many_messages_are_under_way_at_once()
    {
        await using var server = await RawMqttServer.StartAsync();
        await using var running = new RunningConnection(server.Url).Start();
        var peer = await server.NextConnectedAsync();
        await running.Connection.WaitForAsync(MqttConnectionState.Connected, Token);
        var publishing = Enumerable.Range(0, 200).Select(_ => running.Connection.PublishAsync("t", new byte[10], 1, Token)).ToArray();
        var ids = new List<(byte, byte)>();
        for (var i = 0; i < 200; i++)
        {
            var packet = await peer.ReadAsync(3);
            ids.Add((packet[5], packet[6]));
        }

        Assert.Equal(200, ids.Distinct().Count());
        foreach (var (high, low) in Enumerable.Reverse(ids))
        {
            await peer.SendAsync([0x40, 2, high, low]);
        }

        await Task.WhenAll(publishing);
    }

    [Fact]
    public async Task A_message_whose_acknowledgement_got_lost_may_have_been_sent()
    {
        await using var server = await RawMqttServer.StartAsync();
        await using var running = new RunningConnection(server.Url).Start();
        Assert.False((await Assert.ThrowsAsync<NotConnectedException>(() => running.Connection.PublishAsync("t", default, 1, Token))).MayHaveBeenSent);
        var peer = await server.NextConnectedAsync();
        await running.Connection.WaitForAsync(MqttConnectionState.Connected, Token);
        var publishing = running.Connection.PublishAsync("t", new byte[10], 1, Token);
        await peer.ReadAsync(3);
        peer.Abort();
        Assert.True((await Assert.ThrowsAsync<NotConnectedException>(() => publishing)).MayHaveBeenSent);
    }

    [Fact]
    public async Task A_sender_who_gives_up_does_not_end_the_connection()
    {
        await using var server = await RawMqttServer.StartAsync();
        await using var running = new RunningConnection(server.Url).Start();
        var peer = await server.NextConnectedAsync();
        await running.Connection.WaitForAsync(MqttConnectionState.Connected, Token);
        using var impatient = new CancellationTokenSource();
        var publishing = running.Connection.PublishAsync("t", new byte[10], 1, impatient.Token);
        await peer.ReadAsync(3);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publishing);
        await peer.PublishAsync("t", 1, "still here");
        Assert.Equal("still here", await running.ReceiveTextAsync());
        Assert.Equal(1, running.Connection.Attempts);
    }

    [Fact]
    public async Task No_exception_of_a_lost_connection_stays_unobserved()
    {
        var unobserved = new ConcurrentQueue<Exception>();
        void Note(object? sender, UnobservedTaskExceptionEventArgs e) => unobserved.Enqueue(e.Exception);
        TaskScheduler.UnobservedTaskException += Note;
        await using (var server = await RawMqttServer.StartAsync())
        {
            await using var running = new RunningConnection(server.Url, o => o with { ReconnectMax = TimeSpan.FromMilliseconds(20) }).Start();
            for (var i = 0; i < 20; i++)
            {
                var peer = await server.NextConnectedAsync();
                await running.NextAsync(MqttConnectionState.Connected);
                await peer.PublishAsync("t", 1, "x");
                var packet = await running.ReceiveAsync();
                var publishing = running.Connection.PublishAsync("t", new byte[10], 1, Token);
                await peer.ReadAsync(3);
                peer.Abort();
                packet.Acknowledge();
                await Assert.ThrowsAsync<NotConnectedException>(() => publishing);
            }
        }

        for (var i = 0; i < 5; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        TaskScheduler.UnobservedTaskException -= Note;
        Assert.DoesNotContain(unobserved, e => e.ToString() is var text && (text.Contains("Weiyu", StringComparison.Ordinal) || text.Contains("MQTTnet.Mqtt", StringComparison.Ordinal)));
    }
}
