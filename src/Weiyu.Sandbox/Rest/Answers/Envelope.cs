using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Weiyu.Sandbox.Rest.Answers;

/// <summary>Every answer is {"message", "code", "data"}.</summary>
internal static class Envelope
{
    /// <summary>The token is missing, unknown or has expired.</summary>
    public const int Unauthorized = 401;

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Success, with data or with null.</summary>
    public static Task OkAsync(HttpContext http, Action<Utf8JsonWriter>? data = null) =>
        WriteAsync(http, 200, "success", data ?? (static json => json.WriteNullValue()));

    /// <summary>A page of a list.</summary>
    public static Task PageAsync<T>(HttpContext http, Paging paging, IReadOnlyCollection<T> content, int total, Action<Utf8JsonWriter, T> write) =>
        OkAsync(http, json =>
        {
            var pages = (int)(((long)total + paging.Size - 1) / paging.Size);
            json.WriteStartObject();
            json.WriteStartArray("content");
            foreach (var item in content) write(json, item);

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

    /// <summary>A refusal as this generation words it.</summary>
    public static Task RefuseAsync(HttpContext http, Refusal refusal, SandboxHabits habits)
    {
        if (!habits.RefusalsHaveCodes) return FailAsync(http, refusal.Message);

        http.Response.StatusCode = refusal.Status;
        return WriteAsync(http, refusal.Code, refusal.Message, static json => json.WriteBooleanValue(false));
    }

    /// <summary>A refusal in the older way, which is also that of the sandbox's own calls.</summary>
    public static Task FailAsync(HttpContext http, string message, int code = -1) =>
        WriteAsync(http, code, message, static json => json.WriteNullValue());

    public static Task UnauthorizedAsync(HttpContext http, SandboxHabits habits)
    {
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        var path = http.Request.Path.Value;
        return WriteAsync(http, Unauthorized, "token is invalid or expired", json =>
        {
            // Today's entry point names the path.
            if (habits.RefusalsHaveCodes)
            {
                json.WriteStringValue(path);
            }
            else
            {
                json.WriteNullValue();
            }
        });
    }

    private static async Task WriteAsync(HttpContext http, int code, string message, Action<Utf8JsonWriter> data)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        await using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("message", message);
            json.WriteNumber("code", code);
            json.WritePropertyName("data");
            data(json);
            json.WriteEndObject();
        }

        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = buffer.WrittenCount;
        await http.Response.Body.WriteAsync(buffer.WrittenMemory, http.RequestAborted);
    }
}
