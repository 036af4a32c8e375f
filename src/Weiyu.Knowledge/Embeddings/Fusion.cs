using Weiyu.Knowledge.Indexing;

namespace Weiyu.Knowledge.Embeddings;

/// <summary>
/// Puts what was found by words and what was found by meaning into one order: by how sure each passage itself is. A score says whether its passage may
/// be sent; it is never lent to another one for the sake of an order.
/// </summary>
internal static class Fusion
{
    private const double OfMeaning = 0.45;

    /// <summary>
    /// The hits of both, best first, each with its own score: that of the words, raised by how far the passage stands out in meaning. The very question
    /// (score 1) can't be raised, nor overtaken.
    /// </summary>
    /// <param name="byWords">Best first.</param>
    /// <param name="byMeaning">Best first.</param>
    /// <param name="find">The entry of an id that words did not find; null when it is not to be found (folder, tags, dates).</param>
    public static IReadOnlyList<Hit> Of(IReadOnlyList<Hit> byWords, IReadOnlyList<(string Id, double Nearness)> byMeaning, Func<string, KnowledgeEntry?> find)
    {
        var fused = byWords.ToDictionary(h => h.Entry.Id, StringComparer.Ordinal);
        foreach (var (id, nearness) in byMeaning)
        {
            var hit = fused.TryGetValue(id, out var known) ? known : find(id) is { } entry ? new Hit(entry, default, PassageWhy.None) : null;
            if (hit is not null) fused[id] = Raised(hit, nearness);
        }

        return [.. fused.Values.OrderByDescending(h => h.Score.Value).ThenBy(h => h.Entry.Id, StringComparer.Ordinal)];
    }

    private static Hit Raised(Hit hit, double nearness)
    {
        var why = hit.Why with
        {
            Fields = nearness > 0 ? [.. hit.Why.Fields, "embedding"] : hit.Why.Fields,
            Components = new Dictionary<string, double>(hit.Why.Components) { ["embedding"] = Math.Round(nearness, 3) },
        };
        return hit with { Score = hit.Score with { Value = (float)(hit.Score.Value + (1 - hit.Score.Value) * OfMeaning * nearness) }, Why = why };
    }
}
