using Weiyu.Bot.Handlers.Knowledge.Text;

namespace Weiyu.Bot.Handlers.Knowledge.Indexing;

/// <summary>A text whose units know what they weigh and by what they can be found.</summary>
internal sealed class WeightedText
{
    private const float Synonym = 0.92f;
    private const float LoneCharacter = 0.8f;
    private const float CharacterOfPair = 0.3f;
    private const float WeakCharacter = 0.5f;

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
        for (var i = 0; i < _ways.Length; i++) _ways[i] = [];
        foreach (var term in text.Terms)
        {
            var hash = term.Hash;
            var count = vocabulary.Count(hash);
            if (term.Kind == TermKind.Pair) inPair[term.Start] = inPair[term.Start + 1] = true;
            if (count == 0 || term.Kind == TermKind.Character) continue;
            for (var i = term.Start; i < term.End; i++)
            {
                var unit = text.Units[i];
                if (unit.Weight == 0 && (term.Kind != TermKind.Pair || IsWeakPair(text, term))) continue;
                var strength = term.Kind == TermKind.Group && unit.Weight >= 1 ? Synonym : 1f;
                _ways[i].Add((hash, strength * unit.Certainty));
                known[i] = Math.Max(known[i], count);
            }
        }

        foreach (var term in text.Terms)
        {
            if (term.Kind != TermKind.Character) continue;
            var strength = inPair[term.Start] ? CharacterOfPair : LoneCharacter;
            var count = vocabulary.Count(term.Hash);
            if (count > 0) _ways[term.Start].Add((term.Hash, strength * text.Units[term.Start].Certainty));
            if (known[term.Start] == 0 && !inPair[term.Start]) known[term.Start] = count;
        }

        for (var i = 0; i < _weights.Length; i++)
        {
            var unit = text.Units[i];
            _weights[i] = unit.Weight switch
            {
                0 => _ways[i].Count > 0 ? WeakCharacter * 0.5f * vocabulary.Weight(known[i]) : 0,
                < 1 => unit.Weight * (unit.IsHan ? 0.5f : 1),
                _ => vocabulary.Weight(known[i]) * (unit.IsHan ? 0.5f : 1),
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

    private static bool IsWeakPair(AnalyzedText text, Term term) => text.Units[term.Start].Weight == 0 && text.Units[term.End - 1].Weight == 0;
}
