using Weiyu.Rules.Grammar;

namespace Weiyu.Rules.Model;

/// <summary>
/// A rule's <c>when</c>. <see cref="Any"/>, <see cref="Exact"/> and <see cref="Like"/> are alternatives: one of them must hold where there are any.
/// <see cref="All"/> must all hold, none of <see cref="None"/> may, and the type must be one of <see cref="Types"/>.
/// </summary>
internal sealed record Trigger(Position At)
{
    /// <summary>One of these.</summary>
    public IReadOnlyList<Pattern> Any { get; init; } = [];

    /// <summary>All of these; each is a group of alternatives (a word list) or a group of one.</summary>
    public IReadOnlyList<IReadOnlyList<Pattern>> All { get; init; } = [];

    /// <summary>None of these.</summary>
    public IReadOnlyList<Pattern> None { get; init; } = [];

    /// <summary>The whole message is one of these; keywords are compared without sentence marks at the ends.</summary>
    public IReadOnlyList<Pattern> Exact { get; init; } = [];

    /// <summary>Examples of what is meant.</summary>
    public IReadOnlyList<string> Like { get; init; } = [];

    /// <summary>How sure the recogniser must be, from 0 to 1; null: its own measure.</summary>
    public double? LikeScore { get; init; }

    /// <summary>Message types; empty: whatever has a text.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Only when no other rule matches.</summary>
    public bool Otherwise { get; init; }

    /// <summary>Whether typos and homophones count.</summary>
    public bool Fuzzy { get; init; }

    /// <summary>Whether the message's text decides.</summary>
    public bool HasText => Any.Count > 0 || All.Count > 0 || Exact.Count > 0 || Like.Count > 0;
}
