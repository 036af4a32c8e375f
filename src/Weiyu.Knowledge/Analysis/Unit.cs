namespace Weiyu.Knowledge.Analysis;

/// <summary>The smallest part of a text that counts: a character of Chinese (or kana, Hangul), or the stem of a word.</summary>
/// <param name="Text">The character or stem.</param>
/// <param name="Surface">As written, for people.</param>
/// <param name="IsHan">Whether it is a character of a script that is written without blanks.</param>
/// <param name="Weight">1 for what carries the question; less for question words (how long, how much); 0 for what carries nothing.</param>
internal readonly record struct Unit(string Text, string Surface, bool IsHan, float Weight)
{
    /// <summary>How sure it is that this was meant: 1, less where a typo was mended.</summary>
    public float Certainty { get; init; } = 1;
}

/// <summary>What is indexed and compared: a stem, a character, a pair of characters, or a group of synonyms.</summary>
/// <param name="Text">A group begins with <c>§</c>.</param>
/// <param name="Start">The first unit that it covers.</param>
/// <param name="End">The unit behind the last one.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct Term(string Text, int Start, int End, TermKind Kind)
{
    /// <summary>The number that stands for the term in the index's comparison data.</summary>
    public int Hash => TermHash.Of(Text);
}

/// <summary>What a term is.</summary>
internal enum TermKind
{
    /// <summary>The stem of a word of an alphabet, or a number.</summary>
    Word,

    /// <summary>Two neighbouring characters.</summary>
    Pair,

    /// <summary>One character.</summary>
    Character,

    /// <summary>A phrase that has synonyms.</summary>
    Group,
}

/// <summary>A text, taken apart.</summary>
internal sealed record AnalyzedText(IReadOnlyList<Unit> Units, IReadOnlyList<Term> Terms)
{
    /// <summary>Nothing.</summary>
    public static AnalyzedText Empty { get; } = new([], []);

    /// <summary>The terms' numbers, sorted, each once.</summary>
    public int[] SortedHashes()
    {
        var hashes = new int[Terms.Count];
        for (var i = 0; i < hashes.Length; i++) hashes[i] = Terms[i].Hash;
        Array.Sort(hashes);
        var count = 0;
        for (var i = 0; i < hashes.Length; i++)
        {
            if (i == 0 || hashes[i] != hashes[i - 1]) hashes[count++] = hashes[i];
        }

        return count == hashes.Length ? hashes : hashes[..count];
    }
}

/// <summary>Numbers for terms. Two terms of a vocabulary of 100,000 share a number about once; that costs a wrong match of one word.</summary>
internal static class TermHash
{
    /// <summary>The number of a term; the same on every machine, since it is stored.</summary>
    public static int Of(ReadOnlySpan<char> text)
    {
        var hash = 2166136261u;
        foreach (var c in text) hash = (hash ^ c) * 16777619u;
        hash ^= hash >> 16;
        hash *= 0x85ebca6bu;
        return (int)(hash ^ (hash >> 13));
    }
}
