using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;

namespace Weiyu.Sandbox.Tests.Support;

/// <summary>MQTT by hand, for what no client library lets one see.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly List<byte> _bytes = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RawClient> ConnectAsync(SandboxServer server, string clientId, int keepAlive = 0)
    {
        var client = await OpenAsync(server, clientId, keepAlive);
        Assert.Equal(0, (await client.NextAsync())[3]);
        return client;
    }

    /// <summary>The return code of a refused connect.</summary>
    public static async Task<int> RefusalAsync(SandboxServer server, string clientId)
    {
        await using var client = await OpenAsync(server, clientId, 0);
        return (await client.NextAsync())[3];
    }

    public async Task PublishAsync(byte[] payload, string topic, ushort id)
    {
        var body = new List<byte>();
        Text(body, topic);
        body.AddRange([(byte)(id >> 8), (byte)id, .. payload]);
        await SendAsync(0x32, body);
    }

    public async Task<int> NextTypeAsync() => (await NextAsync())[0] >> 4;

    public async Task<int> NextPublishIdAsync()
    {
        var packet = await NextAsync();
        Assert.Equal(3, packet[0] >> 4);
        var offset = 1;
        while ((packet[offset++] & 0x80) != 0)
        {
        }

        var topic = BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(offset));
        return BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(offset + 2 + topic));
    }

    /// <summary>Waits until the server ends the connection.</summary>
    public async Task EndAsync()
    {
        try
        {
            while ((await _socket.ReceiveAsync(new byte[1024], Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (WebSocketException)
        {
            // A reset is an end too.
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<RawClient> OpenAsync(SandboxServer server, string clientId, int keepAlive)
    {
        var client = new RawClient();
        client._socket.Options.AddSubProtocol("mqtt");
        await client._socket.ConnectAsync(new Uri(server.MqttUrl), Token);
        Assert.Equal("mqtt", client._socket.SubProtocol);
        var body = new List<byte>();
        Text(body, "MQTT");
        body.AddRange([4, 0b1100_0000, (byte)(keepAlive >> 8), (byte)keepAlive]);
        Text(body, clientId);
        Text(body, "name");
        Text(body, Some.Token(server, clientId));
        await client.SendAsync(0x10, body);
        return client;
    }

    private static void Text(List<byte> body, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        body.AddRange([(byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes]);
    }

    private async Task SendAsync(byte header, List<byte> body)
    {
        var packet = new List<byte> { header };
        for (var left = body.Count; ; left >>= 7)
        {
            packet.Add((byte)((left & 0x7F) | (left > 127 ? 0x80 : 0)));
            if (left <= 127)
            {
                break;
            }
        }

        packet.AddRange(body);
        await _socket.SendAsync(packet.ToArray(), WebSocketMessageType.Binary, true, Token);
    }

    private async Task<byte[]> NextAsync()
    {
        var buffer = new byte[4096];
        while (true)
        {
            if (Cut() is { } packet)
            {
                return packet;
            }

            var received = await _socket.ReceiveAsync(buffer, Token);
            Assert.NotEqual(WebSocketMessageType.Close, received.MessageType);
            _bytes.AddRange(buffer.AsSpan(0, received.Count));
        }
    }

    private byte[]? Cut()
    {
        int length = 0, shift = 0;
        for (var i = 1; i < _bytes.Count; i++)
        {
            length |= (_bytes[i] & 0x7F) << shift;
            shift += 7;
            if ((_bytes[i] & 0x80) == 0)
            {
                if (_bytes.Count < i + 1 + length)
                {
                    return null;
                }

                var packet = _bytes.GetRange(0, i + 1 + length).ToArray();
                _bytes.RemoveRange(0, packet.Length);
                return packet;
            }
        }

        return null;
    }
}
