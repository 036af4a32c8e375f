using Weiyu.Bot.Handlers.Knowledge.Text;

namespace Weiyu.Bot.Handlers.Knowledge.Indexing;

/// <summary>
/// How sure it is that a passage answers a question, from 0 to 1 and comparable between questions and folders, unlike a BM25 score:
/// which part of what the question says (weighed by rarity; words that no passage has weigh most) the passage's questions, headings and text have,
/// and how much of the passage's own question the visitor's has.
/// </summary>
internal sealed class PassageScorer
{
    private readonly WeightedText _question;
    private readonly KnowledgeAnalyzer _analyzer;
    private readonly Vocabulary _vocabulary;
    private readonly int[] _hashes;

    /// <summary>A scorer for one question.</summary>
    public PassageScorer(WeightedText question, KnowledgeAnalyzer analyzer, Vocabulary vocabulary)
    {
        (_question, _analyzer, _vocabulary) = (question, analyzer, vocabulary);
        _hashes = question.Text.SortedHashes();
    }

    /// <summary>A first estimate, cheap enough for every candidate.</summary>
    public float Estimate(ReadOnlySpan<int> asked, ReadOnlySpan<int> all) => 0.5f * _question.Covered(asked) + 0.5f * _question.Covered(all);

    /// <summary>The score of a passage.</summary>
    /// <param name="entry">The passage.</param>
    /// <param name="asked">The terms of its questions and headings.</param>
    /// <param name="all">All its terms.</param>
    /// <param name="rank">Its BM25 score relative to the best candidate's, from 0 to 1.</param>
    public PassageScore Score(KnowledgeEntry entry, ReadOnlySpan<int> asked, ReadOnlySpan<int> all, float rank)
    {
        var best = (Like: 0f, Forward: 0f, Back: 0f, Phrase: (string?)null);
        foreach (var phrase in Phrases(entry))
        {
            var theirs = new WeightedText(_analyzer.Analyze(phrase), _vocabulary);
            var forward = _question.Covered(theirs.Text.SortedHashes());
            if (forward <= 0) continue;
            var back = theirs.Covered(_hashes);
            var like = forward * (0.68f + 0.32f * back);
            if (like > best.Like) best = (like, forward, back, phrase);
        }

        var topic = _question.Covered(asked);
        var coverage = _question.Covered(all);
        var asQuestion = 0.88f * best.Like + 0.12f * coverage;
        var asText = coverage * (0.56f + 0.3f * topic);
        var score = Math.Max(asQuestion, asText);
        score = Math.Clamp(score * (0.97f + 0.03f * rank), 0, 1);
        return new PassageScore(score, best.Like, best.Back, topic, coverage, rank, entry.Questions.Contains(best.Phrase ?? "") ? best.Phrase : null);
    }

    /// <summary>Why: which words were found where.</summary>
    public PassageWhy Explain(PassageScore score, ReadOnlySpan<int> asked, ReadOnlySpan<int> all)
    {
        var matched = new List<string>();
        var missed = new List<string>();
        var fields = new SortedSet<string>(StringComparer.Ordinal);
        var units = _question.Text.Units;
        for (var i = 0; i < units.Count; i++)
        {
            if (_question.Weight(i) <= 0) continue;
            var inAsked = _question.Strength(i, asked) >= 0.5f;
            var inAll = _question.Strength(i, all) >= 0.5f;
            if (inAsked) fields.Add("question");
            else if (inAll) fields.Add("text");
            var surface = units[i].Certainty < 1 ? $"{units[i].Surface}≈{units[i].Text}" : units[i].Surface;
            var into = inAll ? matched : missed;
            var joins = units[i].IsHan && i > 0 && units[i - 1].IsHan && _question.Weight(i - 1) > 0 && _question.Strength(i - 1, all) >= 0.5f == inAll && into.Count > 0;
            if (joins) into[^1] += surface;
            else into.Add(surface);
        }

        return new PassageWhy(matched, missed, [.. fields], new Dictionary<string, double>
        {
            ["question"] = Round(score.Like), ["back"] = Round(score.Back), ["topic"] = Round(score.Topic), ["text"] = Round(score.Coverage), ["rank"] = Round(score.Rank),
        });
    }

    private static IEnumerable<string> Phrases(KnowledgeEntry entry)
    {
        foreach (var question in entry.Questions) yield return question;
        if (entry.Headings.Count == 0) yield break;
        if (entry.Questions.Count == 0) yield return entry.Headings[^1];
        if (entry.Headings.Count > 1) yield return $"{entry.Headings[^2]} {entry.Headings[^1]}";
    }

    private static double Round(float value) => Math.Round(value, 3);
}

/// <summary>A passage's score and its parts, each from 0 to 1.</summary>
/// <param name="Value">The score.</param>
/// <param name="Like">How like the question is to the passage's own (or its heading).</param>
/// <param name="Back">Which part of the passage's own question the visitor's has.</param>
/// <param name="Topic">Which part of the question stands in the passage's questions and headings.</param>
/// <param name="Coverage">Which part of the question stands anywhere in the passage.</param>
/// <param name="Rank">BM25 relative to the best.</param>
/// <param name="Question">The passage's question that is most like the visitor's; null for running text.</param>
internal readonly record struct PassageScore(float Value, float Like, float Back, float Topic, float Coverage, float Rank, string? Question);
