using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model.Conditions;


namespace Weiyu.Rules.Model;

/// <summary>One rule: when, and what then.</summary>
/// <param name="Id">Unique in the folder.</param>
/// <param name="At">Where it begins.</param>
internal sealed record Rule(string Id, Position At)
{
    /// <summary>Its place among all rules by priority and file order, from 0; the lower one is asked first.</summary>
    public int Order { get; set; }

    /// <summary>Higher first.</summary>
    public int Priority { get; init; }

    /// <summary>What must happen.</summary>
    public RuleEvent Event { get; init; } = RuleEvent.Message;

    /// <summary>What the message must say; null: anything.</summary>
    public Trigger? When { get; init; }

    /// <summary>What else must hold.</summary>
    public Condition? If { get; init; }

    /// <summary>From when it answers, by the calendar's clock; null: always did.</summary>
    public DateTime? From { get; init; }

    /// <summary>Until when it answers, by the calendar's clock; a day with all its hours; null: for good.</summary>
    public DateTime? Until { get; init; }

    /// <summary>How often.</summary>
    public Limit? Limit { get; init; }

    /// <summary>The rest between two uses in one conversation.</summary>
    public TimeSpan? Cooldown { get; init; }

    /// <summary>What it does, in order.</summary>
    public IReadOnlyList<RuleStep> Steps { get; init; } = [];

    /// <summary>Whether further rules are looked at afterwards.</summary>
    public bool Continue { get; init; }

    /// <summary>Whether more may follow (a greeting): the message then waits for the rest of its sentence, however well it matches.</summary>
    public bool Wait { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>How long its form waits for the visitor; null: the folder's setting.</summary>
    public TimeSpan? FormTimeout { get; init; }

    /// <summary>Whether its form shows all answers and asks for a yes; null: the folder's setting.</summary>
    public bool? FormSummary { get; init; }

    /// <summary>Whether its <c>if</c> asks who has the conversation: then it is meant for those moments.</summary>
    public bool AsksForOwner => If?.Parts.Any(p => p is FieldIs { Path: "owner" }) ?? false;

    /// <summary>The thread types that it names in its <c>if</c>; empty: those of customer service.</summary>
    public IReadOnlyList<string> ThreadTypes { get; init; } = [];

    /// <summary>All its steps with those inside blocks.</summary>
    public IEnumerable<RuleStep> AllSteps => Steps.SelectMany(Flatten);

    private static IEnumerable<RuleStep> Flatten(RuleStep step) => step is BlockStep block ? block.Steps.SelectMany(Flatten).Prepend(step) : [step];
}

/// <summary>What a rule waits for.</summary>
/// <param name="Name">One of the constants here.</param>
/// <param name="After">For <c>silence</c>: how long.</param>
internal sealed record RuleEvent(string Name, TimeSpan? After = null)
{
    public const string MessageName = "message";
    public const string OpenedName = "thread.opened";
    public const string ClosedName = "thread.closed";
    public const string SilenceName = "silence";
    public const string RatingName = "rating";
    public const string ReactionName = "reaction";
    public const string MoodName = "mood";
    public const string CalledName = "called";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [MessageName, OpenedName, ClosedName, SilenceName, RatingName, ReactionName, MoodName, CalledName];

    /// <summary>A message of the visitor.</summary>
    public static RuleEvent Message { get; } = new(MessageName);

    /// <summary>An event that could not be read: nothing is waited for.</summary>
    public static RuleEvent Broken { get; } = new("broken");

    /// <summary>Only when another rule names it.</summary>
    public static RuleEvent Called { get; } = new(CalledName);
}

/// <summary><c>limit: 1/thread/day</c>.</summary>
/// <param name="Count">How often.</param>
/// <param name="Scope">thread: anew whenever the conversation is opened again (unless a period is given); visitor: for ever.</param>
/// <param name="Period">Within which period; null: no period.</param>
internal sealed record Limit(int Count, LimitScope Scope, LimitPeriod? Period);

/// <summary>In what a limit counts.</summary>
internal enum LimitScope
{
    /// <summary>A conversation, from its opening.</summary>
    Thread,

    /// <summary>A visitor.</summary>
    Visitor,
}

/// <summary>The period of a limit, by the calendar's clock.</summary>
internal enum LimitPeriod
{
    Minute,
    Hour,
    Day,
    Week,
    Month,
}
