namespace Weiyu.Text.Folding;

/// <summary>A normalised text that knows where its characters come from.</summary>
public sealed class NormalizedText
{
    private readonly int[]? _origins;

    /// <summary>A normalised text.</summary>
    /// <param name="original">What was normalised.</param>
    /// <param name="text">What came out.</param>
    /// <param name="origins">For each character of <paramref name="text"/> where in <paramref name="original"/> it comes from; null: from the same place.</param>
    internal NormalizedText(string original, string text, int[]? origins) => (Original, Text, _origins) = (original, text, origins);

    /// <summary>What was normalised.</summary>
    public string Original { get; }

    /// <summary>The normalised text.</summary>
    public string Text { get; }

    /// <summary>What the visitor wrote where the normalised text has <paramref name="length"/> characters at <paramref name="start"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the normalised text.</exception>
    public string OriginalOf(int start, int length)
    {
        var (from, count) = PlaceOf(start, length);
        return _origins is null ? Original.Substring(from, count) : Original.Substring(from, count).TrimEnd();
    }

    /// <summary>Where in the original that stands of which the normalised text has <paramref name="length"/> characters at <paramref name="start"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the normalised text.</exception>
    public (int Start, int Length) PlaceOf(int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + length, Text.Length);
        if (length == 0 || _origins is null) return (start, length);
        var from = _origins[start];
        var last = _origins[start + length - 1];
        // The last character takes with it what was dropped or merged behind it, up to where the next one comes from.
        var to = start + length < Text.Length ? _origins[start + length] : Original.Length;
        return (from, Math.Max(to, last + 1) - from);
    }
}
