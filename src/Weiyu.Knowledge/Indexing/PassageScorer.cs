using Weiyu.Knowledge.Analysis;
using Weiyu.Text.Folding;

namespace Weiyu.Knowledge.Indexing;

/// <summary>
/// How sure it is that a passage answers a question, from 0 to 1 and comparable between questions and folders, unlike a BM25 score:
/// which part of what the question says (weighed by rarity; words that no passage has weigh most) the passage's questions, headings and text have,
/// and how much of the passage's own question the visitor's has.
/// </summary>
internal sealed class PassageScorer
{
    private const float InText = 0.65f;
    private const float TextAlone = 0.75f;
    private const float Base = 0.42f;
    private const float OfBack = 0.28f;
    private const float OfRank = 0.3f;
    private const float OtherSense = 0.85f;
    private const float OneWord = 0.85f;

    private readonly WeightedText _question;
    private readonly PhraseCache _phrases;
    private readonly int[] _hashes;
    private readonly string _normal;
    private readonly string _core;
    private readonly bool _negated;

    /// <summary>A scorer for one question.</summary>
    /// <param name="text">As written.</param>
    /// <param name="question">Taken apart and weighed.</param>
    /// <param name="phrases">What it is compared with.</param>
    public PassageScorer(string text, WeightedText question, PhraseCache phrases)
    {
        _normal = TextNormalizer.NormalizeBare(text);
        _core = Politeness.Strip(_normal);
        _negated = Negation.In(_normal);
        (_question, _phrases) = (question, phrases);
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
        var best = (Score: 0f, Like: 0f, Back: 0f, Soft: 0f, Phrase: (string?)null);
        var coverage = _question.Covered(all);

        // One word somewhere in a text is little; several are a subject.
        var subject = Math.Clamp(0.4f + 0.3f * _question.Words(all), 0.7f, 1);
        foreach (var phrase in Phrases(entry))
        {
            var (theirs, hashes) = _phrases.Get(phrase);
            var like = _question.Covered(hashes);
            if (like <= 0) continue;
            var back = theirs.Covered(_hashes);
            var soft = like + subject * (_question.Covered(hashes, all, InText) - like);
            var value = soft * (Base + OfBack * back + OfRank * rank) * Evidence(hashes, all, back) * (Negation.In(TextNormalizer.Normalize(phrase)) == _negated ? 1 : OtherSense);
            if (value > best.Score) best = (value, like, back, soft, phrase);
        }

        // The heading of the section need not be like the question where the text says all of it.
        var score = Math.Max(best.Score, TextAlone * coverage * (Base + OfRank * rank) * subject);
        var topic = _question.Covered(asked);
        var exact = entry.Questions.Any(q => TextNormalizer.NormalizeBare(q) is var bare && (bare == _normal || Politeness.Strip(bare) == _core));
        score = exact ? 1 : Calibrate(score);
        return new PassageScore(score, best.Like, best.Back, best.Soft, topic, coverage, rank, entry.Questions.Contains(best.Phrase ?? "") ? best.Phrase : null);
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
            ["question"] = Round(score.Like), ["back"] = Round(score.Back), ["topic"] = Round(score.Topic), ["text"] = Round(score.Coverage), ["rank"] = Round(score.Rank), ["soft"] = Round(score.Soft), ["asked"] = Round(_question.Total),
        });
    }

    // One word in common and another one nowhere in the passage may be chance (the meaning of life, battery life), unless that word is all that the passage asks.
    private float Evidence(ReadOnlySpan<int> phrase, ReadOnlySpan<int> all, float back) =>
        _question.Words(phrase) <= 1 && _question.Misses(all) ? OneWord + (1 - OneWord) * back * back : 1;

    private static IEnumerable<string> Phrases(KnowledgeEntry entry)
    {
        foreach (var question in entry.Questions) yield return question;
        if (entry.Headings.Count > 0 && entry.Questions.Count == 0) yield return entry.Headings[^1];
    }

    // Measured over several domains: four tenths, with a clear lead, are mostly right already.
    private static float Calibrate(float raw) => 1 - MathF.Pow(1 - Math.Clamp(raw, 0, 0.99f), 1.6f);

    private static double Round(float value) => Math.Round(value, 3);
}

/// <summary>A passage's score and its parts, each from 0 to 1.</summary>
/// <param name="Value">The score.</param>
/// <param name="Like">How like the question is to the passage's own (or its heading).</param>
/// <param name="Back">Which part of the passage's own question the visitor's has.</param>
/// <param name="Soft">Which part of the question the passage's own has, words of the text counting for less.</param>
/// <param name="Topic">Which part of the question stands in the passage's questions and headings.</param>
/// <param name="Coverage">Which part of the question stands anywhere in the passage.</param>
/// <param name="Rank">BM25 relative to the best.</param>
/// <param name="Question">The passage's question that is most like the visitor's; null for running text.</param>
internal readonly record struct PassageScore(float Value, float Like, float Back, float Soft, float Topic, float Coverage, float Rank, string? Question);
