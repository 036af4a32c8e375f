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
        return whole.Normalize(NormalizationForm.FormKC);
    }

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
