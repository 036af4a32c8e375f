using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Weiyu.Sandbox.Rest;

/// <summary>Every answer is {"message", "code", "data"} with HTTP 200; what went wrong is in the code.</summary>
internal static class Envelope
{
    /// <summary>The token is missing, unknown or has expired.</summary>
    public const int Unauthorized = 401;

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task OkAsync(HttpContext http, Action<Utf8JsonWriter>? data = null) => WriteAsync(http, 200, "success", data);

    public static Task FailAsync(HttpContext http, string message, int code = -1) => WriteAsync(http, code, message, null);

    public static Task UnauthorizedAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return WriteAsync(http, Unauthorized, "token is invalid or expired", null);
    }

    /// <summary>A page of a list: pageNumber from 0, newest first.</summary>
    public static Task PageAsync<T>(HttpContext http, Paging paging, IReadOnlyCollection<T> content, int total, Action<Utf8JsonWriter, T> write) =>
        OkAsync(http, json =>
        {
            var pages = (total + paging.Size - 1) / paging.Size;
            json.WriteStartObject();
            json.WriteStartArray("content");
            foreach (var item in content)
            {
                write(json, item);
            }

            json.WriteEndArray();
            json.WriteBoolean("last", paging.Number >= pages - 1);
            json.WriteBoolean("first", paging.Number == 0);
            json.WriteBoolean("empty", content.Count == 0);
            json.WriteNumber("number", paging.Number);
            json.WriteNumber("size", paging.Size);
            json.WriteNumber("numberOfElements", content.Count);
            json.WriteNumber("totalElements", total);
            json.WriteNumber("totalPages", pages);
            json.WriteEndObject();
        });

    private static async Task WriteAsync(HttpContext http, int code, string message, Action<Utf8JsonWriter>? data)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        await using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("message", message);
            json.WriteNumber("code", code);
            json.WritePropertyName("data");
            if (data is null)
            {
                json.WriteNullValue();
            }
            else
            {
                data(json);
            }

            json.WriteEndObject();
        }

        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = buffer.WrittenCount;
        await http.Response.Body.WriteAsync(buffer.WrittenMemory, http.RequestAborted);
    }
}

/// <summary>Which page is wanted.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Size">1 to 1,000.</param>
internal readonly record struct Paging(int Number, int Size)
{
    public int Skip => (int)Math.Min((long)Number * Size, int.MaxValue);

    public static Paging Of(HttpRequest request) => new(
        int.TryParse(request.Query["pageNumber"], out var number) && number > 0 ? number : 0,
        int.TryParse(request.Query["pageSize"], out var size) ? Math.Clamp(size, 1, 1000) : 20);
}
