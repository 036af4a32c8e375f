using Weiyu.Bot.Core;
using Weiyu.Knowledge;

namespace Weiyu.Bot.Pipeline;

/// <summary>One thing to handle in one conversation (a message or an event), and what comes of it.</summary>
internal sealed class TurnContext
{
    private readonly List<Effect> _effects = [];

    /// <summary>The uid of the message, or the event's own: what every uid that the turn sends is derived from.</summary>
    public required string CauseUid { get; set; }

    /// <summary>The message; null when the turn is an event's.</summary>
    public Wire.Message? Message { get; set; }

    /// <summary>The event; null when the turn is a message's.</summary>
    public BotEvent? Event { get; init; }

    /// <summary>The conversation's thread as last seen.</summary>
    public required Wire.Thread Thread { get; init; }

    /// <summary>The conversation's state: a working copy, kept only if the turn ends well.</summary>
    public required ConversationState State { get; init; }

    /// <summary>Who the bot is.</summary>
    public required BotIdentity Bot { get; init; }

    /// <summary>The time of the turn; the same for all its handlers.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Sends what is worth nothing later: TYPING and receipts.</summary>
    public required ISignals Signals { get; init; }

    /// <summary>What the handlers thought, for <c>why</c>.</summary>
    public required Decision Decision { get; init; }

    /// <summary>True when the message is older than the configured age: it may be recorded, not answered.</summary>
    public bool TooOld { get; init; }

    /// <summary>
    /// The text to answer: that of the message, or of several fragments joined by line feeds; empty for events and where there is nothing to read.
    /// </summary>
    public string Text { get; set; } = "";

    /// <summary>The language of the folder of rules, for as long as nothing tells the visitor's; null: nobody said.</summary>
    public string? DefaultLocale { get; set; }

    /// <summary>The language to speak: the visitor's, or else the folder's.</summary>
    public string? Locale => State.Locale ?? DefaultLocale;

    /// <summary>Where a message is no question but says what the visitor thinks (a rating, a reaction): the event that rules hear of.</summary>
    public BotEvent? Feedback { get; set; }

    /// <summary>The uids of all messages that the turn answers (fragments); the last one is <see cref="CauseUid"/>.</summary>
    public List<string> Answers { get; } = [];

    /// <summary>Where a rule leaves the answer to knowledge or a model: what it wants of them.</summary>
    public AnswerRequest? AnswerRequest { get; set; }

    /// <summary>What knowledge found for a model to answer from, best first; null when nobody looked.</summary>
    public IReadOnlyList<Passage>? Passages { get; set; }

    /// <summary>How those who may interrupt the turn see it; null: nobody does.</summary>
    public RunningTurn? Running { get; init; }

    /// <summary>Where something asks for a human: what it says.</summary>
    public HandoffRequest? HandoffRequest { get; set; }

    /// <summary>Where the visitor leaves a message or wants to be rung: what was gathered.</summary>
    public LeftMessage? LeftMessage { get; set; }

    /// <summary>Whether a human was called and has not come yet.</summary>
    public bool HumanIsCalled => State.Ownership.Owner == Owner.Waiting;

    /// <summary>What the turn causes so far, in order.</summary>
    public IReadOnlyList<Effect> Effects => _effects;

    /// <summary>True once something for the visitor is among the effects.</summary>
    public bool HasReply => _effects.Exists(e => e is SendMessage { To: null, IsPreface: false });

    /// <summary>Changes the owner of the conversation, if what happened means anything to the present one; the decision record says so.</summary>
    /// <returns>Whether somebody else owns it now.</returns>
    public bool Own(OwnershipTrigger trigger, string reason, string? agentUid = null)
    {
        var before = State.Ownership.Owner;
        if (!State.Own(trigger, Now, reason, agentUid)) return false;
        Decision.Note("Ownership", $"{before} → {State.Ownership.Owner}: {reason}");
        return true;
    }

    /// <summary>Adds an effect.</summary>
    public void Add(Effect effect) => _effects.Add(effect);

    /// <summary>Adds a TEXT reply.</summary>
    public void Say(string text) => Add(new SendMessage(Client.Messages.MessageTypes.Text, text));

    /// <summary>Takes back what would be said to the visitor; tags, notes and variables stay.</summary>
    public void Hush() => _effects.RemoveAll(e => e is SendMessage { To: null });

    /// <summary>Makes the first reply wait, so that the visitor sees it being typed; the others follow in order anyway.</summary>
    public void DelayFirstReply(TimeSpan delay)
    {
        var first = _effects.FindIndex(e => e is SendMessage { To: null });
        if (first >= 0 && _effects[first] is SendMessage send && send.Delay < delay) _effects[first] = send with { Delay = delay };
    }

    /// <summary>Takes back what was added since <paramref name="count"/> effects (a rule that fails half-way).</summary>
    public void RollBackTo(int count) => _effects.RemoveRange(count, _effects.Count - count);
}

/// <summary>A rule's <c>answer:</c>.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="From">The folder of the knowledge below the rules folder; empty: all.</param>
/// <param name="MinScore">From 0 to 1; null: the default.</param>
/// <param name="Deadline">How long the whole answer may take; null: the default.</param>
/// <param name="Else">The id of the rule that answers otherwise, or <c>fallback</c>.</param>
internal sealed record AnswerRequest(string RuleId, string From, double? MinScore, TimeSpan? Deadline, string Else)
{
    /// <summary>The tools (declared by the rules) that a model may call for this answer; empty: none.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];
}

/// <summary>A wish for a human.</summary>
/// <param name="Reason">Why, in words for the decision record and the human.</param>
/// <param name="To">An agent's or work group's name or uid from the rules; empty: the default.</param>
/// <param name="Timeout">How long to wait for a human; null: the default.</param>
/// <param name="Else">What to do when nobody comes: <c>leave-message</c>, <c>call-back</c>, a rule's id; empty: the default.</param>
/// <param name="Say">What the visitor is told when humans are called; null: the usual words. Where nobody is at work, that is said instead.</param>
internal sealed record HandoffRequest(string Reason, string To = "", TimeSpan? Timeout = null, string Else = "", string? Say = null)
{
    /// <summary>What a form has gathered so far; null: nothing.</summary>
    public System.Text.Json.Nodes.JsonObject? Gathered { get; init; }
}

/// <summary>What a visitor leaves for a human.</summary>
/// <param name="Kind">A message, or the wish to be rung.</param>
/// <param name="Values">What was gathered: message, contact, name; time, contact.</param>
internal sealed record LeftMessage(Weiyu.Rules.Model.LeaveKind Kind, System.Text.Json.Nodes.JsonObject Values);
