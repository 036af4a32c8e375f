using System.Text.RegularExpressions;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model.Conditions;
using Weiyu.Rules.Templates;

namespace Weiyu.Rules.Model;

/// <summary>One question of a form.</summary>
/// <param name="Name">The name of its value in templates.</param>
/// <param name="At">Where it stands.</param>
/// <param name="Question">What is asked.</param>
internal sealed record Slot(string Name, Position At, LocalizedText Question)
{
    /// <summary>What the value looks like; null: by <see cref="Type"/>.</summary>
    public Regex? Match { get; init; }

    /// <summary>What kind of value it is.</summary>
    public SlotType Type { get; init; }

    /// <summary>What can be picked, for <see cref="SlotType.Choice"/>.</summary>
    public IReadOnlyList<OfferedOption> Options { get; init; } = [];

    /// <summary>The least number.</summary>
    public double? Min { get; init; }

    /// <summary>The greatest number.</summary>
    public double? Max { get; init; }

    /// <summary>How many characters a text must have at least, as people count them; 0: any.</summary>
    public int MinLength { get; init; }

    /// <summary>What may come between the question and its answer; null: as the folder's forms say.</summary>
    public FormInterrupt? Interrupt { get; init; }

    /// <summary>How often it is asked before <see cref="Else"/>.</summary>
    public int Tries { get; init; } = 3;

    /// <summary>The rule for when nothing fitting was said; null: the form ends with a word of regret.</summary>
    public string? Else { get; init; }

    /// <summary>What is said before the question is asked again; null: the folder's text.</summary>
    public LocalizedText? Retry { get; init; }

    /// <summary>Asked only if this holds.</summary>
    public Condition? If { get; init; }

    /// <summary>Whether "skip" is an answer.</summary>
    public bool Optional { get; init; }

    /// <summary>Whether a value that is known from before (<c>vars</c>) is taken without asking.</summary>
    public bool Reuse { get; init; }

    /// <summary>What it is called in corrections ("change the order number to …"); empty: nothing.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];
}

/// <summary>The kinds of value that a form understands.</summary>
internal enum SlotType
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A day, kept as yyyy-MM-dd.</summary>
    Date,

    /// <summary>A mobile or fixed-line number.</summary>
    Phone,

    /// <summary>An e-mail address.</summary>
    Email,

    /// <summary>One of the options.</summary>
    Choice,

    /// <summary>A picture; the value is its URL.</summary>
    Image,
}
