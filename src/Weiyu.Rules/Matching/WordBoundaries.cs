namespace Weiyu.Rules.Matching;

/// <summary>
/// Where an alphabet's words end. <c>hi</c> is not in "shipping", <c>refund</c> is in "refunds"; Chinese has no such boundaries, and a word
/// of letters may stand right beside Han characters or digits.
/// </summary>
internal static class WordBoundaries
{
    private const int MinInflected = 3;

    /// <summary>Whether what stands from <paramref name="start"/> to <paramref name="end"/> is a word of its own there.</summary>
    public static bool Holds(ReadOnlySpan<char> text, int start, int end)
    {
        if (start > 0 && Joined(text[start - 1], text[start])) return false;
        if (end >= text.Length || !Joined(text[end - 1], text[end])) return true;
        return IsLetter(text[end - 1]) && end - start >= MinInflected && (IsInflection(text, end) || IsDoubled(text, end));
    }

    private static bool IsInflection(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (end < text.Length && end - at <= 3 && IsLetter(text[end])) end++;
        return text[at..end] is "s" or "es" or "d" or "ed" or "ing";
    }

    /// <summary>cancelled, shipping: the last consonant again.</summary>
    private static bool IsDoubled(ReadOnlySpan<char> text, int end) =>
        text[end] == text[end - 1] && text[end] is not ('a' or 'e' or 'i' or 'o' or 'u') && text[(end + 1)..] is ['e', 'd', ..] or ['i', 'n', 'g', ..] or ['e', 'r', ..]
        && IsInflection(text, end + 1);

    private static bool Joined(char left, char right) => (IsLetter(left) && IsLetter(right)) || (char.IsAsciiDigit(left) && char.IsAsciiDigit(right));

    /// <summary>Letters of alphabets that separate words by blanks: Latin, Greek, Cyrillic, Armenian.</summary>
    private static bool IsLetter(char c) => char.IsAsciiLetter(c) || (c is >= '\u00C0' and < '\u0590' && char.IsLetter(c));
}
