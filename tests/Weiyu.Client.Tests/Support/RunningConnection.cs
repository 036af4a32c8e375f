using System.Collections.Concurrent;
using System.Threading.Channels;
using Weiyu.Client.Mqtt;

namespace Weiyu.Client.Tests.Support;

/// <summary>A connection that runs for a test, with what it was asked and what it said.</summary>
internal sealed class RunningConnection : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<ReceivedPacket> _received = Channel.CreateUnbounded<ReceivedPacket>();
    private readonly Channel<MqttConnectionChange> _changes = Channel.CreateUnbounded<MqttConnectionChange>();
    private Task _run = Task.CompletedTask;
    private int _token;

    public RunningConnection(Uri url, Func<MqttConnectionOptions, MqttConnectionOptions>? change = null, Func<ReceivedPacket, ValueTask>? receive = null)
    {
        var options = new MqttConnectionOptions
        {
            Uri = url,
            DeviceUid = "d1",
            ReconnectMin = TimeSpan.FromMilliseconds(20),
            ReconnectMax = TimeSpan.FromMilliseconds(200),
        };
        Connection = new MqttConnection(change?.Invoke(options) ?? options, IdentifyAsync, receive ?? (packet => _received.Writer.WriteAsync(packet)), random: new Random(1));
        Connection.Changed += c => _changes.Writer.TryWrite(c);
    }

    public MqttConnection Connection { get; }

    public ConcurrentQueue<MqttIdentity?> Asked { get; } = [];

    public RunningConnection Start()
    {
        _run = Connection.RunAsync(_stop.Token);
        return this;
    }

    public async Task<RunningConnection> ConnectedAsync()
    {
        Start();
        await Connection.WaitForAsync(MqttConnectionState.Connected, TestContext.Current.CancellationToken);
        return this;
    }

    public async Task<ReceivedPacket> ReceiveAsync() => await _received.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public async Task<string> ReceiveTextAsync()
    {
        var packet = await ReceiveAsync();
        packet.Acknowledge();
        return Encoding.UTF8.GetString(packet.Payload);
    }

    /// <summary>The next change to that state, past all others.</summary>
    public async Task<MqttConnectionChange> NextAsync(MqttConnectionState state)
    {
        while (true)
        {
            var change = await _changes.Reader.ReadAsync(TestContext.Current.CancellationToken);
            if (change.State == state)
            {
                return change;
            }
        }
    }

    public async Task<MqttFailureReason> NextFailureAsync() => (await NextAsync(MqttConnectionState.Disconnected)).Failure!.Reason;

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private ValueTask<MqttIdentity> IdentifyAsync(MqttIdentity? refused, CancellationToken cancellation)
    {
        Asked.Enqueue(refused);
        var token = $"token-{Interlocked.Increment(ref _token)}";
        return ValueTask.FromResult(new MqttIdentity("u1", "bot@x.test", token));
    }
}
