using System.Text.Json;
using System.Text.Json.Nodes;

namespace Weiyu.Client.Messages;

/// <summary><c>extra</c> of messages, threads and users: a JSON object in a string. The server stores a message under the <c>orgUid</c> in it.</summary>
public static class MessageExtra
{
    /// <summary>The organisation of a message; null when there is none or the extra is no JSON object.</summary>
    public static string? OrgUid(string? extra) => Get(extra, "orgUid");

    /// <summary>One member as text (a number or boolean as JSON writes it, an object as its JSON); null when absent, null or empty.</summary>
    public static string? Get(string? extra, string member)
    {
        if (string.IsNullOrWhiteSpace(extra) || extra.AsSpan().TrimStart()[0] != '{') return null;

        try
        {
            using var document = JsonDocument.Parse(extra);
            return JsonText.Of(document.RootElement, member) is { Length: > 0 } text ? text : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A new extra; members without a value are left out.</summary>
    public static string Create(string? orgUid, params ReadOnlySpan<KeyValuePair<string, string?>> members)
    {
        var extra = new JsonObject();
        if (!string.IsNullOrEmpty(orgUid)) extra["orgUid"] = orgUid;

        foreach (var (name, value) in members)
        {
            if (value is not null) extra[name] = value;
        }

        return extra.ToJsonString(JsonText.Options);
    }
}
