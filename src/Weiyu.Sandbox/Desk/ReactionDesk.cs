using System.Text.Json;
using System.Text.Json.Nodes;
using Weiyu.Sandbox.Messaging;

namespace Weiyu.Sandbox.Desk;

/// <summary>
/// Emojis put to messages, and voice messages listened to. The message itself changes in the history (a plain text becomes {text, reactions}), and
/// the server tells everybody in the thread.
/// </summary>
internal sealed class ReactionDesk(Hub hub, Notes notes)
{
    private const string Member = "reactions";

    /// <summary>
    /// Puts an emoji to a message, or takes it off when this user had put it there. The message as it is now; null when there is no such message.
    /// </summary>
    public Wire.Message? Toggle(string? messageUid, string emoji, string userUid)
    {
        lock (hub.Gate)
        {
            if (ThreadOf(messageUid) is not { } thread || hub.Store.SetContent(messageUid!, m => Toggle(m, emoji, userUid)) is not { } target)
            {
                return null;
            }

            hub.Publish(notes.Reaction(thread, target, emoji, userUid), sender: null);
            return target;
        }
    }

    /// <summary>Somebody listened to a voice message; false when there is no such message.</summary>
    public bool Play(string messageUid, string? userUid)
    {
        lock (hub.Gate)
        {
            if (ThreadOf(messageUid) is not { } thread || hub.Store.Find(messageUid) is not { } target) return false;

            hub.Publish(notes.Playback(thread, target, userUid), sender: null);
            return true;
        }
    }

    private static string Toggle(Wire.Message message, string emoji, string userUid)
    {
        var content = Parse(message.Content) ?? new JsonObject { ["text"] = message.Content };
        if (content[Member] is not JsonArray reactions) content[Member] = reactions = [];

        var mine = reactions.OfType<JsonObject>().FirstOrDefault(r => Is(r, "emoji", emoji) && Is(r, "userUid", userUid));
        if (mine is null)
        {
            reactions.Add((JsonNode)new JsonObject { ["emoji"] = emoji, ["userUid"] = userUid });
        }
        else
        {
            reactions.Remove(mine);
        }

        return MessageWriter.Text(content);
    }

    private static bool Is(JsonObject json, string member, string value) =>
        json[member] is JsonValue found && found.TryGetValue<string>(out var text) && text == value;

    private static JsonObject? Parse(string content)
    {
        try
        {
            return content.AsSpan().TrimStart() is ['{', ..] ? JsonNode.Parse(content) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private SandboxThread? ThreadOf(string? messageUid) =>
        messageUid is not null && hub.Store.Find(messageUid) is { } message ? hub.Threads.ByUid(message.Thread?.Uid) : null;
}
