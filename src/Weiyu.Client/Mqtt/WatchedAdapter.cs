using System.Net;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Weiyu.Client.Mqtt;

/// <summary>
/// Stands between the library and its bytes: sees at once why and when a connection ends, and stops reading while too many packets wait for their receiver
/// (the library itself would queue without a bound).
/// </summary>
internal sealed class WatchedAdapter : IMqttChannelAdapter, IMqttClientAdapterFactory
{
    private readonly WebSocketChannel _channel;
    private readonly SemaphoreSlim _room;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<Exception?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MqttChannelAdapter? _inner;
    private long _lastReceived;
    private readonly Heard _heard;

    public WatchedAdapter(MqttConnectionOptions options, TimeProvider time)
    {
        _channel = new WebSocketChannel(options);
        _room = new SemaphoreSlim(options.MaxWaitingPackets);
        _time = time;
        _lastReceived = time.GetTimestamp();
        _heard = new Heard(time);
    }

    /// <summary>Completes when the connection is over: with null when the other side closed it, else with what went wrong. Never faults.</summary>
    public Task<Exception?> Ended => _ended.Task;

    /// <summary>The WebSocket was there, whatever came after.</summary>
    public bool WasOpen { get; private set; }

    /// <summary>How long the server has owed an answer; zero when it owes none.</summary>
    public TimeSpan OwedFor => _heard.OwedFor;

    public TimeSpan Silence => _time.GetElapsedTime(Volatile.Read(ref _lastReceived));

    public long BytesReceived => Inner.BytesReceived;

    public long BytesSent => Inner.BytesSent;

    public X509Certificate2? ClientCertificate => null;

    public EndPoint? RemoteEndPoint => null;

    public EndPoint? LocalEndPoint => null;

    public bool IsSecureConnection => _channel.IsSecureConnection;

    public MqttPacketFormatterAdapter PacketFormatterAdapter => Inner.PacketFormatterAdapter;

    private MqttChannelAdapter Inner => _inner ?? throw new InvalidOperationException("Not connected yet.");

    public IMqttChannelAdapter CreateClientAdapter(MqttClientOptions options, MqttPacketInspector packetInspector, IMqttNetLogger logger)
    {
        var writer = new MqttBufferWriter(options.WriterBufferSize, options.WriterBufferSizeMax);

        // Not fragmented: a small server may not put WebSocket continuations together.
        _inner = new MqttChannelAdapter(_channel, new MqttPacketFormatterAdapter(options.ProtocolVersion, writer), logger) { AllowPacketFragmentation = false };
        return this;
    }

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await Inner.ConnectAsync(cancellationToken);
        WasOpen = true;
    }

    public Task DisconnectAsync(CancellationToken cancellationToken) => Inner.DisconnectAsync(cancellationToken);

    public Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken)
    {
        if (packet is MqttPingReqPacket or MqttSubscribePacket or MqttUnsubscribePacket or MqttPublishPacket { QualityOfServiceLevel: not MqttQualityOfServiceLevel.AtMostOnce }) _heard.Asked();
        return Inner.SendPacketAsync(packet, cancellationToken);
    }

    public async Task<MqttPacket?> ReceivePacketAsync(CancellationToken cancellationToken)
    {
        try
        {
            var packet = await Inner.ReceivePacketAsync(cancellationToken);
            if (packet is null)
            {
                End(cancellationToken.IsCancellationRequested ? new TimeoutException("The server no longer answers.") : null);
                return null;
            }

            Volatile.Write(ref _lastReceived, _time.GetTimestamp());
            if (packet is MqttPubAckPacket or MqttPubRecPacket or MqttSubAckPacket or MqttUnsubAckPacket) _heard.Answered();
            else if (packet is MqttPingRespPacket) _heard.Ponged();
            if (packet is MqttPublishPacket)
            {
                await _room.WaitAsync(cancellationToken);
            }
            else if (packet is not (MqttConnAckPacket or MqttPubAckPacket or MqttPubRecPacket or MqttPubRelPacket or MqttPubCompPacket or MqttSubAckPacket
                or MqttUnsubAckPacket or MqttPingRespPacket))
            {
                throw new MqttProtocolViolationException($"A server does not send {packet.GetType().Name}.");
            }

            return packet;
        }
        catch (OperationCanceledException)
        {
            End(new TimeoutException("The server no longer answers, or its messages are not handled in time."));
            throw;
        }
        catch (Exception e)
        {
            End(e);
            throw;
        }
    }

    /// <summary>A received message has been handled: there is room for one more.</summary>
    public void Handled() => _room.Release();

    /// <summary>Declares the connection dead and lets go of it.</summary>
    public void Abort(Exception? why)
    {
        End(why);
        _channel.Abort();
    }

    public void ResetStatistics() => Inner.ResetStatistics();

    public void Dispose()
    {
        End(null);
        _inner?.Dispose();
        _channel.Dispose();
    }

    private void End(Exception? why) => _ended.TrySetResult(why);
}
