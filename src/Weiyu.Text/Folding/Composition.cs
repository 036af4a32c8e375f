namespace Weiyu.Text.Folding;

/// <summary>Voiced kana that are written as kana and mark (half width, or by file systems).</summary>
internal static class Kana
{
    // The plain kana whose voiced form is the next code point; ウ is apart.
    private const string Voiced = "かきくけこさしすせそたちつてとはひふへほカキクケコサシスセソタチツテトハヒフヘホ";
    private const string HalfVoiced = "はひふへほハヒフヘホ";

    /// <summary>Joins a kana and the mark behind it.</summary>
    public static bool TryCompose(char kana, char mark, out char composed)
    {
        composed = (kana, mark) switch
        {
            ('ウ', '\u3099' or '゛') => 'ヴ',
            ('う', '\u3099' or '゛') => 'ゔ',
            (_, '\u3099' or '゛') when Voiced.Contains(kana, StringComparison.Ordinal) => (char)(kana + 1),
            (_, '\u309A' or '゜') when HalfVoiced.Contains(kana, StringComparison.Ordinal) => (char)(kana + 2),
            _ => '\0',
        };
        return composed != '\0';
    }
}

/// <summary>Korean syllables that are written as their letters (file systems do). The arithmetic is that of the Unicode standard, section 3.12.</summary>
internal static class Hangul
{
    private const int Leads = 0x1100, Vowels = 0x1161, Tails = 0x11A7, Syllables = 0xAC00;
    private const int LeadCount = 19, VowelCount = 21, TailCount = 28;

    /// <summary>Joins a letter or open syllable and the letter behind it.</summary>
    public static bool TryCompose(char before, char letter, out char composed)
    {
        composed = '\0';
        if (before - Leads is >= 0 and < LeadCount && letter - Vowels is >= 0 and < VowelCount)
        {
            composed = (char)(Syllables + ((((before - Leads) * VowelCount) + (letter - Vowels)) * TailCount));
        }
        else if (before - Syllables is >= 0 and < LeadCount * VowelCount * TailCount && (before - Syllables) % TailCount == 0 && letter - Tails is > 0 and < TailCount)
        {
            composed = (char)(before + (letter - Tails));
        }

        return composed != '\0';
    }
}
