using System.Numerics;
using Microsoft.Extensions.AI;

namespace Weiyu.Knowledge.Embeddings;

/// <summary>Finds passages by meaning, where an embedding model is configured. Whatever the model's server does, a search goes on without.</summary>
/// <param name="generator">Any OpenAI-compatible endpoint's.</param>
/// <param name="model">Its name, part of the cache's keys.</param>
/// <param name="cache">What was embedded before.</param>
/// <param name="options">Bounds.</param>
/// <param name="time">For time-outs.</param>
/// <param name="redact">Takes personal data out of a visitor's words before they leave.</param>
public sealed class EmbeddingSearch(
    IEmbeddingGenerator<string, Embedding<float>> generator, string model, EmbeddingCache cache, KnowledgeOptions options, TimeProvider time, Func<string, string> redact)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private const int MaxText = 2000;

    private volatile VectorSet _vectors = VectorSet.Empty;
    private long _restUntil;

    /// <summary>How many passages can be found by meaning.</summary>
    public int Count => _vectors.Ids.Length;

    /// <summary>Embeds what is new, in batches; what fails is tried again the next time.</summary>
    internal async Task UpdateAsync(IEnumerable<KnowledgeEntry> entries, CancellationToken cancellationToken)
    {
        var wanted = entries.Take(options.MaxEmbedded).Select(e => (e.Id, Text: TextOf(e))).Select(e => (e.Id, e.Text, Key: EmbeddingCache.Key(model, e.Text))).ToList();
        foreach (var batch in wanted.Where(e => cache.Get(e.Key) is null).DistinctBy(e => e.Key).Chunk(options.EmbeddingBatch))
        {
            using var limit = new CancellationTokenSource(options.EmbeddingTimeout * 10, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            var made = await generator.GenerateAsync(batch.Select(b => b.Text), cancellationToken: either.Token);
            if (made.Count != batch.Length) throw new InvalidDataException($"{batch.Length} texts were sent, {made.Count} embeddings came back.");
            cache.Add([.. batch.Zip(made, (b, m) => (b.Key, Normalize(m.Vector.Span)))]);
        }

        cache.Keep(wanted.Select(w => w.Key).ToHashSet(StringComparer.Ordinal));
        var known = wanted.Select(w => (w.Id, Vector: cache.Get(w.Key)!)).ToList();
        _vectors = new VectorSet([.. known.Select(k => k.Id)], [.. known.Select(k => k.Vector)]);
    }

    /// <summary>The passages nearest in meaning, best first; null when embeddings are not to be had now.</summary>
    internal async Task<IReadOnlyList<(string Id, double Nearness)>?> SearchAsync(string question, int most, CancellationToken cancellationToken)
    {
        var vectors = _vectors;
        if (vectors.Ids.Length == 0 || time.GetTimestamp() < Interlocked.Read(ref _restUntil)) return null;
        try
        {
            using var limit = new CancellationTokenSource(options.EmbeddingTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            var text = redact(question.Length > MaxText ? question[..MaxText] : question);
            var made = await generator.GenerateAsync([text], cancellationToken: either.Token).WaitAsync(either.Token);
            return made.Count == 1 ? vectors.Nearest(Normalize(made[0].Vector.Span), most) : null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is not OutOfMemoryException)
        {
            // A server that fails or dawdles is left alone for a while: no question waits for it.
            Interlocked.Exchange(ref _restUntil, time.GetTimestamp() + (long)(Pause.TotalSeconds * time.TimestampFrequency));
            return null;
        }
    }

    private static string TextOf(KnowledgeEntry entry)
    {
        var text = $"{entry.Title}\n{string.Join('\n', entry.Questions.Take(8))}\n{entry.Answer ?? entry.Text}";
        return text.Length > MaxText ? text[..MaxText] : text;
    }

    private static float[] Normalize(ReadOnlySpan<float> vector)
    {
        var length = MathF.Sqrt(VectorSet.Dot(vector, vector));
        var normal = vector.ToArray();
        if (length > 0)
        {
            for (var i = 0; i < normal.Length; i++) normal[i] /= length;
        }

        return normal;
    }
}

/// <summary>Vectors of length 1, compared one by one: 20,000 take a few milliseconds.</summary>
public sealed record VectorSet(string[] Ids, float[][] Vectors)
{
    /// <summary>None.</summary>
    public static VectorSet Empty { get; } = new([], []);

    /// <summary>The nearest, best first. Nearness says how far a passage stands out from the rest (models differ in what their cosines mean): 0 not at all, 1 clearly.</summary>
    public IReadOnlyList<(string Id, double Nearness)> Nearest(float[] to, int most)
    {
        var cosines = new double[Ids.Length];
        double sum = 0, squares = 0;
        for (var i = 0; i < cosines.Length; i++)
        {
            cosines[i] = Vectors[i].Length == to.Length ? Dot(Vectors[i], to) : 0;
            sum += cosines[i];
            squares += cosines[i] * cosines[i];
        }

        var mean = sum / cosines.Length;
        var deviation = Math.Sqrt(Math.Max(1e-9, (squares / cosines.Length) - (mean * mean)));
        return [.. Enumerable.Range(0, cosines.Length).OrderByDescending(i => cosines[i]).Take(most).Select(i => (Ids[i], Math.Clamp(((cosines[i] - mean) / deviation - 1.5) / 2.5, 0, 1)))];
    }

    /// <summary>The inner product.</summary>
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sums = Vector<float>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count) sums += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        var sum = Vector.Sum(sums);
        for (; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
