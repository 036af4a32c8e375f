using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Weiyu.Bot.Core;

namespace Weiyu.Bot.Handlers.Llm.Tools;

/// <summary>The changes of a conversation, in its state: the one that waits for a yes, and those that were made. Bounded.</summary>
internal static class ChangeMemory
{
    private const string PendingKey = "llm.asked";
    private const string MadeKey = "llm.made";
    private const string ProvenKey = "llm.proven";
    private const int MaxMade = 20;
    private const int MaxProven = 60;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(15);

    /// <summary>The change that waits; null: none, or it waits for too long.</summary>
    public static Change? Pending(ConversationState state, DateTimeOffset now) =>
        Read(state, PendingKey, ChangeJson.Default.Change) is { } change && now - change.At < Fresh && now >= change.At - Fresh ? change : null;

    /// <summary>Sets the change that waits; null: none.</summary>
    public static void Ask(ConversationState state, Change? change)
    {
        if (change is null) state.Extra.Remove(PendingKey);
        else state.Extra[PendingKey] = JsonSerializer.SerializeToNode(change, ChangeJson.Default.Change);
    }

    /// <summary>The changes that were made.</summary>
    public static IReadOnlyList<Change> Made(ConversationState state) => Read(state, MadeKey, ChangeJson.Default.ListChange) ?? [];

    /// <summary>Remembers a change that was made; the oldest goes.</summary>
    public static void Remember(ConversationState state, Change change) =>
        state.Extra[MadeKey] = JsonSerializer.SerializeToNode([.. Made(state).Append(change).TakeLast(MaxMade)], ChangeJson.Default.ListChange);

    /// <summary>The values that the bot said and that were proven.</summary>
    public static IReadOnlyList<string> Proven(ConversationState state) => Read(state, ProvenKey, ChangeJson.Default.ListString) ?? [];

    /// <summary>Remembers such values; the oldest go.</summary>
    public static void Prove(ConversationState state, IReadOnlyList<string> values)
    {
        if (values.Count > 0) state.Extra[ProvenKey] = JsonSerializer.SerializeToNode([.. Proven(state).Concat(values).Distinct().TakeLast(MaxProven)], ChangeJson.Default.ListString);
    }

    private static T? Read<T>(ConversationState state, string key, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return state.Extra.GetValueOrDefault(key)?.Deserialize(type);
        }
        catch (JsonException)
        {
            // Written by another version.
            return null;
        }
    }
}

[JsonSerializable(typeof(Change))]
[JsonSerializable(typeof(List<Change>))]
[JsonSerializable(typeof(List<string>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class ChangeJson : JsonSerializerContext;
