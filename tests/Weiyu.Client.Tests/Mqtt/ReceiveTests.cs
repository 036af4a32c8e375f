using Weiyu.Client.Mqtt;
using Weiyu.Client.Tests.Support;

namespace Weiyu.Client.Tests.Mqtt;

public sealed class ReceiveTests : IAsyncLifetime
{
    private const int PubAck = 4;

    private RawMqttServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await RawMqttServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Acknowledgements_go_out_when_they_are_given_in_any_order_and_once()
    {
        await using var running = new RunningConnection(_server.Url).Start();
        var peer = await _server.NextConnectedAsync();
        await peer.PublishAsync("t", 7, "seven");
        await peer.PublishAsync("t", 8, "eight");
        var seven = await running.ReceiveAsync();
        var eight = await running.ReceiveAsync();
        Assert.Equal("seven", Encoding.UTF8.GetString(seven.Payload));
        eight.Acknowledge();
        eight.Acknowledge();
        Assert.Equal([0x40, 2, 0, 8], await peer.ReadAsync(PubAck));
        seven.Acknowledge();
        Assert.Equal([0x40, 2, 0, 7], await peer.ReadAsync(PubAck));
        await peer.PublishAsync("t", 9, "nine");
        (await running.ReceiveAsync()).Acknowledge();
        Assert.Equal([0x40, 2, 0, 9], await peer.ReadAsync(PubAck));
    }

    [Fact]
    public async Task An_acknowledgement_after_the_connection_was_lost_is_harmless_and_never_reaches_the_next_one()
    {
        await using var running = new RunningConnection(_server.Url).Start();
        var first = await _server.NextConnectedAsync();
        await first.PublishAsync("t", 7, "seven");
        var seven = await running.ReceiveAsync();
        first.Abort();
        var second = await _server.NextConnectedAsync();
        await running.Connection.WaitForAsync(MqttConnectionState.Connected, TestContext.Current.CancellationToken);
        seven.Acknowledge();
        await second.PublishAsync("t", 8, "eight");
        (await running.ReceiveAsync()).Acknowledge();
        Assert.Equal([0x40, 2, 0, 8], await second.ReadAsync(PubAck));
        Assert.Equal("seven", Encoding.UTF8.GetString(seven.Payload));
    }

    [Fact]
    public async Task A_packet_identifier_of_zero_is_survived()
    {
        await using var running = new RunningConnection(_server.Url).Start();
        var peer = await _server.NextConnectedAsync();
        await peer.PublishAsync("t", 0, "zero");
        Assert.Equal("zero", await running.ReceiveTextAsync());
        await peer.PublishAsync("t", 1, "one");
        Assert.Equal("one", await running.ReceiveTextAsync());
        Assert.Equal([0x40, 2, 0, 1], await peer.ReadAsync(PubAck));
        Assert.Equal(1, running.Connection.Attempts);
    }

    [Theory]
    [InlineData(new byte[] { 0xF0, 0 })]
    [InlineData(new byte[] { 0xC0, 0 })]
    [InlineData(new byte[] { 0x32, 3, 0, 9, 65 })]
    [InlineData(new byte[] { 0x30, 0x80, 0x80, 0x80, 0x80, 1 })]
    [InlineData(new byte[] { 0x30, 0xFF, 0xFF, 0xFF, 0x7F })]
    [InlineData(new byte[] { 0x90, 1, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0 })]
    public async Task What_is_no_packet_ends_the_connection_and_the_next_one_works(byte[] bytes)
    {
        await using var running = new RunningConnection(_server.Url).Start();
        var bad = await _server.NextConnectedAsync();
        await running.Connection.WaitForAsync(MqttConnectionState.Connected, TestContext.Current.CancellationToken);
        await bad.SendAsync(bytes);
        Assert.Equal(MqttFailureReason.ProtocolError, await running.NextFailureAsync());
        var good = await _server.NextConnectedAsync();
        await good.PublishAsync("t", 1, "fine");
        Assert.Equal("fine", await running.ReceiveTextAsync());
    }

    [Fact]
    public async Task Random_bytes_never_end_the_loop()
    {
        await using var running = new RunningConnection(_server.Url, o => o with { ReconnectMax = TimeSpan.FromMilliseconds(20) }).Start();
        var random = new Random(7);
        for (var i = 0; i < 20; i++)
        {
            var bad = await _server.NextConnectedAsync();
            var bytes = new byte[random.Next(1, 60)];
            random.NextBytes(bytes);
            await bad.SendAsync(bytes);
            bad.Abort();
        }

        var good = await _server.NextConnectedAsync();
        await good.PublishAsync("t", 1, "fine");
        var text = await running.ReceiveTextAsync();
        while (text != "fine")
        {
            text = await running.ReceiveTextAsync();
        }
    }

    [Fact]
    public async Task A_receiver_that_throws_leaves_the_message_unacknowledged_and_gets_the_next()
    {
        var seen = 0;
        await using var running = new RunningConnection(_server.Url, receive: packet =>
        {
            if (Interlocked.Increment(ref seen) == 1)
            {
                throw new InvalidOperationException("on purpose");
            }

            packet.Acknowledge();
            return ValueTask.CompletedTask;
        }).Start();
        var peer = await _server.NextConnectedAsync();
        await peer.PublishAsync("t", 1, "one");
        await peer.PublishAsync("t", 2, "two");
        Assert.Equal([0x40, 2, 0, 2], await peer.ReadAsync(PubAck));
    }

    [Fact]
    public async Task Messages_are_handled_one_at_a_time_in_order_also_across_a_reconnection()
    {
        var order = new List<string>();
        var atOnce = 0;
        var most = 0;
        var go = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        var done = new TaskCompletionSource();
        await using var running = new RunningConnection(_server.Url, receive: async packet =>
        {
            most = Math.Max(most, Interlocked.Increment(ref atOnce));
            order.Add(Encoding.UTF8.GetString(packet.Payload));
            begun.TrySetResult();
            await go.Task;
            Interlocked.Decrement(ref atOnce);
            if (order[^1] == "c")
            {
                done.SetResult();
            }
        }).Start();
        var first = await _server.NextConnectedAsync();
        await first.PublishAsync("t", 1, "a");
        await begun.Task;
        first.Abort();
        var second = await _server.NextConnectedAsync();
        await second.PublishAsync("t", 2, "b");
        await second.PublishAsync("t", 3, "c");
        go.SetResult();
        await done.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["a", "b", "c"], order);
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task A_receiver_that_waits_holds_the_reader()
    {
        var go = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        await using var running = new RunningConnection(_server.Url, o => o with { MaxWaitingPackets = 2 }, async _ =>
        {
            begun.TrySetResult();
            await go.Task;
        }).Start();
        var peer = await _server.NextConnectedAsync();
        await running.Connection.WaitForAsync(MqttConnectionState.Connected, TestContext.Current.CancellationToken);
        for (var i = 1; i <= 5; i++)
        {
            await peer.PublishAsync("t", i, "x");
        }

        // A PUBREL is answered by PUBCOMP as soon as it is read.
        await peer.SendAsync([0x62, 2, 0, 9]);
        await begun.Task;
        await running.Connection.PublishAsync("t", "still sending"u8.ToArray(), 0, TestContext.Current.CancellationToken);
        Assert.Equal(3, (await peer.ReadAsync())[0] >> 4);
        go.SetResult();
        Assert.Equal([0x70, 2, 0, 9], await peer.ReadAsync(7));
    }
}
