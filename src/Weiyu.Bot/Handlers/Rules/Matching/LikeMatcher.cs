using Weiyu.Bot.Handlers.Rules.Model;

namespace Weiyu.Bot.Handlers.Rules.Matching;

/// <summary>Finds the rule whose examples a message is like.</summary>
internal sealed class LikeMatcher
{
    private readonly List<(string RuleId, HashSet<int> Pairs)> _examples = [];

    /// <summary>Learns the examples of all rules.</summary>
    public LikeMatcher(IEnumerable<Rule> rules)
    {
        foreach (var rule in rules)
        {
            foreach (var example in rule.When?.Like ?? []) _examples.Add((rule.Id, PairsOf(TextForms.Normalize(example))));
        }
    }

    /// <summary>Whether there is anything to compare with.</summary>
    public bool IsEmpty => _examples.Count == 0;

    /// <summary>The rules that a message is like, best first; those that are too unlike are left out.</summary>
    public IReadOnlyList<(string RuleId, double Score, bool Sure)> Rank(string text)
    {
        var pairs = PairsOf(TextForms.Normalize(text));
        if (pairs.Count == 0) return [];
        return
        [
            .. _examples.GroupBy(e => e.RuleId, e => 2.0 * pairs.Count(e.Pairs.Contains) / (pairs.Count + e.Pairs.Count))
                .Select(g => (RuleId: g.Key, Score: g.Max(), Sure: g.Max() >= 0.5))
                .Where(g => g.Score > 0.2).OrderByDescending(g => g.Score).Take(5),
        ];
    }

    private static HashSet<int> PairsOf(string text)
    {
        var pairs = new HashSet<int>();
        for (var i = 0; i + 1 < text.Length; i++) pairs.Add((text[i] << 16) | text[i + 1]);
        return pairs;
    }
}
