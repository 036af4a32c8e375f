namespace Weiyu.Knowledge.Indexing;

/// <summary>From hits to what callers get: one passage an answer, the wanted language first, margins.</summary>
internal static class Ranking
{
    private const double OtherLocale = 0.95;
    private const double SecondChoice = 0.2;
    private const double KnowsSubject = 0.4;

    /// <summary>The passages, best first.</summary>
    /// <param name="hits">What was found.</param>
    /// <param name="locale">The wanted language.</param>
    /// <param name="top">The most to return.</param>
    public static IReadOnlyList<Passage> Of(IReadOnlyList<Hit> hits, string locale, int top)
    {
        // Another language is second choice, the more so the better the wanted language knows the subject itself.
        var own = hits.Where(h => h.Entry.Locale == locale).Select(h => (double)h.Score.Value).DefaultIfEmpty(0).Max();
        var otherLocale = OtherLocale - SecondChoice * Math.Min(1, own / KnowsSubject);
        var ranked = hits
            .GroupBy(h => h.Entry.Answer is null ? h.Entry.Id : h.Entry.Source)
            .Select(g => OneOf(g, locale, otherLocale))
            .OrderByDescending(p => p.Score)
            .ThenBy(p => p.Id, StringComparer.Ordinal)
            .ToList();
        for (var i = 0; i < ranked.Count && i < top; i++)
        {
            // What says the same in another language is no rival.
            var next = ranked.Skip(i + 1).FirstOrDefault(p => p.Source != ranked[i].Source && (ranked[i].Locale != locale || p.Locale == locale))?.Score ?? 0;
            ranked[i] = ranked[i] with { Margin = Math.Round(ranked[i].Score - next, 4) };
        }

        return ranked.Count > top ? ranked[..top] : ranked;
    }

    /// <summary>A passage of an entry, without a score.</summary>
    public static Passage ToPassage(KnowledgeEntry entry) => new(entry.Id, entry.Source, entry.Title, entry.Text.Length > 0 ? entry.Text : entry.Answer ?? "")
    {
        Answer = entry.Answer,
        Question = entry.Questions.Count > 0 ? entry.Questions[0] : null,
        Heading = entry.Questions.Count > 0 ? entry.Questions[0] : entry.Headings.Count > 0 ? entry.Headings[^1] : entry.Title,
        Locale = entry.Locale,
        Tags = entry.Tags,
    };

    // The answers of one question in several languages are as good as the best of them: the wanted language is sent.
    private static Passage OneOf(IGrouping<string, Hit> group, string locale, double otherLocale)
    {
        var best = group.MaxBy(h => h.Score.Value)!;
        var wanted = group.FirstOrDefault(h => h.Entry.Locale == locale);
        var hit = wanted ?? best;
        var score = best.Score.Value * (wanted is null && best.Score.Value < 1 ? otherLocale : 1);
        return ToPassage(hit.Entry) with
        {
            Score = Math.Round(score, 4),
            Question = hit.Score.Question ?? (hit.Entry.Questions.Count > 0 ? hit.Entry.Questions[0] : null),
            Why = (best == hit ? hit : best).Why,
        };
    }
}
