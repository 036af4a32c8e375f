using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Weiyu.Text.Folding;

/// <summary>
/// What becomes of each character on its own: compatibility forms (full width, circled, ligatures), case, diacritics of alphabets,
/// traditional Chinese, the kinds of quotation marks and dashes. Idempotent: a folded character folds to itself.
/// </summary>
internal sealed class CharacterFolding
{
    // Values of the table below the first character that text can be folded to (a blank, 32).
    private const char Same = '\0';
    private const char Dropped = '\x1';
    private const char Blank = '\x2';
    private const char Longer = '\x3';

    // What compatibility forms do not bring together: the mark or letter that remains, then those that become it.
    private static readonly string[] Alike =
    [
        ",，、､،﹐﹑", ".。｡．…‥﹒︒", ";；؛﹔", ":：﹕∶︰", "?？؟⁇﹖¿", "!！﹗¡‼",
        "\"“”„‟«»「」『』《》〈〉〝〞‹›＂″﹁﹂｢｣", "'‘’‚‛′`´＇｀", "[【［〔〖", "]】］〕〗", "(（﹙", ")）﹚",
        "-–—―‐‑‒−﹣－﹘⸺⸻", "~～〜〰∼", "·•‧・･⋅∙●", "/⁄∕／", "oøØ", "lłŁ", "dđĐðÐ", "hħĦ", "iıİ", "σς",
    ];

    private static readonly FrozenDictionary<char, char> Marks = Alike
        .SelectMany(set => set.Skip(1).Select(c => KeyValuePair.Create(c, set[0]))).ToFrozenDictionary();

    private static readonly FrozenDictionary<char, string> Ligatures = new Dictionary<char, string>
    {
        ['ß'] = "ss", ['ẞ'] = "ss", ['æ'] = "ae", ['Æ'] = "ae", ['œ'] = "oe", ['Œ'] = "oe", ['þ'] = "th", ['Þ'] = "th", ['№'] = "no",
    }.ToFrozenDictionary();

    private readonly char[] _table = new char[char.MaxValue + 1];
    private readonly bool[] _plain = new bool[char.MaxValue + 1];
    private readonly FrozenDictionary<char, string> _longer;

    private CharacterFolding()
    {
        var longer = new Dictionary<char, string>();
        for (var c = 0; c <= char.MaxValue; c++)
        {
            var character = (char)c;
            if (char.IsBetween(character, '\uAC00', '\uD7A3') || char.IsBetween(character, '\uE000', '\uF8FF')) continue;
            if (char.IsBetween(character, '\u3400', '\u9FFF'))
            {
                // Han has neither case nor compatibility forms here: asking for them would make up most of the time that the table takes.
                _table[c] = TraditionalChinese.Simplify(character) is var simplified && simplified != character ? simplified : Same;
                continue;
            }

            if (Single(character) is { } known)
            {
                _table[c] = known == character ? Same : known;
                continue;
            }

            var folded = Fold(character);
            if (folded.Length == 0) _table[c] = Dropped;
            else if (folded.Length > 1) (_table[c], longer[character]) = (Longer, folded);
            else _table[c] = folded[0] == character ? Same : folded[0] == ' ' ? Blank : folded[0];
        }

        _longer = longer.ToFrozenDictionary();
        for (var c = 0; c <= char.MaxValue; c++)
        {
            _plain[c] = _table[c] == Same && !char.IsSurrogate((char)c) && !IsNeighbourly((char)c);
        }
    }

    /// <summary>The one table; made at first use.</summary>
    public static CharacterFolding Table { get; } = new();

    /// <summary>Whether a character stays what it is, whatever stands before it.</summary>
    public bool IsPlain(char character) => _plain[character];

    /// <summary>Folds a character that is no surrogate.</summary>
    /// <param name="character">The character.</param>
    /// <param name="several">What it becomes, where that is more than one character.</param>
    /// <returns>What it becomes: a blank for white space of all kinds, 0 where it is dropped or several.</returns>
    public char Fold(char character, out string? several)
    {
        several = null;
        switch (_table[character])
        {
            case Same: return character;
            case Blank: return ' ';
            case Dropped: return '\0';
            case Longer:
                several = _longer[character];
                return '\0';
            case var other: return other;
        }
    }

