using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Weiyu.Bot.Handlers.Llm.Models;

/// <summary>
/// Keeps answers within bounds before any parser sees them: no more bytes than <paramref name="limit"/>, no HTML, no stream that just ends. A service
/// that ignores <c>stream</c> and answers with one JSON document is understood too.
/// </summary>
internal sealed class ResponseLimiter(HttpMessageHandler inner, string model, long limit) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        var bounded = new BoundedStream(await response.Content.ReadAsStreamAsync(cancellationToken), limit, response.IsSuccessStatusCode && type == "text/event-stream", model);
        if (response.IsSuccessStatusCode && type is "application/json" or "text/plain" or "application/octet-stream" or "")
        {
            await using (bounded)
            {
                // Not seekable: the SDK takes a seekable stream that was read for a mistake.
                var whole = new MemoryStream(await AsStreamAsync(bounded, cancellationToken));
                Replace(response, new StreamContent(new CleanEvents(new BoundedStream(whole, whole.Length, events: true, model), model)), "text/event-stream");
            }
        }
        else if (response.IsSuccessStatusCode && type == "text/event-stream")
        {
            Replace(response, new StreamContent(new CleanEvents(bounded, model)), type);
        }
        else if (response.IsSuccessStatusCode)
        {
            response.Dispose();
            throw new ModelFault(FaultKind.Garbage, model, $"It answered with '{(type.Length > 60 ? type[..60] : type)}' instead of a stream.");
        }
        else
        {
            Replace(response, new StreamContent(bounded), type);
        }

        return response;
    }

    private static void Replace(HttpResponseMessage response, HttpContent content, string type)
    {
        if (type.Length > 0) content.Headers.ContentType = new MediaTypeHeaderValue(type);
        response.Content = content;
    }

    /// <summary>Makes a stream of one chunk of a whole answer; events under another name stay events.</summary>
    private async Task<byte[]> AsStreamAsync(Stream body, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = new StreamReader(body, System.Text.Encoding.UTF8);
            var text = (await reader.ReadToEndAsync(cancellationToken)).TrimStart('\ufeff', ' ', '\r', '\n');
            if (text.StartsWith("data:", StringComparison.Ordinal) || text.StartsWith("event:", StringComparison.Ordinal) || text.StartsWith(':')) return System.Text.Encoding.UTF8.GetBytes(text);
            var answer = JsonNode.Parse(text)!.AsObject();
            if (answer["choices"] is not JsonArray && answer["error"] is null) throw new JsonException();
            return System.Text.Encoding.UTF8.GetBytes($"data: {ChunkCleaner.Clean(answer, model)!.ToJsonString()}\n\ndata: [DONE]\n\n");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or HttpIOException)
        {
            throw new ModelFault(FaultKind.Garbage, model, "It answered with JSON that is no chat completion.", e);
        }
    }

    /// <summary>A stream that ends with an error when it is too long, or when it ends without the words that end an answer.</summary>
    private sealed class BoundedStream(Stream inner, long limit, bool events, string model) : Stream
    {
        private readonly byte[] _tail = new byte[32];
        private long _read;
        private bool _ended;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _read; set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            return Check(buffer.Span[..count]);
        }

        // Only the SDK's clearing up reads without await, to drain what is left: on a stream that stalls that would hold the thread for ever.
        public override int Read(byte[] buffer, int offset, int count) => 0;

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }

        private int Check(ReadOnlySpan<byte> bytes)
        {
            _read += bytes.Length;
            if (_read > limit) throw new ModelFault(FaultKind.Endless, model, $"It answered with more than {limit} bytes.");
            if (!events) return bytes.Length;
            if (bytes.Length == 0 && !_ended && _read > 0) throw new HttpIOException(HttpRequestError.ResponseEnded, "The stream ended before the answer did.");
            if (!_ended) Look(bytes);
            return bytes.Length;
        }

        private void Look(ReadOnlySpan<byte> bytes)
        {
            Span<byte> seam = stackalloc byte[64];
            _tail.CopyTo(seam);
            var head = bytes[..Math.Min(32, bytes.Length)];
            head.CopyTo(seam[32..]);
            _ended = Ends(bytes) || Ends(seam[..(32 + head.Length)]);
            if (bytes.Length >= 32)
            {
                bytes[^32..].CopyTo(_tail);
            }
            else
            {
                _tail.AsSpan(bytes.Length).CopyTo(_tail);
                bytes.CopyTo(_tail.AsSpan(32 - bytes.Length));
            }
        }

        private static bool Ends(ReadOnlySpan<byte> bytes) =>
            bytes.IndexOf("[DONE]"u8) >= 0 || bytes.IndexOf("\"finish_reason\":\""u8) >= 0 || bytes.IndexOf("\"finish_reason\": \""u8) >= 0;
    }
}
