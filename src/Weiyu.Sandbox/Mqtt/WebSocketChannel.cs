using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
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
internal sealed class WebSocketChannel(HttpContext http, WebSocket socket, Hub hub, MqttFront front, long number) : IMqttChannelAdapter
{
    private const long MaxBacklog = 64L * 1024 * 1024;

    private readonly Channel<Frame> _outgoing = Channel.CreateUnbounded<Frame>(new() { SingleReader = true });
    private readonly PacketReader _reader = new(socket, hub.Habits.MaxPacketSize);
    private readonly Lock _encoding = new();
    private readonly Lock _ending = new();
    private readonly CancellationToken _aborted = http.RequestAborted;
    private Task _writing = Task.CompletedTask;
    private long _backlog, _received, _sent;
    private int _isClosed;
    private bool _isIgnored, _hasEnded;

    /// <summary>Counts the connections of the server in the order in which they came.</summary>
    public long Number { get; } = number;

    /// <summary>What the client introduced itself with.</summary>
    public MqttConnectPacket? Connect { get; private set; }

    /// <summary>The client id; empty before the CONNECT.</summary>
    public string ClientId => Connect?.ClientId ?? "";

    public long BytesReceived => Interlocked.Read(ref _received);

    public long BytesSent => Interlocked.Read(ref _sent);

    public X509Certificate2? ClientCertificate => null;

    public EndPoint RemoteEndPoint { get; } = new IPEndPoint(http.Connection.RemoteIpAddress ?? IPAddress.Loopback, http.Connection.RemotePort);

    public EndPoint LocalEndPoint { get; } = new IPEndPoint(http.Connection.LocalIpAddress ?? IPAddress.Loopback, http.Connection.LocalPort);

    public bool IsSecureConnection => false;

    public MqttPacketFormatterAdapter PacketFormatterAdapter { get; } = new(new MqttBufferWriter(1024, 65_535));

    public void Start() => _writing = WriteAsync();

    public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void ResetStatistics()
    {
        Interlocked.Exchange(ref _received, 0);
        Interlocked.Exchange(ref _sent, 0);
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
                if (HasEmptyClientId(raw))
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
    public void SendPublish(byte[] frame) => Enqueue(frame, Due());

    /// <summary>Ends the connection with a reset.</summary>
    public void Abort()
    {
        _outgoing.Writer.TryComplete();
        lock (_ending)
        {
            if (!_hasEnded)
            {
                http.Abort();
            }
        }
    }

    /// <summary>Ends the connection once everything is written, within a second.</summary>
    public async Task FinishAsync()
    {
        using var hurry = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await DisconnectAsync(hurry.Token);
    }

    /// <summary>The request is over: nothing may touch it any longer.</summary>
    public async Task EndAsync()
    {
        Close();
        if (!_writing.IsCompleted)
        {
            Abort();
        }

        await _writing;
        lock (_ending)
        {
            _hasEnded = true;
        }
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
        _outgoing.Writer.TryComplete();
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            front.Closed(this);
        }
    }

    /// <summary>Name (2 + 4), level, flags, keep-alive (2), then the client id.</summary>
    private static bool HasEmptyClientId(ReceivedMqttPacket raw) =>
        raw.FixedHeader >> 4 == 1 && raw.Body.Count >= 12 && raw.Body[1] == 4 && raw.Body[10] == 0 && raw.Body[11] == 0;

    private DateTimeOffset Due() => hub.Faults.DelayOutgoing is { Ticks: > 0 } delay ? hub.Time.GetUtcNow() + delay : default;

    private void Enqueue(byte[] bytes, DateTimeOffset due)
    {
        if (Interlocked.Add(ref _backlog, bytes.Length) > MaxBacklog)
        {
            Abort();
            return;
        }

        _outgoing.Writer.TryWrite(new Frame(bytes, due));
    }

    private async Task WriteAsync()
    {
        var batch = new byte[64 * 1024];
        try
        {
            while (await _outgoing.Reader.WaitToReadAsync(_aborted))
            {
                var used = 0;
                while (_outgoing.Reader.TryPeek(out var frame) && (used == 0 || used + frame.Bytes.Length <= batch.Length))
                {
                    var wait = frame.Due == default ? TimeSpan.Zero : frame.Due - hub.Time.GetUtcNow();
                    if (wait > TimeSpan.Zero)
                    {
                        if (used > 0)
                        {
                            break;
                        }

                        await Task.Delay(wait, hub.Time, _aborted);
                    }

                    _outgoing.Reader.TryRead(out frame);
                    Interlocked.Add(ref _backlog, -frame.Bytes.Length);
                    if (hub.Faults.Silence)
                    {
                        hub.Counters.CountSwallowed();
                        continue;
                    }

                    if (frame.Bytes.Length > batch.Length)
                    {
                        batch = new byte[frame.Bytes.Length];
                    }

                    frame.Bytes.CopyTo(batch, used);
                    used += frame.Bytes.Length;
                }

                if (used > 0)
                {
                    await socket.SendAsync(batch.AsMemory(0, used), WebSocketMessageType.Binary, endOfMessage: true, _aborted);
                    Interlocked.Add(ref _sent, used);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The connection is gone; the reading side sees it too.
        }
    }

    private readonly record struct Frame(byte[] Bytes, DateTimeOffset Due);
}
