namespace Weiyu.Text.Folding;

/// <summary>A script, as far as it tells languages apart.</summary>
public enum Script
{
    /// <summary>None: digits, marks, symbols, halves of pairs, and scripts that are not told apart here.</summary>
    Other,

    /// <summary>Latin letters with their diacritics, without those of IPA and of rare languages.</summary>
    Latin,

    /// <summary>Chinese characters of the basic plane.</summary>
    Han,

    /// <summary>Hiragana and katakana, full width and half width.</summary>
    Kana,

    /// <summary>Korean syllables and letters.</summary>
    Hangul,

    /// <summary>Cyrillic.</summary>
    Cyrillic,

    /// <summary>Arabic.</summary>
    Arabic,

    /// <summary>Thai.</summary>
    Thai,

    /// <summary>Hebrew.</summary>
    Hebrew,

    /// <summary>Greek.</summary>
    Greek,

    /// <summary>Devanagari.</summary>
    Devanagari,
}

/// <summary>To which script a character belongs. By blocks, without a table: what looks at every character of every message must be quick.</summary>
public static class Scripts
{
    /// <summary>The script of a character.</summary>
    public static Script Of(char c) => c switch
    {
        < '\u0250' => char.IsLetter(c) ? Script.Latin : Script.Other,
        >= '\u3400' and <= '\u9FFF' => Script.Han,
        <= '\u036F' => Script.Other,
        <= '\u03FF' => Script.Greek,
        <= '\u052F' => Script.Cyrillic,
        >= '\u0590' and <= '\u05FF' => Script.Hebrew,
        >= '\u0600' and <= '\u06FF' => Script.Arabic,
        >= '\u0900' and <= '\u097F' => Script.Devanagari,
        >= '\u0E00' and <= '\u0E7F' => Script.Thai,
        >= '\u1E00' and <= '\u1EFF' => Script.Latin,
        (>= '\u3041' and <= '\u3096') or (>= '\u309D' and <= '\u309F') or (>= '\u30A1' and <= '\u30FA') or (>= '\u30FC' and <= '\u30FF') or (>= '\uFF66' and <= '\uFF9D') => Script.Kana,
        (>= '\uAC00' and <= '\uD7A3') or (>= '\u1100' and <= '\u11FF') or (>= '\u3131' and <= '\u318E') => Script.Hangul,
        _ => Script.Other,
    };

    /// <summary>
    /// Whether a character is written without blanks around it: Han, kana and their signs, and the first half of what lies in the planes of rare Han.
    /// Korean is written with blanks between words.
    /// </summary>
    public static bool IsUnspaced(char character) =>
        character is (>= '\u3005' and <= '\u3007') or (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF')
            or (>= '\uD840' and <= '\uD88D');
}
