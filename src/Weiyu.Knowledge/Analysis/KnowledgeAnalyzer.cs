using Weiyu.Text.Folding;

namespace Weiyu.Knowledge.Analysis;

/// <summary>
/// Takes questions and passages apart, both in the same way and all languages in one: Chinese, kana and Hangul into characters and pairs of
/// neighbours (no dictionary needed), words into English stems, numbers as they are, phrases that have synonyms into their groups.
/// Words that carry no question are left out, and no pair reaches across them.
/// </summary>
internal sealed class KnowledgeAnalyzer
{
    /// <summary>Changes when texts are taken apart differently: what was indexed before must be indexed again.</summary>
    public const string Version = "3";

    private const float LightWeight = 0.45f;
    private const float NumberWeight = 0.4f;

    private readonly Synonyms _synonyms;

    /// <summary>An analyzer that knows the common synonyms and those of a knowledge folder.</summary>
    public KnowledgeAnalyzer(IEnumerable<string>? ownSynonyms = null)
    {
        // Phrases keep their stop words: "too big" and "money back" are nothing without them.
        _synonyms = new Synonyms(CommonSynonyms.Groups.Split('\n').Concat(ownSynonyms ?? []), static phrase => Split(phrase, new Stemming()));
    }

    /// <summary>The version and the synonyms in use.</summary>
    public string Signature => $"{Version}.{_synonyms.Signature}";

    /// <summary>The synonyms in use.</summary>
    public Synonyms Synonyms => _synonyms;

    /// <summary>Takes a text apart. Of very long texts only the first <see cref="TextNormalizer.MaxLength"/> characters count.</summary>
    /// <param name="text">As written.</param>
    /// <param name="spelling">Mends typos; null: as written (what is indexed is taken at its word).</param>
    public AnalyzedText Analyze(string text, Spelling? spelling = null)
    {
        var units = Split(text, new Stemming());
        if (units.Count == 0) return AnalyzedText.Empty;
        spelling?.MendWords(units);
        var terms = new List<Term>(units.Count * 3);
        var cut = new bool[units.Count];
        FindGroups(units, terms, cut);
        CutStopPhrases(units, cut);
        if (spelling is not null && spelling.MendPairs(units, cut))
        {
            terms.Clear();
            FindGroups(units, terms, cut);
        }

        AddUnits(units, cut, Borders(units.Count, terms), terms);
        return new AnalyzedText(units, terms);
    }

    private void FindGroups(List<Unit> units, List<Term> terms, bool[] cut)
    {
        var reached = 0; // where the phrases found so far end
        for (var i = 0; i < units.Count; i++)
        {
            if (_synonyms.At(units, i) is not { } phrase) continue;
            var end = i + phrase.Units.Length;
            // 票 alone is a ticket; within 发票 it is not.
            if (units[i].IsHan && phrase.Units.Length == 1 && end <= reached) continue;
            reached = Math.Max(reached, end);
            foreach (var group in phrase.Groups) terms.Add(new Term(group, i, end, TermKind.Group));
            for (var j = i; j < end; j++)
            {
                if (phrase.QuestionWords)
                {
                    units[j] = units[j] with { Weight = Synonyms.QuestionWordWeight * (units[j].IsHan ? 2f : 1f) / phrase.Units.Length };
                    cut[j] = true;
                }
                else if (phrase.Units.Length > 1 && units[j].Weight == 0)
                {
                    units[j] = units[j] with { Weight = 0.2f };
                }
            }

            if (phrase.QuestionWords) i = end - 1;
        }
    }

    private static void CutStopPhrases(List<Unit> units, bool[] cut)
    {
        var lookup = StopWords.Phrases.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> buffer = stackalloc char[8];
        for (var i = 0; i < units.Count; i++)
        {
            if (!units[i].IsHan || cut[i]) continue;
            if (StopWords.Particles.Contains(units[i].Text)) cut[i] = true;
            for (var length = Math.Min(4, units.Count - i); length >= 2; length--)
            {
                var written = 0;
                for (var j = i; j < i + length && units[j].IsHan && units[j].Text.Length + written <= buffer.Length; j++)
                {
                    units[j].Text.CopyTo(buffer[written..]);
                    written += units[j].Text.Length;
                }

                if (written < length || !lookup.Contains(buffer[..written]) || !IsWhole(units, i, length)) continue;
                for (var j = i; j < i + length; j++)
                {
                    cut[j] = true;
                    units[j] = units[j] with { Weight = 0 };
                }

                i += length - 1;
                break;
            }
        }
    }

    // 怎么办 ends a question; in 怎么办卡 the last character belongs to what follows.
    private static bool IsWhole(List<Unit> units, int start, int length)
    {
        var next = start + length;
        return units[next - 1].Text != "办" || next == units.Count || !units[next].IsHan || StopWords.Particles.Contains(units[next].Text);
    }

