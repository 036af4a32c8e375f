using System.Buffers;
using System.Globalization;
using System.Text;

namespace Weiyu.Text.Folding;

/// <summary>
/// Brings texts that mean the same to one form, before they are matched; keywords, examples and messages alike:
/// <list type="bullet">
/// <item>full width and other compatibility forms become plain ones, capitals small, digits of all scripts ASCII;</item>
/// <item>traditional Chinese becomes simplified (character by character);</item>
/// <item>diacritics of alphabets go (<c>café</c> = <c>cafe</c>, <c>nǐ hǎo</c> = <c>ni hao</c>): visitors leave them out; marks that make another letter
/// of kana, Hangul, Thai or Indic scripts stay;</item>
/// <item>zero-width and direction signs, emoji variation selectors and skin tones go;</item>
/// <item>white space (line feeds too) becomes one blank, none at the ends, beside Han or kana, or before a mark;</item>
/// <item>Chinese and typographic marks become ASCII ones; a run of sentence marks (<c>？！！…</c>) becomes its strongest one; rows of dashes and quotes one.</item>
/// </list>
/// Idempotent, linear, total: any UTF-16 is accepted, lone surrogates are dropped. Of a longer text only the first <see cref="MaxLength"/> characters count.
/// </summary>
public static class TextNormalizer
{
    /// <summary>How many characters of a text count, in UTF-16 units: more than a packet of 10 KB holds.</summary>
    public const int MaxLength = 16_384;

    private static readonly SearchValues<char> Marks = SearchValues.Create(" .,!?;:~\"'`()[]{}<>-_^");

    /// <summary>The normalised text; the same instance when it is normal already.</summary>
    public static string Normalize(string text)
    {
        if (text.Length == 0) return text;
        using var writer = new NormalizingWriter(text, withOrigins: false);
        return writer.Run();
    }

    /// <summary>
    /// The normalised text without what stands about it, unless it has nothing else: what <c>exact</c> compares. Sentence marks, quotes, brackets, dashes
    /// and emoji go; what belongs to a word or number (<c>100%</c>, <c>C++</c>, <c>-1</c>, <c>$5</c>) stays.
    /// </summary>
    public static string NormalizeBare(string text)
    {
        var normal = Normalize(text);
        var bare = normal.AsSpan();
        while (bare.Length > 0 && Rune.DecodeFromUtf16(bare, out var rune, out var length) == OperationStatus.Done && IsAbout(rune) && !IsSign(bare)) bare = bare[length..];
        while (bare.Length > 0 && Rune.DecodeLastFromUtf16(bare, out var rune, out var length) == OperationStatus.Done && IsAbout(rune)) bare = bare[..^length];
        return bare.Length == normal.Length || bare.Length == 0 ? normal : bare.ToString();
    }

    private static bool IsAbout(Rune rune) =>
        rune.IsAscii ? Marks.Contains((char)rune.Value) : Rune.GetUnicodeCategory(rune) is
            UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol or UnicodeCategory.OtherPunctuation or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation
            or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator;

    /// <summary>A minus before a number.</summary>
    private static bool IsSign(ReadOnlySpan<char> text) => text is ['-', >= '0' and <= '9', ..];

    /// <summary>The normalised text with the way back to what was written.</summary>
    public static NormalizedText Map(string text)
    {
        if (text.Length == 0) return new NormalizedText(text, text, null);
        using var writer = new NormalizingWriter(text, withOrigins: true);
        var normal = writer.Run();
        return new NormalizedText(text, normal, ReferenceEquals(normal, text) ? null : writer.Origins());
    }
}
