using System.Text.Json.Nodes;

namespace Weiyu.Rules.Model.Running;

/// <summary>What the rules know of the moment in which they are asked: all that conditions and templates can see besides <see cref="RuleState"/>.</summary>
internal sealed record Facts
{
    /// <summary>The time; the same for all rules of a turn.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The conversation.</summary>
    public required ThreadFacts Thread { get; init; }

    /// <summary>Who the bot talks to.</summary>
    public PersonFacts Visitor { get; init; } = PersonFacts.Nobody;

    /// <summary>As whom the bot speaks.</summary>
    public PersonFacts Agent { get; init; } = PersonFacts.Nobody;

    /// <summary>The message; null: there is none, something happened.</summary>
    public MessageFacts? Message { get; init; }

    /// <summary>What happened; null: nothing, there is a message.</summary>
    public EventFacts? Event { get; init; }

    /// <summary>What the visitor says, of several pieces joined.</summary>
    public string Text { get; init; } = "";

    /// <summary>How often the visitor has said this lately, this time counted; 0: nothing was said.</summary>
    public int Repeats { get; init; }

    /// <summary>How the message sounds; null: as usual.</summary>
    public string? Mood { get; init; }

    /// <summary>Who has the conversation: <c>Bot</c>, <c>Human</c> …</summary>
    public string Owner { get; init; } = "";
}

/// <summary>A conversation.</summary>
/// <param name="Extra">JSON, or empty.</param>
internal sealed record ThreadFacts(string Uid, string Topic, string Type, string State = "", string Channel = "", string Extra = "")
{
    /// <summary>Whether a visitor talks to the organisation here: elsewhere only rules that name the type answer.</summary>
    public bool IsCustomerService { get; init; } = true;
}

/// <summary>Somebody.</summary>
/// <param name="Extra">JSON, or empty.</param>
internal sealed record PersonFacts(string Uid, string Nickname, string Avatar, string Type, string Extra)
{
    /// <summary>Nobody is known.</summary>
    public static PersonFacts Nobody { get; } = new("", "", "", "", "");
}

/// <summary>A message.</summary>
internal sealed record MessageFacts(string Uid, string Type, string Content, string CreatedAt, string Channel);

/// <summary>Something that happened.</summary>
/// <param name="Name">The name that rules wait for.</param>
/// <param name="Argument">What stands in its brackets.</param>
/// <param name="Data">What came with it.</param>
internal sealed record EventFacts(string Name, string? Argument = null, JsonObject? Data = null);
