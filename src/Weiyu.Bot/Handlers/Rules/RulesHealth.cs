using Weiyu.Bot.Telemetry;
using Weiyu.Rules;

namespace Weiyu.Bot.Handlers.Rules;

/// <summary>Tells which rules are in force, and why a changed folder is not.</summary>
internal sealed class RulesHealth(RuleBookSource source) : IHealthSource
{
    /// <inheritdoc/>
    public IEnumerable<HealthPart> Parts()
    {
        var refusal = source.LastProblems.FirstOrDefault(p => p.Severity == ProblemSeverity.Error);
        var rules = $"version {source.Current.Version}: {source.Current.Rules.Count} rules";

        // The old rules answer: the bot is ready all the same.
        yield return new HealthPart("rules", refusal is null, refusal is null ? rules : $"the changed folder is refused, {rules} stay in force: {refusal}", IsRequired: false);
    }
}
