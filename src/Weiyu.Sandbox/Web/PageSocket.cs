using System.Buffers;
using System.Net.WebSockets;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Weiyu.Sandbox.Rest.Answers;

namespace Weiyu.Sandbox.Web;

/// <summary>The JSON WebSocket of a page: one object a frame, each way.</summary>
internal sealed class PageSocket(HttpContext http, WebSocket socket)
{
    private const int MaxFrame = 256 * 1024;

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // A page that does not read loses the oldest and gets them from the history when it comes back.
    private readonly Channel<byte[]> _outgoing =
        Channel.CreateBounded<byte[]>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest });

    public CancellationToken Aborted => http.RequestAborted;

    /// <summary>Accepts the socket and serves it until it ends. Frames are handled one after the other.</summary>
    public static async Task RunAsync(HttpContext http, Func<PageSocket, Func<Body, Task>> open, Action<PageSocket> close)
    {
        if (!http.WebSockets.IsWebSocketRequest || !PageFiles.IsOwnOrigin(http))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        using var socket = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = TimeSpan.FromSeconds(20) });
        var page = new PageSocket(http, socket);
        var sending = page.SendAsync();
        try
        {
            var handle = open(page);
            while (await page.ReceiveAsync() is { } body) await handle(body);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // The page is gone.
        }
        finally
        {
            close(page);
            page._outgoing.Writer.TryComplete();
            await sending;
        }
    }

    /// <summary>Queues an object; never waits.</summary>
    public void Post(string kind, Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("t", kind);
            members(json);
            json.WriteEndObject();
        }

        _outgoing.Writer.TryWrite(buffer.WrittenSpan.ToArray());
    }

    private async Task<Body?> ReceiveAsync()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.GetMemory(4096), Aborted);
            if (received.MessageType == WebSocketMessageType.Close || buffer.WrittenCount + received.Count > MaxFrame) return null;

            buffer.Advance(received.Count);
            if (received.EndOfMessage) return Body.Parse(buffer.WrittenMemory);
        }
    }

    private async Task SendAsync()
    {
        try
        {
            await foreach (var frame in _outgoing.Reader.ReadAllAsync(Aborted))
            {
                await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, Aborted);
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Aborted);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The page is gone; the receiving side ends too.
        }
    }
}
