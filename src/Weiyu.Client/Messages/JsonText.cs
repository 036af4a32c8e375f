using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Weiyu.Client.Messages;

/// <summary>Foreign JSON values as text. Nothing here throws on what a server or another client wrote.</summary>
internal static class JsonText
{
    /// <summary>Chinese stays readable (and short: a packet has a largest size); the output never goes into HTML unescaped.</summary>
    public static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>A string as it is, null as nothing, anything else as its JSON.</summary>
    public static string? Of(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return null;
            case JsonValueKind.String:
                try
                {
                    return value.GetString();
                }
                catch (InvalidOperationException)
                {
                    // A lone surrogate in an escape (half an emoji): legal JSON, no legal text. Or bytes that are no UTF-8.
                    return Raw(value).Trim('"');
                }

            default:
                return Raw(value);
        }
    }

    /// <summary>A member of an object as text: null when it is absent, null, or the value is no object.</summary>
    public static string? Of(JsonElement value, string member) => TryGet(value, member, out var found) ? Of(found) : null;

    /// <summary>The first of several names that is there and not null.</summary>
    public static string? Of(JsonElement value, string member, string otherName) => Of(value, member) ?? Of(value, otherName);

    /// <summary>A value as it was written; bytes that are no UTF-8 become replacement characters.</summary>
    private static string Raw(JsonElement value) => Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(value));

    public static bool TryGet(JsonElement value, string member, out JsonElement found)
    {
        found = default;
        try
        {
            return value.ValueKind == JsonValueKind.Object && value.TryGetProperty(member, out found);
        }
        catch (InvalidOperationException)
        {
            // A member NAME with a lone surrogate cannot be compared.
            return false;
        }
    }
}
