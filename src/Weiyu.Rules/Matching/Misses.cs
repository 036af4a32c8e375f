using System.Globalization;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Intents;
using Weiyu.Rules.Model;

namespace Weiyu.Rules.Matching;

/// <summary>By how little a rule's words missed a message: for <c>rules why</c>, which may take its time.</summary>
internal static class Misses
{
    private const double Near = 0.3;

    /// <summary>What is missing, or what came nearest; empty when nothing came near.</summary>
    /// <param name="trigger">The rule's words.</param>
    /// <param name="input">The message.</param>
    /// <param name="like">How like its examples the message is.</param>
    public static string Detail(Trigger trigger, MatchInput input, LikeRank like)
    {
        var alternatives = trigger.Any.Concat(trigger.Exact).ToList();
        if (!alternatives.Exists(p => IsIn(p, input)) && alternatives.OfType<KeywordPattern>().Select(k => (k.Source, Score: Similarity.Best(input.Normal, k.Text))).OrderByDescending(k => k.Score).FirstOrDefault() is { Score: > Near } nearest)
            return $"; the nearest is '{nearest.Source}'";
        if (trigger.Like.Count > 0 && alternatives.Count == 0)
        {
            return like.RuleId is null ? "" : string.Create(CultureInfo.InvariantCulture, $" ({like.Score:0.00}{(like.First ? trigger.LikeScore is { } wanted ? $", wanted {wanted:0.00}" : ", not enough" : ", less than another rule")})");
        }

        var missing = trigger.All.Where(group => !group.Any(p => IsIn(p, input))).Select(group => string.Join(" / ", group.Take(4).Select(p => $"'{p.Source}'")) + (group.Count > 4 ? " …" : "")).ToList();
        return missing.Count > 0 ? $": {string.Join(" and ", missing)} {(missing.Count > 1 ? "are" : "is")} missing" : "";
    }

    private static bool IsIn(Pattern pattern, MatchInput input) => pattern switch
    {
        KeywordPattern keyword => input.Normal.Contains(keyword.Text, StringComparison.Ordinal),
        RegexPattern regex => regex.Regex.IsMatch(input.Normal) || regex.Regex.IsMatch(input.Text),
        _ => false,
    };
}
