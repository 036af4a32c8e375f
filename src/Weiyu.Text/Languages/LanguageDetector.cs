using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Weiyu.Text.Folding;

namespace Weiyu.Text.Languages;

/// <summary>
/// In which language a message is written: by its script; among those in Latin letters by their small words. Links, addresses, numbers and
/// codes do not count. No model, no dictionary: microseconds, bounded by <see cref="MaxLength"/>.
/// </summary>
public static class LanguageDetector
{
    /// <summary>How many characters of a message are looked at.</summary>
    public const int MaxLength = 2_000;

    private static readonly FrozenDictionary<string, string> SmallWords = new (string Language, string Words)[]
    {
        ("en", "the is are was were do does did you your my me we they it this that what where when how why who which can could would should will have has had not and or but "
            + "for with from to in of on at please want need order refund return help i'm i've don't can't it's hello hi thanks thank there any been about"),
        ("fr", "le les des est une vous je ne pas mon ma mes votre bonjour merci comment où est-ce pour avec dans sur commande suis"),
        ("de", "der das ist und ich nicht ein eine sie wie wo mein meine für mit auf bestellung bitte danke haben habe kann wann"),
        ("es", "el los las una por para con como dónde donde cuándo cuando mi pedido hola gracias quiero puedo está no es qué usted"),
        ("pt", "o os uma você meu minha não está quando onde pedido obrigado obrigada olá quero posso com para por favor"),
        ("it", "il gli una che non come dove quando mio mia ordine ciao grazie voglio posso per con sono"),
        ("vi", "tôi của là không được cho và bạn đơn hàng khi nào ở đâu xin chào cảm ơn muốn"),
        ("id", "saya anda yang tidak ini itu apa kapan di mana pesanan terima kasih bisa dengan untuk"),
    }.SelectMany(set => set.Words.Split(' ').Select(word => (word, set.Language)))
        .GroupBy(pair => pair.word, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => string.Join(',', group.Select(pair => pair.Language).Distinct()), StringComparer.Ordinal);

    // Said in any language: they switch none.
    private static readonly FrozenSet<string> Neutral = new[]
    {
        "ok", "okay", "okey", "yes", "no", "hi", "hello", "hey", "thanks", "thx", "thank", "you", "bye", "pls", "please", "sorry", "vip", "app", "email", "good", "haha", "lol",
        "好", "好的", "好吧", "谢谢", "謝謝", "嗯", "嗯嗯", "是", "是的", "对", "不", "行", "哈哈", "哈哈哈", "可以", "你好", "您好", "在吗", "ok了", "好滴",
    }.ToFrozenSet(StringComparer.Ordinal);

    private const int MaxDocumentLength = 4_000;

    /// <summary>In which language a visitor's message is written, and whether that is sure.</summary>
    public static LanguageGuess Detect(string text)
    {
        var counts = new ScriptCounts();
        Span<int> votes = stackalloc int[Languages.Length];
        var latin = 0;
        foreach (var range in text.AsSpan(0, Math.Min(text.Length, MaxLength)).SplitAny(" \t\r\n,，。.!！?？;；:：\"“”()（）~～…、"))
        {
            var part = text.AsSpan(range);
            if (part.IsEmpty || IsCode(part)) continue;
            latin += counts.Add(part);
            Vote(part, votes);
        }

        return Decide(text, counts, latin, votes);
    }

