namespace Weiyu.Bot.Handlers.Rules.Loading;

/// <summary>Finds the name that somebody meant.</summary>
internal static class Nearest
{
    private const int MaxShown = 40;

    /// <summary>The candidate that is closest to <paramref name="word"/>, if any is close enough to be a slip of the keys.</summary>
    public static string? Of(string word, IEnumerable<string> candidates)
    {
        string? best = null;
        var bestDistance = Math.Max(1, word.Length / 3) + 1;
        foreach (var candidate in candidates)
        {
            if (Math.Abs(candidate.Length - word.Length) >= bestDistance) continue;
            var distance = Distance(word, candidate);
            if (distance < bestDistance) (best, bestDistance) = (candidate, distance);
        }

        return best;
    }

    /// <summary>"Did you mean …?" or the list of what there is.</summary>
    public static string Advice(string word, IReadOnlyCollection<string> candidates)
    {
        if (Of(word, candidates) is { } near) return $"Did you mean '{near}'?";
        if (candidates.Count == 0) return "There is none yet: define it first.";
        var shown = candidates.Distinct().Order(StringComparer.Ordinal).Take(MaxShown).ToList();
        return $"Use one of: {string.Join(", ", shown)}{(candidates.Count > shown.Count ? " …" : "")}.";
    }

    /// <summary>Edits between two words (insert, delete, replace, swap of neighbours), case ignored.</summary>
    public static int Distance(string a, string b)
    {
        var (before, previous, current) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++) previous[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                current[j] = Math.Min(Math.Min(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 2]) && char.ToLowerInvariant(a[i - 2]) == char.ToLowerInvariant(b[j - 1]))
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
            }

            (before, previous, current) = (previous, current, before);
        }

        return previous[b.Length];
    }
}
