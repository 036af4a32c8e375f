using System.Text.Json.Nodes;
using Weiyu.Rules.Grammar;

namespace Weiyu.Rules.Model;

/// <summary>One conversation of a <c>tests:</c> section.</summary>
/// <param name="Name">For people.</param>
/// <param name="At">Where it stands.</param>
internal sealed record RuleTest(string Name, Position At)
{
    /// <summary>When it begins; null: a Wednesday morning in working hours.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>When it begins, by the calendar's wall clock; null: <see cref="StartsAt"/> says so.</summary>
    public DateTime? StartsAtWall { get; init; }

    /// <summary>The visitor's language; null: detected or the default.</summary>
    public string? Locale { get; init; }

    /// <summary>Fields of the thread (type, channel, state, extra …).</summary>
    public JsonObject Thread { get; init; } = [];

    /// <summary>Fields of the visitor (uid, nickname, extra …).</summary>
    public JsonObject Visitor { get; init; } = [];

    /// <summary>Variables at the beginning.</summary>
    public JsonObject Vars { get; init; } = [];

    /// <summary>What tools answer, by their names; a list is used one by one.</summary>
    public JsonObject Mock { get; init; } = [];

    /// <summary>What happens and what is expected.</summary>
    public IReadOnlyList<TestStep> Steps { get; init; } = [];
}

/// <summary>A step of a test.</summary>
/// <param name="At">Where it stands.</param>
internal abstract record TestStep(Position At);

/// <summary>The visitor writes, or sends a message of another type.</summary>
internal sealed record UserStep(Position At, string Type, JsonNode? Content) : TestStep(At);

/// <summary>The visitor picks an option of the last offer: its number (from 1), title or value.</summary>
internal sealed record ChooseStep(Position At, IReadOnlyList<string> Picks) : TestStep(At);

/// <summary>A human agent writes.</summary>
internal sealed record AgentStep(Position At, string Text) : TestStep(At);

/// <summary>Something happens.</summary>
internal sealed record EventStep(Position At, string Name, string? Argument, JsonObject? Data) : TestStep(At);

/// <summary>Time passes; timers that are due ring.</summary>
internal sealed record WaitStep(Position At, TimeSpan Time) : TestStep(At);

/// <summary>What the bot must have done since the last step that was no expectation.</summary>
internal sealed record BotStep(Position At, Expectation Expected) : TestStep(At);

/// <summary>What is expected of the bot; null or empty: not looked at.</summary>
internal sealed record Expectation
{
    /// <summary>The rule that answered.</summary>
    public string? Rule { get; init; }

    /// <summary>Each is contained in something that was said; <c>/…/</c> is an expression; <c>=…</c> the whole text.</summary>
    public IReadOnlyList<string> Says { get; init; } = [];

    /// <summary>None is contained in anything that was said.</summary>
    public IReadOnlyList<string> SaysNot { get; init; } = [];

    /// <summary>The slot that was asked for.</summary>
    public string? Asks { get; init; }

    /// <summary>The types of messages that were sent.</summary>
    public IReadOnlyList<string> Sends { get; init; } = [];

    /// <summary>The tools that were called, with (some of) their arguments; null: any.</summary>
    public IReadOnlyList<(string Tool, JsonObject? Arguments)> Calls { get; init; } = [];

    /// <summary>Whether a human is asked for; a text: whom.</summary>
    public string? Handoff { get; init; }

    /// <summary>Tags that must be set (<c>!x</c>: not set).</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Variables and their values.</summary>
    public IReadOnlyList<(string Name, string Value)> Vars { get; init; } = [];

    /// <summary>Whether nothing may have been sent.</summary>
    public bool? Silent { get; init; }

    /// <summary>Whether the conversation must have been closed.</summary>
    public bool? Closes { get; init; }

    /// <summary>Where knowledge is to be asked: the folder, or empty for any.</summary>
    public string? Answer { get; init; }
}
