using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Llm.Models;
using Weiyu.Knowledge;

namespace Weiyu.Bot.Handlers.Llm;

/// <summary>A question for the model.</summary>
internal sealed record AnswerInput
{
    /// <summary>The visitor's words.</summary>
    public required string Question { get; init; }

    /// <summary>The visitor's language; null: Chinese.</summary>
    public string? Locale { get; init; }

    /// <summary>What knowledge found, best first.</summary>
    public IReadOnlyList<Passage> Passages { get; init; } = [];

    /// <summary>What was said before, oldest first, without the question.</summary>
    public IReadOnlyList<RecentTurn> Recent { get; init; } = [];

    /// <summary>The tools that may be called, by name (<c>order.lookup</c>) or family (<c>order.*</c>).</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>The conversation; an empty one for evaluations.</summary>
    public Wire.Thread Thread { get; init; } = new();

    /// <summary>The question's uid.</summary>
    public string CauseUid { get; init; } = "";

    /// <summary>How long the whole answer may take; null: <see cref="LlmOptions.Deadline"/>.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>What the conversation has cost so far, in tokens.</summary>
    public int TokensSpent { get; init; }

    /// <summary>The values that were proven when the bot said them earlier (<see cref="Guards.Grounding.Key"/>).</summary>
    public IReadOnlyCollection<string> Proven { get; init; } = [];

    /// <summary>What was changed in this conversation, oldest first.</summary>
    public IReadOnlyList<Tools.Change> Made { get; init; } = [];
}

/// <summary>How an answer ended.</summary>
internal enum AnswerKind
{
    /// <summary>There is a reply, and it passed every check.</summary>
    Answered,

    /// <summary>The model wants to change something, and the visitor is asked first.</summary>
    Asks,

    /// <summary>The model wants a human.</summary>
    HandedOver,

    /// <summary>There was a reply, and it was not fit to be sent.</summary>
    Rejected,

    /// <summary>The question gives orders to the machine; no model was asked.</summary>
    Screened,

    /// <summary>No model answered.</summary>
    Failed,

    /// <summary>It was not there in time.</summary>
    Late,

    /// <summary>Too many others wait.</summary>
    Busy,

    /// <summary>The conversation's or the day's tokens are used up.</summary>
    OverBudget,

    /// <summary>There is no model.</summary>
    Off,
}

/// <summary>What became of a question.</summary>
/// <param name="Kind">How it ended.</param>
internal sealed record AnswerOutcome(AnswerKind Kind)
{
    /// <summary>The reply, fit to be sent; null unless answered.</summary>
    public string? Text { get; init; }

    /// <summary>Why it ended so, without content: <c>ungrounded money</c>, <c>stalled</c> …; the model's reason for a hand-over, redacted.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Of a refused reply: the sentence, the value and where that would have had to come from; holds content. Empty where there is nothing to say.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The change that waits for the visitor's yes; null: none.</summary>
    public Tools.Change? Pending { get; init; }

    /// <summary>Changes that were made in this answer.</summary>
    public IReadOnlyList<Tools.Change> Made { get; init; } = [];

    /// <summary>The values of the reply that the house proves.</summary>
    public IReadOnlyList<string> Proven { get; init; } = [];

    /// <summary>Whether all facts of the model's reply stand in its material; null where there was no reply.</summary>
    public bool? Grounded { get; init; }

    /// <summary>What it cost.</summary>
    public TokenCount Tokens { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The model that answered; empty where none did.</summary>
    public string Model { get; init; } = "";

    /// <summary>The tools that ran, in order.</summary>
    public IReadOnlyList<string> Calls { get; init; } = [];

    /// <summary>The passages that the reply names, or else all that it had.</summary>
    public IReadOnlyList<Passage> Sources { get; init; } = [];

    /// <summary>The best passage, free of orders, for when there is no reply; null when there is none.</summary>
    public Passage? Curated { get; init; }

    /// <summary>Whether the reply was remembered from an identical question.</summary>
    public bool Cached { get; init; }

    /// <summary>Whether the reply is the beginning of a longer one that the model was not allowed to finish.</summary>
    public bool Cut { get; init; }

    /// <summary>Whether the conversation is to be handed over.</summary>
    public bool HandedOver => Kind == AnswerKind.HandedOver;
}
