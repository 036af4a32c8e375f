using Weiyu.Bot.Handlers.Rules;
using Weiyu.Bot.Handlers.Tools;
using Weiyu.Rules.Linting;
using Weiyu.Rules.Loading;
using Weiyu.Rules.Model;

namespace Weiyu.Bot.Simulation;

/// <summary>Lets a folder pass when reading and lint found no error and its tests pass.</summary>
internal sealed class RuleGate(IConfiguration configuration) : IRuleGate
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<RuleProblem>> CheckAsync(RuleBook book, LoadResult result, CancellationToken cancellationToken)
    {
        var findings = RuleLint.Check(book, result, new ToolSecrets(configuration).MissingIn);
        if (book.Tests.Count == 0 || findings.Any(f => f.Severity == ProblemSeverity.Error)) return findings;
        await using var tester = new RuleTester(book, configuration);
        return
        [
            .. findings,
            .. (await tester.RunAsync(cancellationToken)).Where(r => !r.Passed).Select(r => new RuleProblem(
                r.FailedAt!.Value.File, r.FailedAt.Value.Line, r.FailedAt.Value.Column, ProblemSeverity.Error, "test-failed", $"The test '{r.Test.Name}' fails: {r.Difference}.",
                "Mend the rule or the test; `rules test` shows more.")),
        ];
    }
}
