using Weiyu.Rules.Intents;
using Weiyu.Rules.Model;

namespace Weiyu.Rules.Matching;

/// <summary>Finds the rule whose examples a message is like.</summary>
internal sealed class LikeMatcher
{
    private readonly IntentModel? _model;

    /// <summary>Learns the examples of all rules.</summary>
    public LikeMatcher(IEnumerable<Rule> rules)
    {
        var examples = rules.SelectMany(r => (r.When?.Like ?? []).Select(text => (r.Id, text))).ToList();
        if (examples.Count > 0) _model = IntentModel.Train(examples, new IntentOptions());
    }

    /// <summary>Whether there is anything to compare with.</summary>
    public bool IsEmpty => _model is null;

    /// <summary>
    /// The rules that a message is like, best first. Only the first can be meant; the score of the others says how near they are.
    /// </summary>
    public IReadOnlyList<LikeRank> Rank(string text)
    {
        if (_model is null) return [];
        var result = _model.Classify(text);
        return [.. result.Ranked.Select((r, i) => new LikeRank(r.Label, i == 0 ? result.Score : Math.Min(result.Score, r.Share), i == 0, i == 0 && result.Label is not null))];
    }
}

/// <summary>A rule that a message is like.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="Score">How sure it is, from 0 to 1.</param>
/// <param name="First">Whether no other is more likely.</param>
/// <param name="Sure">Whether it is meant, by the recogniser's own measure.</param>
internal readonly record struct LikeRank(string RuleId, double Score, bool First, bool Sure);
