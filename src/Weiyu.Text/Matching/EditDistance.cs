namespace Weiyu.Text.Matching;

/// <summary>Edits between words: a letter inserted, left out, replaced, or two neighbours swapped (optimal string alignment).</summary>
public static class EditDistance
{
    /// <summary>Whether one becomes the other by at most <paramref name="limit"/> edits. Words longer than 64 are compared as they are.</summary>
    public static bool IsWithin(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) > limit) return false;
        if (limit == 0 || a.Length > 64 || b.Length > 64) return a.SequenceEqual(b);
        Span<int> before = stackalloc int[65];
        Span<int> last = stackalloc int[65];
        Span<int> row = stackalloc int[65];
        for (var j = 0; j <= b.Length; j++) last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                var best = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) best = Math.Min(best, before[j - 2] + 1);
                row[j] = best;
                least = Math.Min(least, best);
            }

            if (least > limit) return false;
            var free = before;
            before = last;
            last = row;
            row = free;
        }

        return last[b.Length] <= limit;
    }
}
