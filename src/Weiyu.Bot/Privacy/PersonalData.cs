namespace Weiyu.Bot.Privacy;

/// <summary>The kinds of personal data that the program knows by itself; patterns of one's own add theirs.</summary>
internal static class PersonalDataKinds
{
    /// <summary>A telephone number.</summary>
    public const string Phone = "phone";

    /// <summary>A Chinese resident identity card.</summary>
    public const string IdCard = "idcard";

    /// <summary>A bank or credit card.</summary>
    public const string BankCard = "card";

    /// <summary>An e-mail address.</summary>
    public const string Email = "email";

    /// <summary>Text that looks like a placeholder but is none: it is masked too, so that nobody can forge one.</summary>
    public const string Text = "text";
}

/// <summary>A place in a text.</summary>
/// <param name="Kind">See <see cref="PersonalDataKinds"/>.</param>
/// <param name="Start">From 0.</param>
/// <param name="Length">In UTF-16 units.</param>
internal readonly record struct PersonalDataSpan(string Kind, int Start, int Length)
{
    /// <summary>The position after it.</summary>
    public int End => Start + Length;
}

/// <summary>
/// A text in which full-width forms, other scripts' digits, odd spaces and dashes are replaced by their ASCII likeness, one unit for one unit,
/// so that places found in it are places in the original. Characters without width become <see cref="Invisible"/>.
/// </summary>
internal static class FoldedText
{
    /// <summary>Stands for a character that nobody sees.</summary>
    public const char Invisible = '\u0001';

    /// <summary>Folds a text.</summary>
    public static string Fold(string text) => IsPlain(text) ? text : string.Create(text.Length, text, static (span, source) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = Fold(source[i]);
    });

    private static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (c >= 0x80 && !char.IsBetween(c, '\u4e00', '\u9fff') && !char.IsSurrogate(c)) return false;
        }

        return true;
    }

    private static char Fold(char c) => c switch
    {
        < '\u0080' => c,
        >= '\uff01' and <= '\uff5e' => (char)(c - 0xfee0),
        '\u3000' or '\u00a0' or (>= '\u2000' and <= '\u200a') or '\u202f' or '\u205f' => ' ',
        (>= '\u2010' and <= '\u2015') or '\u2212' or '\ufe63' or '\ufe58' => '-',
        '\u00ad' or (>= '\u200b' and <= '\u200f') or (>= '\u202a' and <= '\u202e') or (>= '\u2060' and <= '\u2064') or '\ufeff' => Invisible,
        _ when char.IsDigit(c) => (char)('0' + (int)char.GetNumericValue(c)),
        _ => c,
    };
}
