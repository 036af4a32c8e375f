using System.Text;

namespace Weiyu.Text.Folding;

/// <summary>
/// Unicode's compatibility normalisation (NFKC) for any UTF-16: full-width letters and digits, half-width kana, circled and superscript digits, ligatures
/// and characters that are written as several become their plain form. Case, marks, white space and traditional characters stay;
/// <see cref="TextNormalizer"/> folds those too.
/// </summary>
public static class CompatibilityForms
{
    /// <summary>The plain form; the same instance when it is ASCII. Halves of pairs that stand alone become U+FFFD: they are no text, and can't be normalised.</summary>
    public static string Fold(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0) return text;
        var whole = HasLoneSurrogate(text) ? string.Concat(text.EnumerateRunes()) : text;
        return Normalize(whole, NormalizationForm.FormKC);
    }

    /// <summary>
    /// Normalises; where the system lacks Unicode's tables (the invariant mode of .NET, usual in small images), what Chinese keyboards and Excel write is folded all the same: full-width
    /// letters, digits and marks, the ideographic blank, circled and superscript digits.
    /// </summary>
    internal static string Normalize(string text, NormalizationForm form) =>
        HasTables ? text.Normalize(form) : string.Create(text.Length, text, static (folded, text) =>
        {
            for (var i = 0; i < text.Length; i++) folded[i] = Plain(text[i]);
        });

    /// <summary>Whether the system knows Unicode's compatibility forms.</summary>
    public static bool HasTables { get; } = Knows();

    private static bool Knows()
    {
        try
        {
            return "\uFF21".Normalize(NormalizationForm.FormKC) == "A";
        }
        catch (PlatformNotSupportedException)
        {
            return false;
        }
    }

    private static char Plain(char c) => c switch
    {
        >= '！' and <= '～' => (char)(c - 0xFEE0),
        '\u3000' or '\u00a0' or (>= '\u2000' and <= '\u200a') or '\u202f' => ' ',
        >= '①' and <= '⑨' => (char)('1' + (c - '①')),
        >= '⑴' and <= '⑼' => (char)('1' + (c - '⑴')),
        '⓪' => '0',
        >= '⁰' and <= '⁹' => (char)('0' + (c - '⁰')),
        '²' or '³' => (char)('2' + (c - '²')),
        '¹' => '1',
        >= '₀' and <= '₉' => (char)('0' + (c - '₀')),
        _ => c,
    };

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return true;
            i++;
        }

        return false;
    }
}