    // Between a known phrase and its neighbour runs the border of a word: no pair reaches across it, unless another phrase does.
    private static bool[] Borders(int units, List<Term> groups)
    {
        var border = new bool[units + 1];
        foreach (var group in groups)
        {
            if (group.End - group.Start < 2) continue;
            border[group.Start] = border[group.End] = true;
        }

        foreach (var group in groups)
        {
            for (var i = group.Start + 1; i < group.End; i++) border[i] = false;
        }

        return border;
    }

    private static void AddUnits(List<Unit> units, bool[] cut, bool[] border, List<Term> terms)
    {
        for (var i = 0; i < units.Count; i++)
        {
            var unit = units[i];
            if (cut[i]) continue;
            if (!unit.IsHan)
            {
                if (unit.Weight <= 0) continue;
                terms.Add(new Term(unit.Text, i, i + 1, TermKind.Word));

                // "gift card" and "giftcard" meet, and words that stand together say more than words that do not.
                if (i + 1 < units.Count && !units[i + 1].IsHan && !cut[i + 1] && units[i + 1].Weight > 0 && unit.Text.Length + units[i + 1].Text.Length <= 24)
                {
                    terms.Add(new Term(unit.Text + units[i + 1].Text, i, i + 2, TermKind.Pair));
                }

                continue;
            }

            if (unit.Weight > 0) terms.Add(new Term(unit.Text, i, i + 1, TermKind.Character));
            if (i + 1 < units.Count && units[i + 1].IsHan && !cut[i + 1] && !border[i + 1] && unit.Text.Length + units[i + 1].Text.Length <= 4)
            {
                terms.Add(new Term(unit.Text + units[i + 1].Text, i, i + 2, TermKind.Pair));
            }
        }
    }

    private static List<Unit> Split(string text, Stemming stemming)
    {
        var normal = TextNormalizer.Normalize(text);
        var units = new List<Unit>(Math.Min(normal.Length, 512));
        var i = 0;
        while (i < normal.Length)
        {
            var c = normal[i];
            if (HanNumber.TryRead(normal, i, out var number, out var read))
            {
                units.Add(new Unit(number, normal.Substring(i, read), false, 1));
                i += read;
            }
            else if (IsHan(normal, i, out var length))
            {
                var character = normal.Substring(i, length);
                units.Add(new Unit(character, character, true, StopWords.Weak.Contains(character) || StopWords.Particles.Contains(character) ? 0 : 1));
                i += length;
            }
            else if (char.IsLetterOrDigit(c))
            {
                i = AddWord(normal, i, units, stemming);
            }
            else
            {
                i++;
            }
        }

        return units;
    }

    private static int AddWord(string normal, int start, List<Unit> units, Stemming stemming)
    {
        var end = start + 1;
        while (end < normal.Length && (IsWordPart(normal, end) || IsInnerMark(normal, end))) end++;
        var surface = normal[start..end];
        var word = surface.Replace("'", "", StringComparison.Ordinal).Replace("’", "", StringComparison.Ordinal);
        if (surface.EndsWith("'s", StringComparison.Ordinal)) word = word[..^1];
        if (word.Length > 40) word = word[..40];
        var stop = StopWords.English.Contains(word);
        var weight = stop ? 0f : StopWords.Light.Contains(word) ? LightWeight : IsNumber(word) ? NumberWeight : 1f;
        units.Add(new Unit(stop ? word : stemming.Stem(word), surface, false, weight));
        return end;
    }

    private static bool IsNumber(string word) => word.All(c => char.IsAsciiDigit(c) || c == '.');

    private static bool IsWordPart(string text, int index) => char.IsLetterOrDigit(text[index]) && !IsHan(text, index, out _);

    // don't, o'clock, 3.5: one word.
    private static bool IsInnerMark(string text, int index) =>
        index + 1 < text.Length && IsWordPart(text, index + 1)
        && (text[index] is '\'' or '’' || (text[index] is '.' && char.IsAsciiDigit(text[index - 1]) && char.IsAsciiDigit(text[index + 1])));

    // Korean has blanks, but no stemmer here: its syllables are paired, too, so that particles do not matter.
    private static bool IsHan(string text, int index, out int length)
    {
        var c = text[index];
        length = 1;
        if (c < 0x2E80) return false;
        if (char.IsHighSurrogate(c) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
        {
            length = 2;
            return char.ConvertToUtf32(c, text[index + 1]) is >= 0x20000 and < 0x32000;
        }

        return Scripts.IsUnspaced(c) || Scripts.Of(c) == Script.Hangul;
    }
}
