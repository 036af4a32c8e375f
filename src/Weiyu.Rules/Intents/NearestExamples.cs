namespace Weiyu.Rules.Intents;

/// <summary>Which examples resemble a text: cosines by an inverted index (for each feature the examples that have it).</summary>
internal sealed class NearestExamples
{
    private readonly int[] _starts;
    private readonly int[] _examples;
    private readonly float[] _values;
    private readonly int[] _labelOf;
    private readonly int _labels;

    /// <summary>Builds the index.</summary>
    public NearestExamples(IReadOnlyList<(SparseVector Vector, int Label)> examples, int labels, int features)
    {
        (_labels, _labelOf, _starts) = (labels, [.. examples.Select(e => e.Label)], new int[features + 1]);
        foreach (var (vector, _) in examples)
        {
            foreach (var feature in vector.Indices) _starts[feature + 1]++;
        }

        for (var i = 0; i < features; i++) _starts[i + 1] += _starts[i];
        var next = _starts.ToArray();
        (_examples, _values) = (new int[_starts[features]], new float[_starts[features]]);
        for (var example = 0; example < examples.Count; example++)
        {
            var vector = examples[example].Vector;
            for (var i = 0; i < vector.Indices.Length; i++)
            {
                var at = next[vector.Indices[i]]++;
                (_examples[at], _values[at]) = (example, vector.Values[i]);
            }
        }
    }

    /// <summary>For each label the cosine of its nearest example, 0 to 1.</summary>
    /// <param name="vector">The text's vector.</param>
    /// <param name="nearest">The number of the nearest example of all; -1 when none has anything in common with the text.</param>
    public float[] Score(SparseVector vector, out int nearest)
    {
        var cosines = new float[_labelOf.Length];
        for (var i = 0; i < vector.Indices.Length; i++)
        {
            var value = vector.Values[i];
            for (var at = _starts[vector.Indices[i]]; at < _starts[vector.Indices[i] + 1]; at++)
            {
                cosines[_examples[at]] += value * _values[at];
            }
        }

        var best = new float[_labels];
        nearest = -1;
        for (var example = 0; example < cosines.Length; example++)
        {
            var cosine = Math.Min(cosines[example], 1);
            if (cosine > best[_labelOf[example]]) best[_labelOf[example]] = cosine;
            if (cosine > 0 && (nearest < 0 || cosine > cosines[nearest])) nearest = example;
        }

        return best;
    }
}
