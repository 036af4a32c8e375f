using System.Text.Json;
using System.Text.Json.Nodes;
using Weiyu.Rules.Templates;

namespace Weiyu.Bot.Handlers.Tools;

/// <summary>
/// Keeps what belongs to another visitor from being spoken. What identifies a visitor is the uid and the values that the site put into <c>extra</c>; a nickname is
/// chosen by whoever visits and identifies nobody.
/// </summary>
internal static class ToolOwner
{
    private const int MaxValues = 64;

    /// <summary>The result, or a failure where it is another's, or where that can't be told.</summary>
    /// <param name="owner">The path of the owner in the result; null: it is no person's.</param>
    /// <param name="result">What the tool gave.</param>
    /// <param name="call">On whose behalf.</param>
    public static ToolResult Check(string? owner, ToolResult result, ToolCall call)
    {
        if (owner is null || !result.Ok) return result;
        var whose = TemplateValues.Show(JsonPaths.Find(result.Value, owner)).Trim();
        return whose.Length > 0 && Identities(call.Thread.User).Contains(whose) ? result : ToolResult.Failure("what was found does not belong to this visitor");
    }

    private static HashSet<string> Identities(Wire.User? visitor)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (visitor is null) return found;
        if (visitor.Uid is { Length: > 0 } uid) found.Add(uid);
        try
        {
            if (visitor.Extra is { Length: > 0 } extra && JsonNode.Parse(extra) is JsonObject values)
            {
                foreach (var (_, value) in values.Take(MaxValues))
                {
                    if (value is JsonValue && TemplateValues.Show(value).Trim() is { Length: > 0 } text) found.Add(text);
                }
            }
        }
        catch (JsonException)
        {
            // No JSON: it identifies nobody.
        }

        return found;
    }
}
