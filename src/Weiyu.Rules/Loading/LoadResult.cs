using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;
using Weiyu.Rules.Notices;

namespace Weiyu.Rules.Loading;

/// <summary>What came of reading a folder.</summary>
/// <param name="Book">The rules; null when there are errors.</param>
/// <param name="Problems">All mistakes, by place.</param>
internal sealed record LoadResult(RuleBook? Book, IReadOnlyList<RuleProblem> Problems)
{
    /// <summary>The rules in spite of errors, as far as they could be read: for lint only.</summary>
    public RuleBook? Draft { get; init; } = Book;

    /// <summary>The word lists that nothing names.</summary>
    public IReadOnlyList<(string Name, Position At)> UnusedWords { get; init; } = [];

    /// <summary>Those that keep the folder from being used.</summary>
    public IEnumerable<RuleProblem> Errors => Problems.Where(p => p.Severity == ProblemSeverity.Error);
}
