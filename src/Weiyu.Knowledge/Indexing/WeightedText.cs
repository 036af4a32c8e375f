using Weiyu.Knowledge.Analysis;

namespace Weiyu.Knowledge.Indexing;

/// <summary>A text whose units know what they weigh and by what they can be found.</summary>
internal sealed class WeightedText
{
    private const float Synonym = 0.92f;
    private const float WordByItself = 0.5f;
    private const float PartOfWord = 0.3f;
    private const float PartOfUnknown = 0.4f;
    private const float WeakCharacter = 0.5f;
    private const float ChancePair = 0.4f;
    private const double ChanceShare = 0.12;

    private readonly float[] _weights;
    private readonly List<(int Hash, float Strength)>[] _ways;

    /// <summary>Weighs a text by a vocabulary.</summary>
    public WeightedText(AnalyzedText text, Vocabulary vocabulary)
    {
        Text = text;
        _weights = new float[text.Units.Count];
        _ways = new List<(int, float)>[text.Units.Count];
        var known = new int[text.Units.Count]; // passages that have the unit's commonest word; 0: none
        var inPair = new bool[text.Units.Count];
        var isWord = new bool[text.Units.Count]; // a single character that is a word: 退
        for (var i = 0; i < _ways.Length; i++) _ways[i] = [];
        foreach (var term in text.Terms)
        {
            var hash = term.Hash;
            var count = vocabulary.Count(hash);
            if (term.Kind == TermKind.Pair && count > 0) inPair[term.Start] = inPair[term.Start + 1] = true;
            if (count == 0 || term.Kind == TermKind.Character) continue;
            if (term.Kind == TermKind.Group && term.End - term.Start == 1) isWord[term.Start] = true;
            for (var i = term.Start; i < term.End; i++)
            {
                var unit = text.Units[i];
                if (unit.Weight == 0 && (term.Kind != TermKind.Pair || IsWeakPair(text, term))) continue;
                var strength = term.Kind switch
                {
                    TermKind.Group when unit.Weight >= 1 => Synonym,
                    TermKind.Pair when unit.IsHan && IsChance(text, term, count, vocabulary) => ChancePair,
                    _ => 1f,
                };
                if (unit.Weight == 0 && strength < 1) continue;
                _ways[i].Add((hash, strength * unit.Certainty));
                known[i] = Math.Max(known[i], count);
            }
        }

        MarkLone(text, isWord, vocabulary);
        foreach (var term in text.Terms)
        {
            if (term.Kind != TermKind.Character) continue;
            var strength = inPair[term.Start] ? PartOfWord : isWord[term.Start] ? WordByItself : PartOfUnknown;
            var count = vocabulary.Count(term.Hash);
            if (count > 0) _ways[term.Start].Add((term.Hash, strength * text.Units[term.Start].Certainty));
            if (known[term.Start] == 0) known[term.Start] = count;
        }

        for (var i = 0; i < _weights.Length; i++)
        {
            var unit = text.Units[i];
            _weights[i] = unit.Weight switch
            {
                0 => _ways[i].Count > 0 ? WeakCharacter * 0.5f * vocabulary.Weight(known[i]) : 0,
                < 1 => unit.Weight * (unit.IsHan ? 0.5f : 1) * (0.5f + 0.5f * (known[i] > 0 ? vocabulary.Weight(known[i]) : 0)),
                _ => (known[i] > 0 ? vocabulary.Weight(known[i]) : Vocabulary.Unknown) * (unit.IsHan && !isWord[i] ? 0.5f : 1),
            };
            Total += _weights[i];
        }
    }

    /// <summary>The text.</summary>
    public AnalyzedText Text { get; }

    /// <summary>What all units weigh together; 0 when there is nothing to look for.</summary>
    public float Total { get; }

    /// <summary>What a unit weighs.</summary>
    public float Weight(int unit) => _weights[unit];

    /// <summary>The terms by which a unit can be found, and how much of it they find.</summary>
    public IReadOnlyList<(int Hash, float Strength)> Ways(int unit) => _ways[unit];

    /// <summary>Which part of the text's weight some terms have, from 0 to 1.</summary>
    /// <param name="sortedHashes">The terms.</param>
    public float Covered(ReadOnlySpan<int> sortedHashes)
    {
        if (Total <= 0) return 0;
        var sum = 0f;
        for (var i = 0; i < _weights.Length; i++)
        {
            if (_weights[i] > 0) sum += _weights[i] * Strength(i, sortedHashes);
        }

        return sum / Total;
    }

    /// <summary>The same, where a second row of terms counts for less.</summary>
    public float Covered(ReadOnlySpan<int> sortedHashes, ReadOnlySpan<int> lesser, float worth)
    {
        if (Total <= 0) return 0;
        var sum = 0f;
        for (var i = 0; i < _weights.Length; i++)
        {
            if (_weights[i] > 0) sum += _weights[i] * Math.Max(Strength(i, sortedHashes), worth * Strength(i, lesser));
        }

        return sum / Total;
    }

    /// <summary>How many words (two characters count as one) some terms find.</summary>
    public float Words(ReadOnlySpan<int> sortedHashes)
    {
        var words = 0f;
        for (var i = 0; i < _weights.Length; i++)
        {
            if (Text.Units[i].Weight >= 1 && Strength(i, sortedHashes) >= 0.5f) words += Text.Units[i].IsHan ? 0.5f : 1;
        }

        return words;
    }

    /// <summary>Whether a word that carries the question is not among some terms.</summary>
    public bool Misses(ReadOnlySpan<int> sortedHashes)
    {
        for (var i = 0; i < _weights.Length; i++)
        {
            if (Text.Units[i].Weight >= 1 && _weights[i] > 0 && Strength(i, sortedHashes) < PartOfWord) return true;
        }

        return false;
    }

    /// <summary>How well some terms find a unit, from 0 to 1.</summary>
    public float Strength(int unit, ReadOnlySpan<int> sortedHashes)
    {
        var best = 0f;
        foreach (var (hash, strength) in _ways[unit])
        {
            if (strength > best && sortedHashes.BinarySearch(hash) >= 0) best = strength;
        }

        return best;
    }

    // A character that pairs with no neighbour is a word, known or not; so is one whose only neighbours carry nothing (吃 in 有什么好吃的).
    private static void MarkLone(AnalyzedText text, bool[] isWord, Vocabulary vocabulary)
    {
        var paired = new bool[isWord.Length];
        foreach (var term in text.Terms)
        {
            if (term.End - term.Start < 2) continue;
            if (term.Kind == TermKind.Pair && (text.Units[term.Start].Weight == 0 || text.Units[term.End - 1].Weight == 0) && vocabulary.Count(term.Hash) == 0) continue;
            for (var i = term.Start; i < term.End; i++) paired[i] = true;
        }

        for (var i = 0; i < isWord.Length; i++) isWord[i] |= text.Units[i].IsHan && !paired[i];
    }

    // 会员 is a word, 能退 is not: a pair with a weak character is a word if the other character is rarely without it.
    private static bool IsChance(AnalyzedText text, Term pair, int count, Vocabulary vocabulary)
    {
        var (first, second) = (text.Units[pair.Start], text.Units[pair.End - 1]);
        if (first.Weight > 0 == second.Weight > 0) return false;
        return count < ChanceShare * vocabulary.Count(TermHash.Of(first.Weight > 0 ? first.Text : second.Text));
    }

    private static bool IsWeakPair(AnalyzedText text, Term term) => text.Units[term.Start].Weight == 0 && text.Units[term.End - 1].Weight == 0;
}
