using System.Runtime.InteropServices;

namespace Weiyu.Rules.Intents;

/// <summary>The features that the examples have, and what each is worth (inverse document frequency). Makes vectors of texts.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<ulong, int> _index;
    private readonly float[] _worth;
    private readonly bool[] _own;
    private readonly float _worthOfUnknown;

    private Vocabulary(Dictionary<ulong, int> index, float[] worth, bool[] own, float worthOfUnknown) =>
        (_index, _worth, _own, _worthOfUnknown) = (index, worth, own, worthOfUnknown);

    /// <summary>How many features are known.</summary>
    public int Count => _worth.Length;

    /// <summary>Collects the features of examples.</summary>
    /// <param name="texts">The examples.</param>
    /// <param name="isOwn">Whether an example is of an intent; what only others have is not counted as known.</param>
    /// <param name="limit">The most features.</param>
    public static Vocabulary Of(IReadOnlyList<string> texts, Func<int, bool> isOwn, int limit)
    {
        var documents = new Dictionary<ulong, int>();
        var order = new List<ulong>();
        var features = new List<Feature>();
        var (seen, ours) = (new HashSet<ulong>(), new HashSet<ulong>());
        for (var i = 0; i < texts.Count; i++)
        {
            features.Clear();
            seen.Clear();
            FeatureReader.Read(texts[i], features);
            if (isOwn(i)) ours.UnionWith(features.Select(f => f.Id));
            foreach (var feature in features)
            {
                if (!seen.Add(feature.Id)) continue;
                ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(documents, feature.Id, out var exists);
                if (!exists) order.Add(feature.Id);
                count++;
            }
        }

        // With many examples a feature of a single one tells nothing about another; with few it may be all there is.
        var least = texts.Count > 2_000 ? 2 : 1;
        var kept = order.Where(id => documents[id] >= least).ToList();
        if (kept.Count > limit) kept = [.. kept.OrderByDescending(id => documents[id]).Take(limit)];
        var index = new Dictionary<ulong, int>(kept.Count);
        var (worth, own) = (new float[kept.Count], new bool[kept.Count]);
        foreach (var id in kept)
        {
            own[index.Count] = ours.Contains(id);
            worth[index.Count] = Worth(texts.Count, documents[id]);
            index.Add(id, index.Count);
        }

        return new Vocabulary(index, worth, own, Worth(texts.Count, 1));
    }

    /// <summary>The vector of a text: length 1, or empty when nothing of the text is known.</summary>
    /// <param name="text">The text.</param>
    /// <param name="overlap">How much of the text is known from examples of intents, weighted by worth, 0 to 1.</param>
    public SparseVector Read(string text, out double overlap)
    {
        var features = new List<Feature>(256);
        FeatureReader.Read(text, features);
        var counts = new Dictionary<int, (int Count, FeatureKind Kind)>(features.Count);
        double known = 0, all = 0;
        foreach (var feature in features)
        {
            var isKnown = _index.TryGetValue(feature.Id, out var at);
            if (feature.IsTelling)
            {
                all += isKnown ? _worth[at] : _worthOfUnknown;
                known += isKnown && _own[at] ? _worth[at] : 0;
            }

            if (!isKnown) continue;
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, at, out _);
            entry = (entry.Count + 1, feature.Kind);
        }

        overlap = all > 0 ? known / all : 0;
        return Weigh(counts);
    }

    // Both halves get the same length, so that the many groups of letters do not drown the few words.
    private SparseVector Weigh(Dictionary<int, (int Count, FeatureKind Kind)> counts)
    {
        var indices = counts.Keys.ToArray();
        Array.Sort(indices);
        var values = new float[indices.Length];
        Span<double> squares = [0, 0];
        for (var i = 0; i < indices.Length; i++)
        {
            var (count, kind) = counts[indices[i]];
            values[i] = (1 + MathF.Log(count)) * _worth[indices[i]];
            squares[(int)kind] += values[i] * values[i];
        }

        var halves = (squares[0] > 0 ? 1 : 0) + (squares[1] > 0 ? 1 : 0);
        for (var i = 0; i < indices.Length; i++)
        {
            values[i] /= (float)Math.Sqrt(squares[(int)counts[indices[i]].Kind] * halves);
        }

        return new SparseVector(indices, values);
    }

    private static float Worth(int documents, int with) => MathF.Log((1f + documents) / (1f + with)) + 1;
}

/// <summary>A vector of which only the members that are not 0 are kept, by growing index.</summary>
internal readonly record struct SparseVector(int[] Indices, float[] Values);
