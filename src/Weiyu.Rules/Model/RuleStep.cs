using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model.Conditions;
using Weiyu.Rules.Templates;

namespace Weiyu.Rules.Model;

/// <summary>One thing that a rule does.</summary>
/// <param name="At">Where it stands.</param>
internal abstract record RuleStep(Position At);

/// <summary>Several steps under a condition (an item of <c>do:</c>).</summary>
internal sealed record BlockStep(Position At, Condition? If, IReadOnlyList<RuleStep> Steps) : RuleStep(At);

/// <summary>Says a text.</summary>
internal sealed record SayStep(Position At, LocalizedText Text) : RuleStep(At);

/// <summary>Sends a message of another type.</summary>
/// <param name="At">Where it stands.</param>
/// <param name="Type">The message type.</param>
/// <param name="Content">Its content: an object by type, or a text.</param>
/// <param name="Options">What the visitor can pick, in order; empty where nothing can be picked.</param>
internal sealed record SendStep(Position At, string Type, JsonTemplate Content, IReadOnlyList<OfferedOption> Options) : RuleStep(At);

/// <summary>An option of a CHOICE, a BUTTON or a WELCOME.</summary>
/// <param name="Title">What the visitor sees.</param>
/// <param name="Value">What it stands for; null: its title.</param>
/// <param name="Goto">The rule that answers it; null: whichever matches the value.</param>
internal sealed record OfferedOption(JsonTemplate Title, JsonTemplate? Value, string? Goto);

/// <summary>Asks for something, slot by slot.</summary>
internal sealed record AskStep(Position At, IReadOnlyList<Slot> Slots) : RuleStep(At);

/// <summary>Calls a tool.</summary>
internal sealed record CallStep(Position At, string Tool, JsonTemplate Arguments, TimeSpan? Timeout, string? Else, string As) : RuleStep(At);

/// <summary>Sets variables.</summary>
internal sealed record SetStep(Position At, IReadOnlyList<(string Name, JsonTemplate Value)> Values) : RuleStep(At);

/// <summary>Sets and removes tags.</summary>
internal sealed record TagStep(Position At, IReadOnlyList<string> Add, IReadOnlyList<string> Remove) : RuleStep(At);

/// <summary>Writes the thread's note.</summary>
internal sealed record NoteStep(Position At, LocalizedText Text) : RuleStep(At);

/// <summary>Goes on with another rule.</summary>
internal sealed record GotoStep(Position At, string RuleId) : RuleStep(At);

/// <summary>Asks for a human.</summary>
internal sealed record HandoffStep(Position At, string To, TimeSpan? Timeout, string Else, LocalizedText? Reason) : RuleStep(At);

/// <summary>Leaves the answer to knowledge or a model.</summary>
internal sealed record AnswerStep(Position At, string From, double? MinScore, TimeSpan? Deadline, string Else, IReadOnlyList<string> Tools) : RuleStep(At)
{
    /// <summary>What becomes of the answer when the visitor writes again before it is there; null: as configured.</summary>
    public NextQuestion? Meanwhile { get; init; }
}

/// <summary>Says nothing, on purpose.</summary>
internal sealed record SilentStep(Position At) : RuleStep(At);

/// <summary>Closes the conversation.</summary>
internal sealed record CloseStep(Position At) : RuleStep(At);

/// <summary>Invites the visitor to rate.</summary>
internal sealed record RateStep(Position At, LocalizedText? Text) : RuleStep(At);

/// <summary>Passes on what was gathered, as a message that was left or a call that is wanted.</summary>
internal sealed record LeaveStep(Position At, LeaveKind Kind) : RuleStep(At);

/// <summary>What a visitor leaves.</summary>
internal enum LeaveKind
{
    /// <summary>A message.</summary>
    Message,

    /// <summary>The wish to be rung.</summary>
    CallBack,
}
