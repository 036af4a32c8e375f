namespace Weiyu.Text.Folding;

/// <summary>
/// A text in which full-width forms, other scripts' digits, odd spaces and dashes are replaced by their ASCII likeness, one unit for one unit,
/// so that places found in it are places in the original. Characters without width become <see cref="Invisible"/>. Letters keep their case and their
/// diacritics; for texts that are compared as a whole there is <see cref="TextNormalizer"/>.
/// </summary>
public static class AsciiFolding
{
    /// <summary>Stands for a character that nobody sees (<see cref="InvisibleCharacters"/>).</summary>
    public const char Invisible = '\u0001';

    /// <summary>Folds a text, to the same length; the same instance when it is ASCII and Chinese only.</summary>
    public static string Fold(string text) => IsPlain(text) ? text : string.Create(text.Length, text, static (span, source) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = Fold(source[i]);
    });

    /// <summary>Folds a character.</summary>
    public static char Fold(char c) => c switch
    {
        < '\u0080' => c,
        >= '\uff01' and <= '\uff5e' => (char)(c - 0xfee0),
        '\u3000' or '\u00a0' or (>= '\u2000' and <= '\u200a') or '\u202f' or '\u205f' => ' ',
        (>= '\u2010' and <= '\u2015') or '\u2212' or '\ufe63' or '\ufe58' => '-',
        _ when InvisibleCharacters.Contains(c) => Invisible,
        _ when char.IsDigit(c) => (char)('0' + (int)char.GetNumericValue(c)),
        _ => c,
    };

    private static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (c >= 0x80 && !char.IsBetween(c, '\u4e00', '\u9fff') && !char.IsSurrogate(c)) return false;
        }

        return true;
    }
}
