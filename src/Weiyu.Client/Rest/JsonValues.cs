using System.Globalization;
using System.Text.Json;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Rest;

/// <summary>Foreign JSON as the records of this folder. Missing and odd values become empty, zero or null; nothing throws.</summary>
internal static class JsonValues
{
    public static long? Integer(JsonElement json, string member) =>
        decimal.TryParse(JsonText.Of(json, member), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 9e15m ? (long)number : null;

    public static int Count(JsonElement json, string member) => (int)Math.Clamp(Integer(json, member) ?? 0, 0, int.MaxValue);

    public static Page<T> Page<T>(JsonElement data, int number, int size, Func<JsonElement, T> read)
    {
        var content = data.ValueKind == JsonValueKind.Array ? data : JsonText.TryGet(data, "content", out var found) ? found : default;
        List<T> items = content.ValueKind == JsonValueKind.Array
            ? [.. content.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Select(read)]
            : [];
        var isLast = JsonText.Of(data, "last") switch
        {
            "true" => true,
            "false" => items.Count == 0,
            _ => items.Count < size,
        };
        return new Page<T>(items, (int)(Integer(data, "number") ?? number), isLast, Integer(data, "totalElements") ?? items.Count, Count(data, "totalPages"));
    }

    public static UserInfo User(JsonElement data) => new(
        JsonText.Of(data, "uid") ?? "",
        JsonText.Of(data, "username") ?? "",
        JsonText.Of(data, "nickname") ?? "",
        JsonText.Of(data, "avatar") ?? "",
        (JsonText.TryGet(data, "currentOrganization", out var org) ? JsonText.Of(org, "uid") : null) ?? JsonText.Of(data, "orgUid") ?? "");

    public static AgentInfo Agent(JsonElement data) => new(
        JsonText.Of(data, "uid") ?? "",
        JsonText.Of(data, "nickname") ?? "",
        JsonText.Of(data, "avatar") ?? "",
        JsonText.Of(data, "status") ?? "",
        JsonText.Of(data, "userUid") ?? "",
        JsonText.Of(data, "orgUid") ?? "",
        Count(data, "currentThreadCount"),
        Count(data, "maxThreadCount"),
        Flag(data, "connected"),
        JsonText.Of(data, "updatedAt") ?? "");

    /// <summary>What <c>config/bytedesk/properties</c> says.</summary>
    public static ServerProperties Properties(JsonElement data)
    {
        var custom = JsonText.TryGet(data, "custom", out var found) ? found : default;
        return new ServerProperties(
            JsonText.Of(data, "version") ?? "", Small(Integer(custom, "loginMaxRetryCount")), Small(Integer(custom, "loginMaxRetryLockTime")));

        static int? Small(long? value) => value is >= 0 and <= int.MaxValue ? (int)value : null;
    }

    public static bool? Flag(JsonElement json, string member) => JsonText.Of(json, member) switch
    {
        "true" => true,
        "false" => false,
        _ => null,
    };

    /// <summary>Whether an answer is a page, as against one thing.</summary>
    public static bool IsPage(JsonElement data) =>
        data.ValueKind == JsonValueKind.Array || (JsonText.TryGet(data, "content", out var content) && content.ValueKind == JsonValueKind.Array);

    public static ThreadInfo Thread(JsonElement data) => new(
        MessageJson.ReadThread(data),
        Person(data, "agent"),
        Person(data, "owner"),
        Count(data, "unreadCount"),
        JsonText.Of(data, "updatedAt") ?? "",
        Tags(data),
        JsonText.Of(data, "note") ?? "");

    /// <summary>A user as an object, or as an object inside a string. Null when there is none.</summary>
    private static Wire.User? Person(JsonElement data, string member)
    {
        if (!JsonText.TryGet(data, member, out var value)) return null;

        if (value.ValueKind == JsonValueKind.Object) return Named(MessageJson.ReadUser(value));

        return Inner(value) is { ValueKind: JsonValueKind.Object } inner ? Named(MessageJson.ReadUser(inner)) : null;
    }

    private static Wire.User? Named(Wire.User user) => user.Uid.Length > 0 ? user : null;

    private static string[] Tags(JsonElement data)
    {
        if (!JsonText.TryGet(data, "tagList", out var value)) return [];

        var list = value.ValueKind == JsonValueKind.Array ? value : Inner(value);
        return list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(JsonText.Of).OfType<string>()] : [];
    }

    private static JsonElement Inner(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String || JsonText.Of(value) is not { Length: > 1 } text) return default;

        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
