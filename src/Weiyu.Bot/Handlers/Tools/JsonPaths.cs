using System.Globalization;
using System.Text.Json.Nodes;

namespace Weiyu.Bot.Handlers.Tools;

/// <summary>Paths into JSON: <c>data.items[0].status</c>, with or without <c>$.</c> in front.</summary>
internal static class JsonPaths
{
    /// <summary>What a path leads to; null when it leads nowhere.</summary>
    public static JsonNode? Find(JsonNode? json, string path)
    {
        foreach (var part in path.TrimStart('$').Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            json = json switch
            {
                JsonObject members => members.TryGetPropertyValue(part, out var member) ? member : null,
                JsonArray items => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < items.Count ? items[index] : null,
                _ => null,
            };
        }

        return json;
    }
}
