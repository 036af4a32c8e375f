using Weiyu.Client.Mqtt;
using Weiyu.Client.Rest;
using Weiyu.Client.Tests.Support;

namespace Weiyu.Client.Tests.Mqtt;

/// <summary>How a connection begins, and how it fails to.</summary>
public sealed class ConnectTests : IAsyncLifetime
{
    private RawMqttServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await RawMqttServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task CONNECT_is_byte_for_byte_what_the_documentation_says()
    {
        await using var running = new RunningConnection(_server.Url).Start();
        var peer = await _server.NextAsync();
        Assert.Equal("/websocket", peer.Path);
        Assert.Equal(["mqtt"], peer.Protocols);
        byte[] body =
        [
            0, 4, .. "MQTT"u8,
            4, // MQTT 3.1.1
            0b1100_0000, // user name, password, no will, clean session 0
            0, 30, // keep-alive
            0, 9, .. "u1/web/d1"u8,
            0, 10, .. "bot@x.test"u8,
            0, 7, .. "token-1"u8,
        ];
        Assert.Equal([0x10, (byte)body.Length, .. body], await peer.ReadAsync());
    }

    [Theory]
    [InlineData(1, MqttFailureReason.ProtocolError)]
    [InlineData(2, MqttFailureReason.RefusedClientId)]
    [InlineData(3, MqttFailureReason.Unreachable)]
    [InlineData(4, MqttFailureReason.RefusedCredentials)]
    [InlineData(5, MqttFailureReason.RefusedCredentials)]
    public async Task A_refusal_says_what_was_refused(byte code, MqttFailureReason reason)
    {
        await using var running = new RunningConnection(_server.Url).Start();
        var peer = await _server.NextAsync();
        await peer.ReadAsync();
        await peer.SendAsync([0x20, 2, 0, code]);
        await peer.CloseAsync();
        Assert.Equal(reason, await running.NextFailureAsync());
    }

    [Fact]
    public async Task After_refused_credentials_a_new_login_is_asked_for_with_growing_pauses()
    {
        await using var running = new RunningConnection(_server.Url).Start();
        for (var i = 0; i < 3; i++)
        {
            var peer = await _server.NextAsync();
            await peer.ReadAsync();
            await peer.SendAsync([0x20, 2, 0, 4]);
        }

        await _server.NextConnectedAsync();
        await running.Connection.WaitForAsync(MqttConnectionState.Connected, TestContext.Current.CancellationToken);
        Assert.Equal([null, "token-1", "token-2", "token-3"], running.Asked.Select(a => a?.AccessToken));
        Assert.Equal(4, running.Connection.Attempts);
        Assert.Equal(MqttFailureReason.RefusedCredentials, running.Connection.LastFailure?.Reason);
    }

    [Fact]
    public async Task Nobody_there_is_unreachable()
    {
        await using var running = new RunningConnection(new Uri("ws://127.0.0.1:1/websocket")).Start();
        Assert.Equal(MqttFailureReason.Unreachable, await running.NextFailureAsync());
        Assert.Equal(MqttFailureReason.Unreachable, await running.NextFailureAsync());
        Assert.All(running.Asked, Assert.Null);
    }

    [Fact]
    public async Task A_server_that_hangs_up_on_CONNECT_closed_the_connection()
    {
        await using var running = new RunningConnection(_server.Url).Start();
        var peer = await _server.NextAsync();
        await peer.ReadAsync();
        await peer.CloseAsync();
        Assert.Equal(MqttFailureReason.ClosedByServer, await running.NextFailureAsync());
        (await _server.NextAsync()).Abort();
        Assert.Equal(MqttFailureReason.ClosedByServer, await running.NextFailureAsync());
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_unreachable_after_the_time_out()
    {
        await using var running = new RunningConnection(_server.Url, o => o with { ConnectTimeout = TimeSpan.FromMilliseconds(300) }).Start();
        await _server.NextAsync();
        Assert.Equal(MqttFailureReason.Unreachable, await running.NextFailureAsync());
        Assert.Contains("0.3 s", running.Connection.LastFailure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Something_that_is_no_MQTT_is_a_protocol_error()
    {
        await using var running = new RunningConnection(_server.Url).Start();
        var peer = await _server.NextAsync();
        await peer.ReadAsync();
        await peer.SendAsync([0x30, 0]);
        Assert.Equal(MqttFailureReason.ProtocolError, await running.NextFailureAsync());
    }

    [Fact]
    public async Task A_refused_login_is_refused_credentials_and_waited_out()
    {
        var until = DateTimeOffset.UnixEpoch.AddYears(200);
        var connection = new MqttConnection(
            new MqttConnectionOptions { Uri = _server.Url, DeviceUid = "d1" },
            (_, _) => throw new WeiyuLoginRefusedException(LoginRefusal.Credentials, "wrong", until),
            _ => ValueTask.CompletedTask);
        using var stop = new CancellationTokenSource();
        var run = connection.RunAsync(stop.Token);
        var change = new TaskCompletionSource<MqttConnectionChange>();
        connection.Changed += c => change.TrySetResult(c);
        if (connection.Current.State != MqttConnectionState.Disconnected || connection.Current.Failure is null)
        {
            await change.Task.WaitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(MqttFailureReason.RefusedCredentials, connection.LastFailure?.Reason);
        Assert.Equal(1, connection.Attempts);
        Assert.InRange(connection.Current.NextAttemptAt!.Value, until.AddSeconds(-1), until.AddSeconds(1));
        await stop.CancelAsync();
        await run;
        Assert.Equal(MqttConnectionState.Stopped, connection.State);
    }

    [Fact]
    public void An_address_that_is_no_WebSocket_is_refused_at_once() =>
        Assert.Throws<ArgumentException>(() => new RunningConnection(new Uri("http://127.0.0.1/websocket")));

    [Fact]
    public void An_identity_is_printed_without_its_token() =>
        Assert.DoesNotContain("secret", new MqttIdentity("u", "n", "secret").ToString(), StringComparison.Ordinal);
}
