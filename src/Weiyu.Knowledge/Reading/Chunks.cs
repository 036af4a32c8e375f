using System.Text;

namespace Weiyu.Knowledge.Reading;

/// <summary>Puts the parts of blocks together into texts of bounded length.</summary>
internal static class Chunks
{
    /// <summary>The texts. Blocks stay whole where they fit; a part that is too long alone is cut between sentences.</summary>
    /// <param name="blocks">Each the parts (items, rows, one paragraph) of a block.</param>
    /// <param name="maxLength">In characters.</param>
    public static List<string> Of(IEnumerable<IEnumerable<string>> blocks, int maxLength)
    {
        var texts = new List<string>();
        var current = new StringBuilder();
        foreach (var parts in blocks.Select(b => b.Select(p => p.Trim()).Where(p => p.Length > 0).ToList()))
        {
            var whole = parts.Sum(p => p.Length + 1);
            if (current.Length > 0 && current.Length + whole > maxLength && whole <= maxLength) Flush();
            foreach (var part in parts.SelectMany(p => Cut(p, maxLength)))
            {
                if (current.Length > 0 && current.Length + 1 + part.Length > maxLength) Flush();
                if (current.Length > 0) current.Append('\n');
                current.Append(part);
            }
        }

        Flush();
        return texts;

        void Flush()
        {
            if (current.Length > 0) texts.Add(current.ToString());
            current.Clear();
        }
    }

    /// <summary>A text in pieces of at most <paramref name="maxLength"/>, cut behind sentences where there are any.</summary>
    public static IEnumerable<string> Cut(string text, int maxLength)
    {
        while (text.Length > maxLength)
        {
            var at = Sentences.LastEnd(text.AsSpan(0, maxLength));
            if (at < maxLength / 3) at = text.AsSpan(0, maxLength).LastIndexOfAny(' ', '\n', '，');
            if (at < maxLength / 3) at = char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength;
            yield return text[..at].Trim();
            text = text[at..].TrimStart();
        }

        if (text.Length > 0) yield return text;
    }
}

/// <summary>Where sentences end.</summary>
internal static class Sentences
{
    /// <summary>The sentences of a text, each with its mark; lines end sentences too.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var sentences = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsEnd(text, i)) continue;
            Add(text[start..(i + 1)]);
            start = i + 1;
        }

        Add(text[start..]);
        return sentences;

        void Add(string sentence)
        {
            var trimmed = sentence.Trim(' ', '\r', '\n', '\t');
            if (trimmed.Length > 0) sentences.Add(trimmed);
        }
    }

    /// <summary>The index behind the last sentence that ends in the text; 0 where none does.</summary>
    public static int LastEnd(ReadOnlySpan<char> text)
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (IsEnd(text, i)) return i + 1;
        }

        return 0;
    }

    private static bool IsEnd(ReadOnlySpan<char> text, int i) => text[i] switch
    {
        '。' or '！' or '？' or '；' or '\n' => true,
        '!' or '?' => i + 1 >= text.Length || char.IsWhiteSpace(text[i + 1]),
        '.' => i + 1 >= text.Length || (char.IsWhiteSpace(text[i + 1]) && !(i > 0 && char.IsAsciiDigit(text[i - 1]) && (i < 2 || text[i - 2] == '\n'))),
        _ => false,
    };
}
