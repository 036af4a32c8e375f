using System.Net.WebSockets;
using MQTTnet.Adapter;

namespace Weiyu.Sandbox.Mqtt;

/// <summary>Cuts the byte stream of a WebSocket into MQTT packets.</summary>
internal sealed class PacketReader(WebSocket socket, int maxPacketSize)
{
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    /// <summary>Whether the stream ended because a packet was too large or malformed.</summary>
    public bool IsOversized { get; private set; }

    /// <summary>The next packet; null at the end of the stream.</summary>
    public async ValueTask<ReceivedMqttPacket?> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (TryCut(out var packet)) return packet;

            if (IsOversized || !await FillAsync(cancellation)) return null;
        }
    }

    private bool TryCut(out ReceivedMqttPacket packet)
    {
        packet = default;
        var data = _buffer.AsSpan(_start, _end - _start);
        int length = 0, shift = 0, header = 1;
        while (true)
        {
            if (header >= data.Length) return false;

            var next = data[header++];
            length |= (next & 0x7F) << shift;
            shift += 7;
            if ((next & 0x80) == 0) break;

            if (shift > 21)
            {
                IsOversized = true;
                return false;
            }
        }

        if (header + length > maxPacketSize)
        {
            IsOversized = true;
            return false;
        }

        if (data.Length < header + length)
        {
            Reserve(header + length);
            return false;
        }

        // A copy: MQTTnet keeps pieces of the body (a payload that waits for a client) beyond the next read.
        var body = data.Slice(header, length).ToArray();
        packet = new ReceivedMqttPacket(data[0], new ArraySegment<byte>(body), header + length);
        _start += header + length;
        if (_start == _end) _start = _end = 0;

        return true;
    }

    private void Reserve(int size)
    {
        if (_buffer.Length - _start >= size) return;

        var target = _buffer.Length >= size ? _buffer : new byte[Math.Max(size, _buffer.Length * 2)];
        Buffer.BlockCopy(_buffer, _start, target, 0, _end - _start);
        _end -= _start;
        _start = 0;
        _buffer = target;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        if (_end == _buffer.Length) Reserve(_end - _start + 1024);

        ValueWebSocketReceiveResult received;
        do
        {
            received = await socket.ReceiveAsync(_buffer.AsMemory(_end), cancellation);
        }
        while (received is { Count: 0, MessageType: not WebSocketMessageType.Close });

        _end += received.Count;
        return received.MessageType != WebSocketMessageType.Close;
    }
}
