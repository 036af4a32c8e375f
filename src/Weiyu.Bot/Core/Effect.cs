using System.Text.Json.Nodes;

namespace Weiyu.Bot.Core;

/// <summary>Something that a turn causes outside the process. All effects of a turn are committed in one transaction with its state, then carried out in order.</summary>
internal abstract record Effect;

/// <summary>
/// A message to send. Its uid is derived from the turn's cause and the effect's ordinal, so that a repeated turn repeats the uid.
/// </summary>
/// <param name="Type">The message type, see <c>MessageTypes</c>.</param>
/// <param name="Content">The content as it goes on the wire: text, or a JSON object by type.</param>
internal sealed record SendMessage(string Type, string Content) : Effect
{
    /// <summary>The thread to send to; null: the turn's own.</summary>
    public Wire.Thread? To { get; init; }

    /// <summary>How long to wait before sending, for a humane pace.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>
    /// Whether it may be sent while a human owns the conversation. Only what the human asked for (a hand-off's notice to them,
    /// an answer to a command of theirs) says true; everything else is withdrawn when a human takes over.
    /// </summary>
    public bool EvenWhenHumanOwns { get; init; }

    /// <summary>Whether it only comes before an answer (a colleague has left, a transfer was accepted) and is none itself.</summary>
    public bool IsPreface { get; init; }

    /// <summary>Further members for the message's <c>extra</c> JSON.</summary>
    public JsonObject? Extra { get; init; }

    /// <summary>The plain text a person reads, where the content is a JSON object; kept in the conversation's recent turns.</summary>
    public string? PlainText { get; init; }
}

/// <summary>A call to the server (or a webhook) that must happen once, in order with the conversation's messages.</summary>
/// <param name="Kind">One of <see cref="ServerActions"/>.</param>
/// <param name="Arguments">By kind.</param>
internal sealed record ServerAction(string Kind, JsonObject Arguments) : Effect;

/// <summary>The kinds of <see cref="ServerAction"/>.</summary>
internal static class ServerActions
{
    /// <summary>Closes the thread. Arguments: uid, topic.</summary>
    public const string CloseThread = "thread.close";

    /// <summary>Sets the thread's tags on the server. Arguments: uid, tags (array of strings).</summary>
    public const string UpdateTags = "thread.tags";

    /// <summary>Sets the thread's note on the server. Arguments: uid, note.</summary>
    public const string UpdateNote = "thread.note";

    /// <summary>Accepts a queued thread. Arguments: uid, topic.</summary>
    public const string AcceptThread = "thread.accept";

    /// <summary>Sets the agent's status. Arguments: status.</summary>
    public const string AgentStatus = "agent.status";

    /// <summary>Posts JSON to a URL. Arguments: url, body, headers (object, optional).</summary>
    public const string Webhook = "webhook";
}

/// <summary>Starts a durable timer of the conversation; one with the same name is replaced. When it is due, a turn with the event <c>timer</c> begins.</summary>
/// <param name="Name">Unique within the conversation.</param>
/// <param name="Due">When.</param>
/// <param name="Data">Given back in the event.</param>
internal sealed record StartTimer(string Name, DateTimeOffset Due, string? Data = null) : Effect;

/// <summary>Cancels the conversation's timer of that name, if there is one.</summary>
internal sealed record CancelTimer(string Name) : Effect;

/// <summary>Takes back what the conversation has not sent yet: a human took over, or the question was recalled.</summary>
/// <param name="Reason">Why, for the outbox.</param>
/// <param name="Cause">Only what this message caused; null: everything.</param>
internal sealed record WithdrawReplies(string Reason, string? Cause = null) : Effect
{
    /// <summary>Whether the questions that lose their answers wait for one, should the bot come back.</summary>
    public bool IsUnanswered { get; init; }
}
