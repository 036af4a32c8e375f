using Weiyu.Bot.Handlers.Knowledge.Indexing;

namespace Weiyu.Bot.Handlers.Knowledge.Embeddings;

/// <summary>Puts what was found by words and what was found by meaning into one order, by reciprocal rank.</summary>
internal static class Fusion
{
    private const double K = 20;
    private const double OfMeaning = 0.45;

    /// <summary>The hits of both, each with a score: that of the words, raised by how far the passage stands out in meaning; the order by reciprocal rank.</summary>
    /// <param name="byWords">Best first.</param>
    /// <param name="byMeaning">Best first.</param>
    /// <param name="find">The entry of an id that words did not find; null when it is not to be found (folder, tags, dates).</param>
    public static IReadOnlyList<Hit> Of(IReadOnlyList<Hit> byWords, IReadOnlyList<(string Id, double Nearness)> byMeaning, Func<string, KnowledgeEntry?> find)
    {
        var fused = new Dictionary<string, (Hit Hit, double Rank)>(StringComparer.Ordinal);
        for (var i = 0; i < byWords.Count; i++) fused[byWords[i].Entry.Id] = (byWords[i], 1 / (K + i));
        for (var i = 0; i < byMeaning.Count; i++)
        {
            var (id, nearness) = byMeaning[i];
            var hit = fused.TryGetValue(id, out var known) ? known.Hit : find(id) is { } entry ? new Hit(entry, default, PassageWhy.None) : null;
            if (hit is null) continue;
            var score = (float)(hit.Score.Value + (1 - hit.Score.Value) * OfMeaning * nearness);
            var why = hit.Why with
            {
                Fields = nearness > 0 ? [.. hit.Why.Fields, "embedding"] : hit.Why.Fields,
                Components = new Dictionary<string, double>(hit.Why.Components) { ["embedding"] = Math.Round(nearness, 3) },
            };
            fused[id] = (hit with { Score = hit.Score with { Value = score }, Why = why }, known.Rank + 1 / (K + i));
        }

        // The scores follow the fused order: a passage is never less sure than one behind it.
        var ordered = fused.Values.OrderByDescending(f => f.Rank).ThenBy(f => f.Hit.Entry.Id, StringComparer.Ordinal).Select(f => f.Hit).ToList();
        var scores = ordered.Select(h => h.Score.Value).OrderDescending().ToList();
        return [.. ordered.Select((h, i) => h with { Score = h.Score with { Value = scores[i] } })];
    }
}
