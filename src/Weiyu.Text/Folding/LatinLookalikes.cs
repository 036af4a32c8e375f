namespace Weiyu.Text.Folding;

/// <summary>
/// Cyrillic letters that are drawn like Latin ones, by which words are hidden from filters. Only small letters that are the same in usual fonts; digits that
/// stand for letters (h4ck) are left alone: they are numbers as often.
/// </summary>
public static class LatinLookalikes
{
    private const string Cyrillic = "аеорсухіјѕԁһ";
    private const string Latin = "aeopcyxijsdh";

    /// <summary>The Latin letter that a small letter looks like; the character itself where there is none.</summary>
    public static char Fold(char c) => c is >= '\u0430' and <= '\u0527' && Cyrillic.IndexOf(c, StringComparison.Ordinal) is >= 0 and var index ? Latin[index] : c;
}
