namespace Weiyu.Text.Matching;

/// <summary>
/// Edits between words: a letter inserted, left out, replaced, or two neighbours swapped (optimal string alignment: no letter is edited twice).
/// Compared by UTF-16 unit; who means capitals and small letters alike folds before.
/// </summary>
public static class EditDistance
{
    private const int MaxCompared = 64;
    private const int OnStack = 3 * (MaxCompared + 1);

    /// <summary>How many edits make one the other. Costs the product of both lengths, less where the limit is soon passed.</summary>
    /// <param name="a">One word.</param>
    /// <param name="b">The other.</param>
    /// <param name="limit">What matters: more edits than this are told as some number greater than it.</param>
    public static int Of(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int limit = int.MaxValue - 1)
    {
        if (Math.Abs(a.Length - b.Length) > limit) return limit + 1;
        var width = b.Length + 1;
        Span<int> rows = 3 * width <= OnStack ? stackalloc int[3 * width] : new int[3 * width];
        var before = rows[..width];
        var last = rows.Slice(width, width);
        var row = rows[(2 * width)..];
        for (var j = 0; j < width; j++) last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j < width; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                var best = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) best = Math.Min(best, before[j - 2] + 1);
                row[j] = best;
                least = Math.Min(least, best);
            }

            if (least > limit) return limit + 1;
            var free = before;
            before = last;
            last = row;
            row = free;
        }

        return last[b.Length];
    }

    /// <summary>Whether one becomes the other by at most <paramref name="limit"/> edits. Words longer than 64 are compared as they are, so that the cost is bounded.</summary>
    public static bool IsWithin(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int limit) =>
        limit == 0 || a.Length > MaxCompared || b.Length > MaxCompared ? a.SequenceEqual(b) : Of(a, b, limit) <= limit;
}
