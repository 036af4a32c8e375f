namespace Weiyu.Knowledge.Answering;

/// <summary>What to do with what was found.</summary>
public enum VerdictKind
{
    /// <summary>Nothing comes close.</summary>
    Unknown,

    /// <summary>Something may be meant: ask which.</summary>
    Offer,

    /// <summary>The best passage answers it.</summary>
    Answer,
}

/// <summary>The decision about a question's passages; the same for visitors and for <c>knowledge eval</c>.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Best">The passage to send; null unless it answers.</param>
/// <param name="Offers">What to offer, best first, each of another source; empty unless it offers.</param>
/// <param name="Reason">Why, with the figures.</param>
public sealed record Verdict(VerdictKind Kind, Passage? Best, IReadOnlyList<Passage> Offers, string Reason)
{
    /// <summary>The score of the very question: a close second does not matter.</summary>
    private const double Exact = 1;

    /// <summary>How far behind the best one an offered passage may be.</summary>
    private const double OfferWithin = 0.25;

    /// <summary>Decides.</summary>
    /// <param name="passages">As found, best first.</param>
    /// <param name="options">Thresholds.</param>
    /// <param name="minScore">The rule's own threshold for an answer; null: the default.</param>
    public static Verdict Of(IReadOnlyList<Passage> passages, KnowledgeOptions options, double? minScore = null)
    {
        if (passages.Count == 0) return new Verdict(VerdictKind.Unknown, null, [], "nothing found");
        var best = passages[0];
        var enough = minScore ?? options.MinScore;
        var figures = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"score {best.Score:0.00} (from {enough:0.00}), margin {best.Margin:0.00} (from {options.MinMargin:0.00})");
        // The very question, asked and answered twice: nobody knows which answer holds.
        var contradicted = best.Score >= Exact && passages.Skip(1).Any(p => p.Score >= Exact && p.Locale == best.Locale && Said(p) != Said(best));
        if (best.Score >= enough && !contradicted && (best.Margin >= options.MinMargin || best.Score >= Exact))
        {
            return new Verdict(VerdictKind.Answer, best, [], figures);
        }

        var floor = Math.Max(Math.Min(options.OfferScore, enough), best.Score - OfferWithin);
        var offers = passages.Where(p => p.Score >= floor && p.Locale == best.Locale).DistinctBy(p => p.Source).Take(options.MaxOffers).ToList();
        return offers.Count > 0 && best.Score >= Math.Min(options.OfferScore, enough)
            ? new Verdict(VerdictKind.Offer, null, offers, figures)
            : new Verdict(VerdictKind.Unknown, null, [], figures);
    }

    private static string Said(Passage passage) => passage.Answer ?? passage.Text;

    /// <summary>Decides where a model is there to answer: what is not certain enough is left to it.</summary>
    /// <param name="passages">As found, best first.</param>
    /// <param name="options">Thresholds, and who answers first.</param>
    /// <param name="minScore">The rule's own threshold for an answer; null: the default.</param>
    public static Verdict BesideModel(IReadOnlyList<Passage> passages, KnowledgeOptions options, double? minScore = null)
    {
        var verdict = Of(passages, options, minScore);
        if (verdict.Kind == VerdictKind.Unknown) return verdict;
        var answersHere = options.WhenModel switch
        {
            WhenModel.ModelFirst => false,
            WhenModel.KnowledgeFirst => verdict.Kind == VerdictKind.Answer,
            _ => verdict is { Kind: VerdictKind.Answer, Best.Answer: not null } && verdict.Best.Score >= options.CuratedScore,
        };
        return answersHere ? verdict : new Verdict(VerdictKind.Unknown, null, [], $"left to the model; {verdict.Reason}");
    }
}
