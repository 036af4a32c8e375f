using System.Net.WebSockets;
using System.Text.Json;

namespace Weiyu.Sandbox.Tests.Support;

/// <summary>A page without a browser.</summary>
internal sealed class PageClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<PageClient> OpenAsync(SandboxServer server, string path, string? origin = null)
    {
        var client = new PageClient();
        if (origin != "")
        {
            client._socket.Options.SetRequestHeader("Origin", origin ?? server.ApiUrl);
        }

        await client._socket.ConnectAsync(new Uri(server.ApiUrl.Replace("http", "ws", StringComparison.Ordinal) + path), Token);
        return client;
    }

    public Task SendAsync(object frame) =>
        _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(frame), WebSocketMessageType.Text, true, Token);

    /// <summary>The next frame of this kind; others are passed over.</summary>
    public async Task<JsonElement> NextAsync(string kind)
    {
        while (true)
        {
            using var bytes = new MemoryStream();
            var buffer = new byte[8192];
            WebSocketReceiveResult part;
            do
            {
                part = await _socket.ReceiveAsync(buffer, Token);
                Assert.NotEqual(WebSocketMessageType.Close, part.MessageType);
                bytes.Write(buffer, 0, part.Count);
            }
            while (!part.EndOfMessage);

            var frame = JsonDocument.Parse(bytes.ToArray()).RootElement;
            if (frame.GetProperty("t").GetString() == kind)
            {
                return frame;
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
