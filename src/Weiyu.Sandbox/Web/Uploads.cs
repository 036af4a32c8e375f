using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Weiyu.Sandbox.Desk;
using Weiyu.Sandbox.Rest.Answers;

namespace Weiyu.Sandbox.Web;

/// <summary>
/// Files that the pages upload, in memory; the oldest go when there is no room. They are strangers' files: only pictures, sound and film
/// are shown by the browser, everything else is a download.
/// </summary>
internal sealed class Uploads(SandboxOptions options)
{
    private static readonly HashSet<string> Shown = new(StringComparer.OrdinalIgnoreCase)
    {
        "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp",
        "audio/mpeg", "audio/ogg", "audio/wav", "audio/webm", "audio/mp4", "audio/aac", "video/mp4", "video/webm", "video/ogg",
    };

    private readonly Lock _gate = new();
    private readonly OrderedDictionary<string, Upload> _files = new(StringComparer.Ordinal);
    private long _size;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/files", ReceiveAsync);
        routes.MapGet("/files/{id}/{name?}", ServeAsync);
    }

    private async Task ReceiveAsync(HttpContext http)
    {
        // A header of our own: a foreign web page can not send it unasked.
        var name = Uri.UnescapeDataString(http.Request.Headers["X-File-Name"].ToString());
        if (name.Length == 0)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using var buffer = new MemoryStream();
        var chunk = new byte[64 * 1024];
        for (int read; (read = await http.Request.Body.ReadAsync(chunk, http.RequestAborted)) > 0;)
        {
            if (buffer.Length + read > options.MaxUpload)
            {
                http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
                return;
            }

            await buffer.WriteAsync(chunk.AsMemory(0, read), http.RequestAborted);
        }

        var type = Shown.TryGetValue((http.Request.ContentType ?? "").Split(';')[0].Trim(), out var known) ? known : "application/octet-stream";
        var id = MessageWriter.NewUid();
        var file = new Upload(Path.GetFileName(name.Replace('\\', '/')), type, buffer.ToArray());
        lock (_gate)
        {
            _files[id] = file;
            _size += file.Bytes.Length;
            while (_size > options.MaxUploads && _files.Count > 1)
            {
                _size -= _files.GetAt(0).Value.Bytes.Length;
                _files.RemoveAt(0);
            }
        }

        await Envelope.OkAsync(http, json =>
        {
            json.WriteStartObject();
            json.WriteString("url", $"/files/{id}/{Uri.EscapeDataString(file.Name)}");
            json.WriteString("name", file.Name);
            json.WriteString("type", type);
            json.WriteNumber("size", file.Bytes.Length);
            json.WriteEndObject();
        });
    }

    private async Task ServeAsync(HttpContext http)
    {
        Upload? file;
        lock (_gate) _files.TryGetValue(http.GetRouteValue("id") as string ?? "", out file);

        if (file is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var disposition = new ContentDispositionHeaderValue(Shown.Contains(file.Type) ? "inline" : "attachment");
        disposition.SetHttpFileName(file.Name);
        var headers = http.Response.Headers;
        headers.ContentDisposition = disposition.ToString();
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.CacheControl = "private, max-age=86400, immutable";
        http.Response.ContentType = file.Type;
        http.Response.ContentLength = file.Bytes.Length;
        await http.Response.Body.WriteAsync(file.Bytes, http.RequestAborted);
    }

    private sealed record Upload(string Name, string Type, byte[] Bytes);
}
