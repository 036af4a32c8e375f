using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using Weiyu.Sandbox.Messaging;

namespace Weiyu.Sandbox.Mqtt;

/// <summary>
/// One client's connection, between Kestrel's WebSocket and MQTTnet's server. The server's habits on the wire and the faults live here:
/// MQTTnet sees a well-behaved connection.
/// </summary>
internal sealed class BrokerChannel(HttpContext http, WebSocket socket, Hub hub, MqttFront front, long number) : IMqttChannelAdapter
{
    private static readonly TimeSpan AcknowledgeTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(5);

    private readonly OutgoingFrames _outgoing = new(socket, hub, http.RequestAborted);
    private readonly PacketReader _reader = new(socket, hub.Habits.MaxPacketSize);
    private readonly OpenDeliveries _open = new();
    private readonly Lock _encoding = new();
    private readonly Lock _ending = new();
    private Task _writing = Task.CompletedTask;
    private long _received;
    private int _isClosed;
    private bool _isIgnored, _hasEnded;

    /// <summary>Counts the connections of the server in the order in which they came.</summary>
    public long Number { get; } = number;

    /// <summary>What the client introduced itself with.</summary>
    public MqttConnectPacket? Connect { get; private set; }

    /// <summary>The client id; empty before the CONNECT.</summary>
    public string ClientId => Connect?.ClientId ?? "";

    public long BytesReceived => Interlocked.Read(ref _received);

    public long BytesSent => _outgoing.Sent;

    public X509Certificate2? ClientCertificate => null;

    public EndPoint RemoteEndPoint { get; } = new IPEndPoint(http.Connection.RemoteIpAddress ?? IPAddress.Loopback, http.Connection.RemotePort);

    public EndPoint LocalEndPoint { get; } = new IPEndPoint(http.Connection.LocalIpAddress ?? IPAddress.Loopback, http.Connection.LocalPort);

    public bool IsSecureConnection => false;

    public MqttPacketFormatterAdapter PacketFormatterAdapter { get; } = new(new MqttBufferWriter(1024, 65_535));

    public void Start() => _writing = _outgoing.WriteAsync();

    public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void ResetStatistics()
    {
        Interlocked.Exchange(ref _received, 0);
        _outgoing.ResetSent();
    }

    public async Task<MqttPacket?> ReceivePacketAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ReceivedMqttPacket? received;
            try
            {
                received = await _reader.ReadAsync(cancellationToken);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
            {
                return null;
            }

            if (received is not { } raw)
            {
                if (_reader.IsOversized)
                {
                    hub.Counters.CountOversized();
                    Abort();
                }

                return null;
            }

            Interlocked.Add(ref _received, raw.TotalLength);
            if (hub.Faults.Silence || _isIgnored)
            {
                hub.Counters.CountSwallowed();
                continue;
            }

            if (Connect is null)
            {
                if (ConnectRules.HasEmptyClientId(raw))
                {
                    // MQTTnet would close without an answer when the session is to be kept.
                    hub.Counters.CountRefusedConnect();
                    Enqueue([0x20, 2, 0, 2], default);
                    return null;
                }

                if (hub.Faults.RefuseConnects == ConnectRefusal.Silence)
                {
                    hub.Faults.NextConnect();
                    hub.Counters.CountRefusedConnect();
                    _isIgnored = true;
                    continue;
                }

                PacketFormatterAdapter.DetectProtocolVersion(raw);
            }

            var packet = PacketFormatterAdapter.Decode(raw);
            switch (packet)
            {
                case MqttConnectPacket connect:
                    Connect ??= connect;
                    break;
                case MqttPubAckPacket:
                    _open.Acknowledged();
                    break;
                case MqttPublishPacket { QualityOfServiceLevel: MqttQualityOfServiceLevel.AtLeastOnce } publish
                    when hub.Habits is { AcknowledgesFirst: true, AlwaysQosOne: true }:
                    // Acknowledged here and now; MQTTnet, which would do it after the handler, is told that there is nothing to acknowledge.
                    Enqueue(PublishFrame.PubAck(publish.PacketIdentifier), default);
                    publish.QualityOfServiceLevel = MqttQualityOfServiceLevel.AtMostOnce;
                    break;
                default:
                    break;
            }

            return packet;
        }
    }

    public async Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken)
    {
        if (packet is MqttConnAckPacket { ReturnCode: MqttConnectReturnCode.ConnectionAccepted } answer)
        {
            answer.IsSessionPresent |= Connect is { CleanSession: false } && front.IsKnown(ClientId);
        }

        byte[] bytes;
        lock (_encoding)
        {
            var encoded = PacketFormatterAdapter.Encode(packet);
            bytes = encoded.ToArray();
            PacketFormatterAdapter.Cleanup();
        }

        Enqueue(bytes, packet is MqttPublishPacket ? Due() : default);
        if (packet is MqttConnAckPacket { ReturnCode: MqttConnectReturnCode.ConnectionAccepted })
        {
            // From here on messages may follow: the CONNACK is ahead of them in the queue.
            await front.AcceptedAsync(this);
        }
    }

    /// <summary>Puts a PUBLISH on the wire; never waits. A client that does not read for long loses its connection.</summary>
    public void SendPublish(byte[] frame, byte qos)
    {
        if (qos > 0) _open.Sent();

        Enqueue(frame, Due());
    }

    /// <summary>Ends the connection with a reset.</summary>
    public void Abort()
    {
        _outgoing.Complete();
        lock (_ending)
        {
            if (!_hasEnded) http.Abort();
        }
    }

    /// <summary>
    /// Ends the connection once the client has acknowledged everything: one that sees the end first may throw away what it had not handled. With a
    /// reset where that, or the client's own end, takes too long.
    /// </summary>
    public async Task FinishAsync(Task served)
    {
        await _open.NoneAsync(AcknowledgeTime);
        using var hurry = new CancellationTokenSource(EndTime);
        await DisconnectAsync(hurry.Token);
        await Task.WhenAny(served, Task.Delay(EndTime, TimeProvider.System, CancellationToken.None));
        Abort();
    }

    /// <summary>The request is over: nothing may touch it any longer.</summary>
    public async Task EndAsync()
    {
        Close();
        if (!_writing.IsCompleted) Abort();

        await _writing;
        lock (_ending) _hasEnded = true;
    }

    public async Task DisconnectAsync(CancellationToken cancellationToken)
    {
        Close();
        try
        {
            await _writing.WaitAsync(cancellationToken);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            Abort();
        }
    }

    public void Dispose() => Close();

    private void Close()
    {
        _outgoing.Complete();
        if (Interlocked.Exchange(ref _isClosed, 1) == 0) front.Closed(this);
    }

    private DateTimeOffset Due() => hub.Faults.DelayOutgoing is { Ticks: > 0 } delay ? hub.Time.GetUtcNow() + delay : default;

    private void Enqueue(byte[] bytes, DateTimeOffset due)
    {
        if (!_outgoing.TryAdd(bytes, due)) Abort();
    }
}
