using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Weiyu.Rules.Model.Running;

namespace Weiyu.Bot.Core;

/// <summary>
/// What the bot remembers of one conversation: one JSON document, stored in the transaction of the turn that changed it.
/// Unknown members are kept, so that an older version does not destroy what a newer one wrote. What the rules remember is a part of it.
/// </summary>
internal sealed class ConversationState : RuleState
{
    /// <summary>Who answers now.</summary>
    public Ownership Ownership { get; set; } = new();

    /// <summary>The last changes of the owner, oldest first; at most <see cref="MaxOwnerChanges"/>.</summary>
    public List<OwnerChange> OwnerChanges { get; set; } = [];

    /// <summary>The agent to whom the server has given the thread, as last seen; null: not seen yet.</summary>
    public string? ThreadAgent { get; set; }

    /// <summary>What the visitor asked while a human owned the conversation and did not answer, oldest first; at most <see cref="MaxUnanswered"/>.</summary>
    public List<Fragment> Unanswered { get; set; } = [];

    /// <summary>Whether the visitor asked for that language, so that detection leaves it alone.</summary>
    public bool LocaleFixed { get; set; }

    /// <summary>Fragments that wait to be answered together.</summary>
    public List<Fragment> Fragments { get; set; } = [];

    /// <summary>The last turns, oldest first; at most <see cref="MaxRecent"/>.</summary>
    public List<RecentTurn> Recent { get; set; } = [];

    /// <summary>Replies since a human (visitor or agent) last spoke: ends exchanges among bots.</summary>
    public int RepliesWithoutHuman { get; set; }

    /// <summary>When the visitor last wrote.</summary>
    public DateTimeOffset? LastVisitorAt { get; set; }

    /// <summary>When anybody last wrote.</summary>
    public DateTimeOffset? LastActivityAt { get; set; }

    /// <summary>What the visitor thinks of our messages, the one that changed last at the end. Bounded.</summary>
    public List<AnswerOpinion> Opinions { get; set; } = [];

    /// <summary>Everything else, by the name of the handler that owns it.</summary>
    public Dictionary<string, JsonNode?> Extra { get; set; } = [];

    /// <summary>Members of a newer version.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    /// <summary>The state document of a conversation in which nothing has happened.</summary>
    public const string Blank = "{}";

    /// <summary>The most changes of the owner that are remembered.</summary>
    public const int MaxOwnerChanges = 20;

    /// <summary>The most unanswered questions that wait for the bot to come back; the oldest are forgotten.</summary>
    public const int MaxUnanswered = 8;

    /// <summary>The most turns that are remembered.</summary>
    public const int MaxRecent = 20;

    /// <summary>The most characters that are remembered of a turn.</summary>
    public const int MaxRecentLength = 600;

    /// <summary>Changes the owner if the trigger means anything to the present one, and remembers the change.</summary>
    /// <returns>Whether the owner is another now.</returns>
    public bool Own(OwnershipTrigger trigger, DateTimeOffset at, string reason, string? agentUid = null)
    {
        var before = Ownership;
        Ownership = OwnershipMachine.Next(before, trigger, at, reason, agentUid);
        if (ReferenceEquals(before, Ownership)) return false;
        OwnerChanges.Add(new OwnerChange(Ownership.Owner, at, reason, Ownership.AgentUid));
        if (OwnerChanges.Count > MaxOwnerChanges) OwnerChanges.RemoveRange(0, OwnerChanges.Count - MaxOwnerChanges);
        return before.Owner != Ownership.Owner;
    }

    /// <summary>Remembers a turn.</summary>
    public void Remember(string role, string text, DateTimeOffset at)
    {
        if (text.Length == 0) return;
        Recent.Add(new RecentTurn(role, text.Length > MaxRecentLength ? text[..MaxRecentLength] : text, at));
        if (Recent.Count > MaxRecent) Recent.RemoveRange(0, Recent.Count - MaxRecent);
    }

    /// <summary>The document.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, StateJson.Default.ConversationState);

    /// <summary>Reads a document.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static ConversationState FromJson(string json) => JsonSerializer.Deserialize(json, StateJson.Default.ConversationState) ?? new();
}

/// <summary>A message that waits for the rest of its sentence.</summary>
internal sealed record Fragment(string Uid, string Text, DateTimeOffset At);

/// <summary>What the visitor thinks of one of our messages.</summary>
/// <param name="Answer">The message's uid.</param>
/// <param name="At">When it last changed.</param>
internal sealed record AnswerOpinion(string Answer, DateTimeOffset At)
{
    /// <summary><c>up</c>, <c>down</c> or <c>other</c>; null: everything was taken back.</summary>
    public string? Opinion { get; init; }

    /// <summary>What is put to it now, oldest first.</summary>
    public List<string> Emojis { get; init; } = [];

    /// <summary>What rules have heard of, so that nobody is told twice.</summary>
    public List<string> Told { get; init; } = [];

    /// <summary>The server's time of the last change, in epoch milliseconds; 0: unknown.</summary>
    public long Stamp { get; init; }
}

/// <summary>Something that was said. Role: <c>visitor</c>, <c>bot</c>, <c>agent</c>, <c>robot</c>.</summary>
internal sealed record RecentTurn(string Role, string Text, DateTimeOffset At);

/// <summary>Who owns a conversation, since when and why.</summary>
internal sealed record Ownership
{
    /// <summary>Who answers.</summary>
    public Owner Owner { get; init; } = Owner.Bot;

    /// <summary>Since when.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Why, in words.</summary>
    public string? Reason { get; init; }

    /// <summary>The human, where it is known.</summary>
    public string? AgentUid { get; init; }
}

/// <summary>A change of the owner: to whom, when, why, and the human, where it is known.</summary>
internal sealed record OwnerChange(Owner Owner, DateTimeOffset At, string Reason, string? AgentUid = null);

/// <summary>Who answers in a conversation.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Owner>))]
internal enum Owner
{
    /// <summary>The bot.</summary>
    Bot,

    /// <summary>The bot, until a human who was called takes over.</summary>
    Waiting,

    /// <summary>A human; the bot is silent.</summary>
    Human,

    /// <summary>Nobody: it is over.</summary>
    Closed,
}

[JsonSerializable(typeof(ConversationState))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
internal sealed partial class StateJson : JsonSerializerContext;