    /// <summary>
    /// The language of a text by its script alone, always an answer: <c>zh</c>, <c>ja</c>, <c>ko</c>, else <c>en</c>. For what is no message but a document,
    /// a title, a list of words.
    /// </summary>
    public static string ByScript(string text)
    {
        int han = 0, kana = 0, hangul = 0, letters = 0;
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, MaxDocumentLength)))
        {
            switch (Scripts.Of(c))
            {
                case Script.Han: han++; break;
                case Script.Kana: kana++; break;
                case Script.Hangul: hangul++; break;
                default: letters += char.IsLetter(c) ? 1 : 0; break;
            }
        }

        if (hangul > han + kana && hangul * 3 > letters) return "ko";
        if (kana > 0 && kana * 4 > han && (kana + han) * 3 > letters) return "ja";
        // A word of four letters weighs about as much as one or two characters.
        return han * 3 > letters ? "zh" : "en";
    }

    // Languages that their script gives away, as far as there is one that is written most.
    private static readonly (string Language, Script Script)[] OfOneScript =
        [("ru", Script.Cyrillic), ("ar", Script.Arabic), ("th", Script.Thai), ("he", Script.Hebrew), ("el", Script.Greek), ("hi", Script.Devanagari)];

    private static readonly string[] Languages = ["en", "fr", "de", "es", "pt", "it", "vi", "id"];

    private static LanguageGuess Decide(string text, ScriptCounts counts, int latin, ReadOnlySpan<int> votes)
    {
        if (counts.Kana >= 2 && counts.Kana * 4 >= counts.Han) return new("ja", counts.Kana >= 3);
        var (script, letters) = counts.Strongest();
        if (letters > 0 && letters >= counts.Han && letters >= latin) return new(script, letters >= 3);
        var isNeutral = Neutral.Contains(Core(text));
        if (counts.Han > 0 && counts.Han >= latin) return new("zh", counts.Han >= 2 && counts.Han > latin + 1 && !isNeutral);
        if (latin == 0) return default;
        var best = 0;
        for (var i = 1; i < votes.Length; i++)
        {
            if (votes[i] > votes[best]) best = i;
        }

        // A word without any small word beside it may be a brand; an unknown language of Latin letters is read as English, if at all.
        var isClear = votes[best] > 0 && latin >= 2 && latin > 2 * counts.Han && !AllNeutral(text);
        return votes[best] > 0 || latin >= 2 ? new(Languages[best], isClear) : new("en", false);
    }

    private static void Vote(ReadOnlySpan<char> part, Span<int> votes)
    {
        Span<char> word = stackalloc char[16];
        if (part.Length > word.Length) return;
        var length = part.ToLowerInvariant(word);
        if (length <= 0 || !SmallWords.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word[..length], out var languages)) return;
        for (var i = 0; i < Languages.Length; i++)
        {
            if (languages.Contains(Languages[i], StringComparison.Ordinal)) votes[i]++;
        }
    }

    private static string Core(string text) => text.Length > 20 ? "" : text.Trim().Trim('.', '!', '?', '。', '！', '？', '~', '～', ' ').ToLowerInvariant();

    private static bool AllNeutral(string text)
    {
        if (text.Length > 60) return false;
        foreach (var word in text.ToLowerInvariant().Split([' ', ',', '.', '!', '?', '，', '。', '！', '？'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Neutral.Contains(word)) return false;
        }

        return true;
    }

    // A link, an address, an order number, a file name.
    private static bool IsCode(ReadOnlySpan<char> part) =>
        part.Contains('@') || part.Contains('/') || part.Contains('_') || part.Contains('=') || part.StartsWith("www", StringComparison.OrdinalIgnoreCase)
        || part is "http" or "https" or "com" or "html" or "cn" or "png" or "jpg" or "pdf";

    private struct ScriptCounts
    {
        private const char FirstBeyondLatin = '\u0250';

        private Counts _letters;

        public readonly int Han => _letters[(int)Script.Han];

        public readonly int Kana => _letters[(int)Script.Kana];

        // Counts the letters of a part; gives the number of its words in Latin letters.
        public int Add(ReadOnlySpan<char> part)
        {
            var words = 0;
            for (var i = 0; i < part.Length; i++)
            {
                var script = part[i] < FirstBeyondLatin ? Script.Latin : Scripts.Of(part[i]);
                if (script == Script.Latin)
                {
                    var start = i;
                    var isWord = true;
                    while (i < part.Length && (IsLatin(part[i]) || part[i] == '’')) isWord &= !char.IsAsciiDigit(part[i++]);
                    words += isWord && part[start..i].IndexOfAnyInRange('A', '\u024F') >= 0 ? 1 : 0;
                    i--;
                }
                else
                {
                    _letters[(int)script]++;
                }
            }

            return words;
        }

        public readonly (string Language, int Letters) Strongest()
        {
            var best = (Language: "ko", Letters: _letters[(int)Script.Hangul]);
            foreach (var (language, script) in OfOneScript)
            {
                if (_letters[(int)script] > best.Letters) best = (language, _letters[(int)script]);
            }

            return best;
        }

        // Digits and marks among Latin letters belong to their word.
        private static bool IsLatin(char c) => c < FirstBeyondLatin || Scripts.Of(c) == Script.Latin;
    }

    [InlineArray((int)Script.Devanagari + 1)]
    private struct Counts
    {
        private int _first;
    }
}

/// <summary>A guess at a language.</summary>
/// <param name="Language">A code such as <c>zh</c>; null: nothing tells.</param>
/// <param name="IsClear">Whether there is enough to change the language of a conversation.</param>
public readonly record struct LanguageGuess(string? Language, bool IsClear);
