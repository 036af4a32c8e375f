using System.Text.Json;
using System.Text.Json.Nodes;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Content;

/// <summary>
/// JSON of unknown origin as nodes that never throw later. (Nodes made by <see cref="JsonNode.Parse(string, JsonNodeOptions?, JsonDocumentOptions)"/>
/// are read lazily: a name that occurs twice or half an emoji would throw on first use.)
/// </summary>
internal static class ForeignJson
{
    public static bool TryParse(string text, out JsonNode? node)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            node = Copy(document.RootElement);
            return true;
        }
        catch (JsonException)
        {
            node = null;
            return false;
        }
    }

    private static JsonNode? Copy(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var json = new JsonObject();
                foreach (var member in value.EnumerateObject()) json[NameOf(member)] = Copy(member.Value);

                return json;
            case JsonValueKind.Array:
                var array = new JsonArray();
                foreach (var item in value.EnumerateArray()) array.Add(Copy(item));

                return array;
            case JsonValueKind.String:
                return JsonValue.Create(JsonText.Of(value));
            case JsonValueKind.Number:
                // The digits as they were written: 1e400 is no double, and 10.50 no 10.5.
                return JsonValue.Create(value.Clone());
            case JsonValueKind.True:
                return JsonValue.Create(true);
            case JsonValueKind.False:
                return JsonValue.Create(false);
            default:
                return null;
        }
    }

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return "\ufffd";
        }
    }
}
