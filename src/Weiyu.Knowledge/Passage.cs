namespace Weiyu.Knowledge;

/// <summary>A piece of knowledge that a question found.</summary>
/// <param name="Id">Stable while its file keeps its headings or ids: <c>returns.zh.md#退货期限</c>, with <c>/2</c> and so on for the further parts of a long section.</param>
/// <param name="Source">Where it stands: <c>file#heading</c> or <c>file#id</c>, relative to the knowledge folder.</param>
/// <param name="Title">What to call it before a visitor: the headings, or the question.</param>
/// <param name="Text">What it says, plain text.</param>
public sealed record Passage(string Id, string Source, string Title, string Text)
{
    /// <summary>The answer as a person wrote it to be sent; null where the passage is running text.</summary>
    public string? Answer { get; init; }

    /// <summary>The question that it answers (of several, the one most like the visitor's); null for running text.</summary>
    public string? Question { get; init; }

    /// <summary>The last of the headings above it, or its first question: what to call it in a list.</summary>
    public string Heading { get; init; } = "";

    /// <summary>Its first words, to tell it from others of the same name.</summary>
    public string Opening => KnowledgeEntry.FirstWords(Answer ?? Text);

    /// <summary>Its language: <c>zh</c>, <c>en</c> …</summary>
    public string Locale { get; init; } = "";

    /// <summary>Its tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>How sure it is that this answers the question: 0 nothing in common, 1 the very question. Comparable between questions.</summary>
    public double Score { get; init; }

    /// <summary>How far the next passage of another source is behind, from 0 to 1.</summary>
    public double Margin { get; init; }

    /// <summary>How the score came about.</summary>
    public PassageWhy Why { get; init; } = PassageWhy.None;
}

/// <summary>How a score came about.</summary>
/// <param name="Matched">The question's words that the passage has, with how they were found where not literally (<c>refudn≈refund</c>).</param>
/// <param name="Missed">The question's words that it lacks.</param>
/// <param name="Fields">Where they were found: <c>question</c>, <c>title</c>, <c>text</c>, <c>embedding</c>.</param>
/// <param name="Components">The parts of the score, each from 0 to 1.</param>
public sealed record PassageWhy(
    IReadOnlyList<string> Matched, IReadOnlyList<string> Missed, IReadOnlyList<string> Fields, IReadOnlyDictionary<string, double> Components)
{
    /// <summary>No reason.</summary>
    public static PassageWhy None { get; } = new([], [], [], new Dictionary<string, double>());
}

/// <summary>What to look for.</summary>
public sealed record KnowledgeQuery
{
    /// <summary>The visitor's words.</summary>
    public required string Text { get; init; }

    /// <summary>The language to prefer; null: that of the text.</summary>
    public string? Locale { get; init; }

    /// <summary>A folder or file below the rules folder (<c>knowledge/returns</c>); empty: everything.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Only passages with one of these tags; empty: all.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The most passages to return. From 1 to 50.</summary>
    public int Top { get; init; } = 5;

    /// <summary>The time that validity dates are compared with; null: now.</summary>
    public DateTimeOffset? Now { get; init; }
}