    /// <summary>Folds a character outside the basic plane; null when it is dropped.</summary>
    public string? Fold(Rune rune)
    {
        // Skin tones, variation selectors and tags only vary the emoji that they follow.
        if (rune.Value is (>= 0x1F3FB and <= 0x1F3FF) or (>= 0xE0000 and <= 0xE0FFF)) return null;
        if (rune.Value is >= 0x1F300 and <= 0x1FAFF) return rune.ToString();
        var text = Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse
            ? rune.ToString()
            : CompatibilityForms.Normalize(Rune.ToLowerInvariant(rune).ToString(), NormalizationForm.FormKC);
        var folded = new StringBuilder(text.Length);
        foreach (var part in text.EnumerateRunes())
        {
            if (part.IsBmp && Fold((char)part.Value, out var several) is var single)
            {
                if (several is not null) folded.Append(several);
                else if (single != '\0') folded.Append(single);
            }
            else if (!part.IsBmp)
            {
                folded.Append(part.ToString());
            }
        }

        return folded.Length == 0 ? null : folded.ToString();
    }

    // What may merge with the character before it, or with a blank: see NormalizingWriter.
    private static bool IsNeighbourly(char c) =>
        c is ' ' or '~' or ',' or ':' or ';' or '.' or '!' or '?' or '-' or '=' or '_' or '"' or '\'' or '么' or '♀' or '♂' or (>= '\u3099' and <= '\u309C')
            or (>= '\u1100' and <= '\u11FF');

    private static char? Single(char c)
    {
        if (c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f' || char.IsWhiteSpace(c) || c is '\u3164' or '\uFFA0' or '\u2800' or '\u115F' or '\u1160')
        {
            return Blank;
        }

        if (Marks.TryGetValue(c, out var mark)) return mark;
        return IsDropped(c) ? Dropped : c is >= ' ' and < '\x7F' ? char.ToLowerInvariant(c) : null;
    }

    // Zero-width and direction signs, variation selectors, diacritics, vowel points that are usually left out, the tatweel, what is no character at all.
    private static bool IsDropped(char c) =>
        char.IsSurrogate(c) || c is '\u034F' or '\u0640' or '\u20E3' or '\uFFFC' or '\uFFFD' or '\uFFFE' or '\uFFFF' or (>= '\uFDD0' and <= '\uFDEF') or (>= '\uFE00' and <= '\uFE0F')
        || IsDiacritic(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Control;

    private static bool IsDiacritic(char c) =>
        c is (>= '\u0300' and <= '\u036F') or (>= '\u0483' and <= '\u0489') or (>= '\u0591' and <= '\u05C7') or (>= '\u064B' and <= '\u065F') or '\u0670'
            or (>= '\u1AB0' and <= '\u1AFF') or (>= '\u1DC0' and <= '\u1DFF') or (>= '\u20D0' and <= '\u20F0') or (>= '\uFE20' and <= '\uFE2F');

    private static string Fold(char c)
    {
        var folded = new StringBuilder();
        foreach (var part in CompatibilityForms.Normalize(c.ToString(), NormalizationForm.FormKC))
        {
            if (Ligatures.TryGetValue(part, out var ligature)) folded.Append(ligature);
            else if (char.IsBetween(part, '\u3040', '\u30FF') || char.IsBetween(part, '\uAC00', '\uDFFF')) folded.Append(part);
            else Strip(part, folded);
        }

        var result = folded.ToString();
        // A letter folded may be one that folds on (a full-width capital, a circled traditional character): until nothing changes.
        return result.Length == 1 && result[0] == c ? result : string.Concat(result.Select(FoldAgain));

        string FoldAgain(char part) => part == c || char.IsSurrogate(part) ? part.ToString() : Single(part) is { } known ? known == Dropped ? "" : (known == Blank ? ' ' : known).ToString() : Fold(part);
    }

    private static void Strip(char c, StringBuilder to)
    {
        foreach (var part in CompatibilityForms.Normalize(char.ToLowerInvariant(c).ToString(), NormalizationForm.FormKD))
        {
            if (IsDropped(part)) continue;
            var digit = char.IsDigit(part) ? CharUnicodeInfo.GetDecimalDigitValue(part) : -1;
            var lower = char.ToLowerInvariant(digit >= 0 ? (char)('0' + digit) : part);
            to.Append(TraditionalChinese.Simplify(lower));
        }
    }
}
