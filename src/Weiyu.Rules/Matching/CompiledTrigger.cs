using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;

namespace Weiyu.Rules.Matching;

/// <summary>A trigger with its keywords as numbers of the automaton.</summary>
internal sealed class CompiledTrigger
{
    public required int[] Any { get; init; }

    public required RegexPattern[] AnyRegex { get; init; }

    public required (int[] Keywords, RegexPattern[] Regexes)[] All { get; init; }

    public required int[] None { get; init; }

    public required RegexPattern[] NoneRegex { get; init; }

    public required string[] Exact { get; init; }

    public required RegexPattern[] ExactRegex { get; init; }

    public required Trigger Source { get; init; }

    /// <summary>Whether one of several alternatives must hold.</summary>
    public bool HasAlternatives => Any.Length > 0 || AnyRegex.Length > 0 || Exact.Length > 0 || ExactRegex.Length > 0 || Source.Like.Count > 0;
}
