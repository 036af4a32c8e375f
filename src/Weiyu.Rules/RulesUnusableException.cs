namespace Weiyu.Rules;

/// <summary>The rules folder can't be used; the message lists every mistake with its place and cure.</summary>
internal sealed class RulesUnusableException(string folder, IReadOnlyList<RuleProblem> problems)
    : Exception($"The rules in '{folder}' can't be used:{Environment.NewLine}{string.Join(Environment.NewLine, problems.Where(p => p.Severity == ProblemSeverity.Error))}")
{
    /// <summary>All mistakes.</summary>
    public IReadOnlyList<RuleProblem> Problems { get; } = problems;
}
