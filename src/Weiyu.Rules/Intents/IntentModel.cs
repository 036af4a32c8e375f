using Weiyu.Text.Folding;

namespace Weiyu.Rules.Intents;

/// <summary>
/// Recognises what is meant by examples of each intent. Purely lexical (words, letter groups, Chinese character groups), learned in
/// seconds, offline. Immutable and safe to ask from many threads; the same examples in any order make the same model.
/// </summary>
internal sealed class IntentModel
{
    private readonly string[] _labels;
    private readonly string[] _texts;
    private readonly int[] _labelOf;
    private readonly Dictionary<string, int> _exact;
    private readonly Vocabulary _vocabulary;
    private readonly Recogniser? _recogniser;
    private readonly Blend _blend;
    private readonly IntentOptions _options;

    private IntentModel(
        string[] labels, List<string> texts, List<int> labelOf, Dictionary<string, int> exact, Vocabulary vocabulary, Recogniser? recogniser, Blend blend,
        IntentOptions options)
    {
        (_labels, _texts, _labelOf, _exact) = (labels, [.. texts], [.. labelOf], exact);
        (_vocabulary, _recogniser, _blend, _options) = (vocabulary, recogniser, blend, options);
    }

    /// <summary>The intents, by name.</summary>
    public IReadOnlyList<string> Labels => _labels;

    /// <summary>How many examples were learned; repetitions count once.</summary>
    public int Examples => _labelOf.Count(label => label < _labels.Length);

    /// <summary>The weights of the two sources of evidence, as found on held-out examples.</summary>
    internal Blend Blend => _blend;

    /// <summary>Learns from examples. Empty texts are left out, as are repetitions under the same label.</summary>
    public static IntentModel Train(IEnumerable<(string Label, string Text)> examples, IntentOptions options, CancellationToken cancellationToken = default)
    {
        // The training walks through the examples in their order, and does badly when those of a label stand together, as they do in files.
        // Ordered by hash they are mixed, and the order of the files does not matter.
        var distinct = examples.Where(e => !string.IsNullOrWhiteSpace(e.Text)).Distinct()
            .OrderBy(e => FeatureReader.Hash(e.Text, (ulong)options.Seed))
            .ThenBy(e => e.Text, StringComparer.Ordinal).ThenBy(e => e.Label, StringComparer.Ordinal).ToList();
        string[] names = [.. distinct.Select(e => e.Label).Distinct().Order(StringComparer.Ordinal)];
        distinct = Background.Beside(distinct, options);
        var numbers = names.Select((name, i) => (name, i)).ToDictionary(n => n.name, n => n.i, StringComparer.Ordinal);
        var texts = distinct.ConvertAll(e => e.Text);
        var labels = distinct.ConvertAll(e => numbers.GetValueOrDefault(e.Label, names.Length));
        var count = labels.Contains(names.Length) ? names.Length + 1 : names.Length;
        var exact = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < texts.Count; i++)
        {
            if (labels[i] == names.Length) continue;
            // A text under two labels decides nothing.
            var bare = TextNormalizer.NormalizeBare(texts[i]);
            exact[bare] = exact.TryGetValue(bare, out var other) && (other < 0 || labels[other] != labels[i]) ? -1 : i;
        }

        var vocabulary = Vocabulary.Of(texts, i => labels[i] < names.Length, Math.Min(options.MaxFeatures, options.MaxWeights / Math.Max(1, names.Length)));
        var vectors = texts.Select((text, i) => (Vector: vocabulary.Read(text, out _), Label: labels[i])).ToList();
        cancellationToken.ThrowIfCancellationRequested();
        var recogniser = vectors.Count == 0 ? null : new Recogniser(vectors, count, vocabulary.Count, options);
        var blend = HoldOut.Fit(vectors, count, vocabulary.Count, options, cancellationToken);
        return new IntentModel(names, texts, labels, exact, vocabulary, recogniser, blend, options);
    }

    /// <summary>Recognises what a text means.</summary>
    public IntentResult Classify(string text)
    {
        if (_recogniser is null || string.IsNullOrWhiteSpace(text)) return IntentResult.None;
        if (_exact.TryGetValue(TextNormalizer.NormalizeBare(text), out var same) && same >= 0) return Same(same);
        var vector = _vocabulary.Read(text, out var overlap);
        if (vector.Indices.Length == 0) return IntentResult.None;
        var (linear, near) = _recogniser.Score(vector, out var nearest);
        var shares = _blend.Shares(linear, near);
        var ranked = Rank(shares);
        // The share of what belongs to no intent stands behind the intents' own.
        var other = shares.Length > _labels.Length ? shares[^1] : 0;
        var margin = Math.Max(0, ranked[0].Share - Math.Max(other, ranked.Count > 1 ? ranked[1].Share : 0));
        var similarity = near[.._labels.Length].Max();
        var score = Confidence.Of(ranked[0].Share, overlap, shares.Length > _labels.Length);
        var isNone = ranked[0].Label == _options.NoneLabel || score < _options.MinScore || margin < _options.MinMargin;
        return new IntentResult(isNone ? null : ranked[0].Label, score, margin, overlap, ranked)
        {
            Nearest = nearest < 0 || _labelOf[nearest] >= _labels.Length ? null : _texts[nearest],
            Similarity = similarity,
        };
    }

    private IntentResult Same(int example)
    {
        var label = _labels[_labelOf[example]];
        return new IntentResult(label == _options.NoneLabel ? null : label, 1, 1, 1, [new RankedIntent(label, 1)]) { Nearest = _texts[example], Similarity = 1 };
    }

    private List<RankedIntent> Rank(double[] shares)
    {
        var top = new List<RankedIntent>(_options.Top + 1);
        for (var i = 0; i < _labels.Length; i++)
        {
            var at = top.Count;
            while (at > 0 && top[at - 1].Share < shares[i]) at--;
            if (at >= Math.Max(2, _options.Top)) continue;
            top.Insert(at, new RankedIntent(_labels[i], shares[i]));
            if (top.Count > Math.Max(2, _options.Top)) top.RemoveAt(top.Count - 1);
        }

        return top;
    }
}
