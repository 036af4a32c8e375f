namespace Weiyu.Text.Matching;

/// <summary>Finds the name that somebody meant.</summary>
public static class Nearest
{
    private const int MaxShown = 40;

    /// <summary>The candidate that is closest to <paramref name="word"/>, case ignored, if any is close enough to be a slip of the keys: a third of its letters.</summary>
    public static string? Of(string word, IEnumerable<string> candidates)
    {
        string? best = null;
        var small = word.ToLowerInvariant();
        var bestDistance = Math.Max(1, word.Length / 3) + 1;
        foreach (var candidate in candidates)
        {
            if (Math.Abs(candidate.Length - word.Length) >= bestDistance) continue;
            var distance = EditDistance.Of(small, candidate.ToLowerInvariant(), bestDistance);
            if (distance < bestDistance) (best, bestDistance) = (candidate, distance);
        }

        return best;
    }

    /// <summary>"Did you mean …?" or the list of what there is, of which at most 40 are named.</summary>
    public static string Advice(string word, IReadOnlyCollection<string> candidates)
    {
        if (Of(word, candidates) is { } near) return $"Did you mean '{near}'?";
        if (candidates.Count == 0) return "There is none yet: define it first.";
        var shown = candidates.Distinct().Order(StringComparer.Ordinal).Take(MaxShown).ToList();
        return $"Use one of: {string.Join(", ", shown)}{(candidates.Count > shown.Count ? " …" : "")}.";
    }
}
