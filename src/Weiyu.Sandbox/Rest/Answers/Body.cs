using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Weiyu.Sandbox.Rest.Answers;

/// <summary>The JSON object in a request; reading never throws, what is missing is null.</summary>
internal readonly struct Body(JsonElement root)
{
    public const int MaxSize = 16 * 1024 * 1024;

    public JsonElement Root => root;

    /// <summary>Something was sent, and it was no JSON object.</summary>
    public bool IsUnreadable { get; init; }

    public static async Task<Body> ReadAsync(HttpContext http)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            return new Body(document.RootElement.Clone()) { IsUnreadable = document.RootElement.ValueKind != JsonValueKind.Object };
        }
        catch (JsonException)
        {
            return default(Body) with { IsUnreadable = http.Request.ContentLength != 0 };
        }
    }

    /// <summary>What is no JSON is an empty body.</summary>
    public static Body Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            return new Body(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return default;
        }
    }

    public string? Text(string name) => TryGet(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number or JsonValueKind.Object or JsonValueKind.Array => value.GetRawText(),
            _ => null,
        }
        : null;

    public bool? Flag(string name) => TryGet(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? value.GetBoolean()
        : null;

    public double? Number(string name) => TryGet(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)
        ? number
        : null;

    public int? Int(string name) => Number(name) is { } number ? (int)Math.Clamp(number, int.MinValue, int.MaxValue) : null;

    public bool TryGet(string name, out JsonElement value)
    {
        value = default;
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out value);
    }
}
