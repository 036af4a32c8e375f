using System.Text;
using Weiyu.Text.Folding;

namespace Weiyu.Rules.Intents;

/// <summary>
/// The features of a text: stemmed words and pairs of them, groups of 2 to 5 letters of each word (they survive typos and inflection),
/// groups of 1 to 3 Chinese characters. A feature is a 64-bit hash, so that reading a text makes no strings.
/// </summary>
internal sealed class FeatureReader
{
    /// <summary>How many characters of a text count: an intent stands in a sentence, not in page three of a letter.</summary>
    public const int MaxLength = 1_000;

    private const int MinLetters = 2, MaxLetters = 5, MaxWord = 32, MaxHan = 3;
    private const ulong Prime = 0x9E3779B97F4A7C15;

    private readonly List<Feature> _features;
    private ulong _previous;

    private FeatureReader(List<Feature> features)
    {
        _features = features;
        _previous = 1;
    }

    /// <summary>Reads a text that was not normalised.</summary>
    /// <param name="text">The text.</param>
    /// <param name="into">Where the features are added to; a feature that occurs twice is added twice.</param>
    public static void Read(string text, List<Feature> into)
    {
        var normal = TextNormalizer.Normalize(text).AsSpan();
        new FeatureReader(into).ReadNormal(normal.Length > MaxLength ? normal[..MaxLength] : normal);
    }

    /// <summary>A hash of a text that is the same on every machine.</summary>
    public static ulong Hash(ReadOnlySpan<char> text, ulong seed)
    {
        foreach (var c in text) seed = Mix(seed, c);
        return seed;
    }

    private void ReadNormal(ReadOnlySpan<char> text)
    {
        Span<char> word = stackalloc char[MaxWord + 2];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (Scripts.IsUnspaced(c))
            {
                EndWord(word, ref length);
                ReadHan(text, i);
            }
            else if (char.IsLetterOrDigit(c) || char.IsSurrogate(c))
            {
                if (length < MaxWord) word[1 + length++] = c;
            }
            else if (c != '\'')
            {
                EndWord(word, ref length);
            }
        }

        EndWord(word, ref length);
    }

    // Characters, pairs and triples that begin here.
    private void ReadHan(ReadOnlySpan<char> text, int at)
    {
        var hash = 7UL;
        for (var n = 1; n <= MaxHan && at + n <= text.Length && Scripts.IsUnspaced(text[at + n - 1]); n++)
        {
            hash = Mix(hash, text[at + n - 1]);
            _features.Add(new Feature(Mix(hash, (uint)n), n == 1 ? FeatureKind.Letters : FeatureKind.Words, IsTelling: n == Math.Min(2, text.Length)));
        }

        _previous = 2;
    }

    private void EndWord(Span<char> word, ref int length)
    {
        if (length == 0) return;
        word[0] = '<';
        word[length + 1] = '>';
        var stem = Hash(word.Slice(1, Stemmer.StemLength(word.Slice(1, length))), 11);
        _features.Add(new Feature(stem, FeatureKind.Words, IsTelling: true));
        _features.Add(new Feature(Mix(_previous, stem), FeatureKind.Words, IsTelling: false));
        _previous = stem;
        var bounded = word[..(length + 2)];
        for (var i = 0; i < bounded.Length; i++)
        {
            var hash = 13UL;
            for (var n = 1; n <= MaxLetters && i + n <= bounded.Length; n++)
            {
                hash = Mix(hash, bounded[i + n - 1]);
                if (n >= MinLetters) _features.Add(new Feature(Mix(hash, (uint)n), FeatureKind.Letters, IsTelling: false));
            }
        }

        length = 0;
    }

    private static ulong Mix(ulong hash, ulong value)
    {
        hash = (hash ^ value) * Prime;
        return hash ^ (hash >> 29);
    }
}

/// <summary>A feature of a text.</summary>
/// <param name="Id">Its hash.</param>
/// <param name="Kind">To which half of the vector it belongs.</param>
/// <param name="IsTelling">Whether it counts for how much of the text is known.</param>
internal readonly record struct Feature(ulong Id, FeatureKind Kind, bool IsTelling);

/// <summary>The halves of a vector; each has the same length, however many features it has.</summary>
internal enum FeatureKind
{
    /// <summary>Words, their pairs, groups of Chinese characters.</summary>
    Words,

    /// <summary>Groups of letters, single Chinese characters.</summary>
    Letters,
}
