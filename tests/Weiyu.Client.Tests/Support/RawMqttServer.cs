using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Weiyu.Client.Tests.Support;

/// <summary>A WebSocket server that knows nothing of MQTT: the test sees every byte and writes every byte.</summary>
internal sealed class RawMqttServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Peer> _peers = Channel.CreateUnbounded<Peer>();
    private readonly ConcurrentBag<Peer> _all = [];

    private RawMqttServer(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = null!;

    public static async Task<RawMqttServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new RawMqttServer(app);
        app.UseWebSockets();
        app.Run(server.AcceptAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        server.Url = new Uri(app.Urls.Single().Replace("http", "ws", StringComparison.Ordinal) + "/websocket");
        return server;
    }

    /// <summary>The next client that connects; nothing is answered yet.</summary>
    public async Task<Peer> NextAsync() => await _peers.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>The next client, its CONNECT read and accepted.</summary>
    public async Task<Peer> NextConnectedAsync()
    {
        var peer = await NextAsync();
        await peer.ReadAsync();
        await peer.SendAsync([0x20, 2, 0, 0]);
        return peer;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in _all)
        {
            peer.Abort();
        }

        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AcceptAsync(HttpContext context)
    {
        var protocols = context.WebSockets.WebSocketRequestedProtocols.ToArray();
        using var socket = await context.WebSockets.AcceptWebSocketAsync(protocols.FirstOrDefault());
        var peer = new Peer(socket, context.Request.Path, protocols);
        _all.Add(peer);
        await _peers.Writer.WriteAsync(peer);
        await peer.Over;
    }

    internal sealed class Peer(WebSocket socket, string path, string[] protocols)
    {
        private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Path => path;

        public string[] Protocols => protocols;

        public Task Over => _over.Task;

        /// <summary>One WebSocket message, which must be one frame; empty when the client closed.</summary>
        public async Task<byte[]> ReadAsync()
        {
            var buffer = new byte[32 * 1024];
            try
            {
                var result = await socket.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return [];
                }

                Assert.Equal(WebSocketMessageType.Binary, result.MessageType);
                Assert.True(result.EndOfMessage);
                return buffer[..result.Count];
            }
            catch (WebSocketException)
            {
                return [];
            }
        }

        /// <summary>The next packet of a type (the upper four bits); answers pings on the way. Empty when the client closed.</summary>
        public async Task<byte[]> ReadAsync(int type)
        {
            while (true)
            {
                var packet = await ReadAsync();
                if (packet.Length == 0 || packet[0] >> 4 == type)
                {
                    return packet;
                }

                if (packet[0] >> 4 == 12)
                {
                    await SendAsync([0xD0, 0]);
                }
            }
        }

        public async Task SendAsync(byte[] bytes) =>
            await socket.SendAsync(bytes, WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);

        public Task PublishAsync(string topic, int id, string payload, int qos = 1)
        {
            var name = Encoding.UTF8.GetBytes(topic);
            byte[] body = [0, (byte)name.Length, .. name, .. qos > 0 ? [(byte)(id >> 8), (byte)id] : Array.Empty<byte>(), .. Encoding.UTF8.GetBytes(payload)];
            return SendAsync([(byte)(0x30 | (qos << 1)), (byte)body.Length, .. body]);
        }

        /// <summary>Reads a SUBSCRIBE and answers each topic with that code. Returns the topics.</summary>
        public async Task<List<string>> AcceptSubscriptionAsync(Func<string, byte>? code = null)
        {
            var packet = await ReadAsync(8);
            var at = 1;
            while ((packet[at++] & 128) != 0)
            {
            }

            byte[] id = [packet[at], packet[at + 1]];
            at += 2;
            var topics = new List<string>();
            while (at < packet.Length)
            {
                var length = (packet[at] << 8) | packet[at + 1];
                topics.Add(Encoding.UTF8.GetString(packet, at + 2, length));
                at += 3 + length;
            }

            byte[] body = [.. id, .. topics.Select(t => code?.Invoke(t) ?? 1)];
            await SendAsync([0x90, (byte)body.Length, .. body]);
            return topics;
        }

        /// <summary>Closes as a server does: what was sent before still arrives.</summary>
        public async Task CloseAsync()
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
            _over.TrySetResult();
        }

        /// <summary>Breaks off.</summary>
        public void Abort()
        {
            socket.Abort();
            _over.TrySetResult();
        }
    }
}
