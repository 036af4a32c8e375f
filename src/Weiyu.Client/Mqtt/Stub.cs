using System.Buffers;
using MQTTnet.Protocol;
namespace Weiyu.Client.Mqtt;
public enum ConnectionState { Disconnected, Connecting, Connected, Stopped }
public enum DisconnectReason { None, Unreachable }
public sealed record ConnectionChange(ConnectionState State, DisconnectReason Reason, bool WasConnected);
public sealed record MqttConnectionOptions { public Uri? Uri; public int MaxPacketSize; public string Channel="", DeviceUid=""; public TimeSpan KeepAlive, ConnectTimeout, ReconnectMin, ReconnectMax; public bool AllowInvalidCertificates; }
public sealed record MqttIdentity(string UserUid, string Username, string AccessToken);
public sealed class ReceivedPacket { public string Topic => ""; public ReadOnlySequence<byte> Payload => default; public void Acknowledge() {} }
public sealed class NotConnectedException : Exception;
public sealed class PacketTooLargeException : Exception;
public static class MqttPacketSize { public static int OfPublish(string t, int l, MqttQualityOfServiceLevel q) => l; }
public sealed class MqttConnection : IAsyncDisposable {
 public MqttConnection(MqttConnectionOptions o, Func<CancellationToken, ValueTask<MqttIdentity>> id, Func<ReceivedPacket, ValueTask> r, TimeProvider t, object? log) => Options = o;
 public MqttConnectionOptions Options { get; }
 public ConnectionState State => default; public DisconnectReason LastFailure => default;
 public event Action<ConnectionChange>? StateChanged { add {} remove {} }
 public void Subscribe(IEnumerable<string> t) {} public void Unsubscribe(IEnumerable<string> t) {}
 public Task PublishAsync(string t, byte[] p, MqttQualityOfServiceLevel q, CancellationToken c) => Task.CompletedTask;
 public Task RunAsync(CancellationToken c) => Task.CompletedTask;
 public ValueTask DisposeAsync() => default;
}
