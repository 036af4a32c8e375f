using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Channel;
using MQTTnet.Exceptions;

namespace Weiyu.Client.Mqtt;

/// <summary>
/// MQTT's bytes over a WebSocket: reads are buffered (the library asks for one or two bytes at a time), every packet is one unfragmented binary message, a
/// caller who gives up neither tears the connection down nor cuts a packet in two, and closing takes its time only as long as the server does its part.
/// </summary>
internal sealed class WebSocketChannel(MqttConnectionOptions options) : IMqttChannel
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromMilliseconds(500);

    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _aborted = new();
    private readonly byte[] _buffer = new byte[16 * 1024];
    private Task<ValueWebSocketReceiveResult>? _receiving;
    private int _start;
    private int _end;

    public X509Certificate2? ClientCertificate => null;

    public EndPoint? RemoteEndPoint => null;

    public EndPoint? LocalEndPoint => null;

    public bool IsSecureConnection => options.Uri.Scheme is "wss" or "https";

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        _socket.Options.AddSubProtocol("mqtt");

        // MQTT has its own keep-alive.
        _socket.Options.KeepAliveInterval = TimeSpan.Zero;
        if (options.AllowInvalidCertificates)
        {
#pragma warning disable CA5359 // Asked for by the option's name.
            _socket.Options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        await _socket.ConnectAsync(options.Uri, cancellationToken);
    }

    public async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        if (buffer.Length > options.MaxReceivedPacketSize)
        {
            throw new MqttProtocolViolationException($"A packet of {buffer.Length} bytes is announced; {options.MaxReceivedPacketSize} are allowed.");
        }

        while (_start == _end)
        {
            // The pending read survives a cancellation: cancelling it would abort the socket before DISCONNECT and close have been sent.
            _receiving ??= _socket.ReceiveAsync(_buffer.AsMemory(), CancellationToken.None).AsTask();
            var result = _receiving.IsCompletedSuccessfully ? await _receiving : await _receiving.WaitAsync(cancellationToken);
            _receiving = null;
            switch (result.MessageType)
            {
                case WebSocketMessageType.Close:
                    return 0;
                case WebSocketMessageType.Text:
                    throw new MqttProtocolViolationException("The server sent text where MQTT is binary.");
            }

            (_start, _end) = (0, result.Count);
        }

        var read = Math.Min(count, _end - _start);
        _buffer.AsSpan(_start, read).CopyTo(buffer.AsSpan(offset));
        _start += read;
        return read;
    }

    public async Task WriteAsync(ReadOnlySequence<byte> buffer, bool isEndOfPacket, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var packet = buffer.IsSingleSegment ? buffer.First : buffer.ToArray();
        await _socket.SendAsync(packet, WebSocketMessageType.Binary, isEndOfPacket, _aborted.Token);
    }

    public async Task DisconnectAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_aborted.Token, cancellationToken);
        timeout.CancelAfter(CloseTimeout);
        try
        {
            if (_socket.State == WebSocketState.Open)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token);
                while (_socket.State == WebSocketState.CloseSent)
                {
                    var receiving = _receiving ?? _socket.ReceiveAsync(_buffer.AsMemory(), timeout.Token).AsTask();
                    _receiving = null;
                    await receiving.WaitAsync(timeout.Token);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            // The other side does not take part: then without it.
        }
        finally
        {
            Abort();
        }
    }

    /// <summary>Ends everything that waits on this channel, now.</summary>
    public void Abort()
    {
        try
        {
            _aborted.Cancel();
            _socket.Abort();
        }
        catch (ObjectDisposedException)
        {
            // Over already.
        }
    }

    public void Dispose()
    {
        Abort();
        _receiving?.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        _socket.Dispose();
        _aborted.Dispose();
    }
}
