using Weiyu.Knowledge.Answering;

namespace Weiyu.Knowledge.Evaluation;

/// <summary>How good the knowledge is at its questions. Rates are from 0 to 1.</summary>
public sealed record EvalReport
{
    /// <summary>All questions.</summary>
    public int Questions { get; init; }

    /// <summary>Those that the knowledge should answer.</summary>
    public int InScope { get; init; }

    /// <summary>How many of those have an expected passage in the first place.</summary>
    public double RecallAt1 { get; init; }

    /// <summary>… among the first three.</summary>
    public double RecallAt3 { get; init; }

    /// <summary>The mean of 1/place of the first expected passage.</summary>
    public double Mrr { get; init; }

    /// <summary>How many of those in scope are answered at once, rightly.</summary>
    public double AnsweredRight { get; init; }

    /// <summary>How many of all questions are answered at once, wrongly: with another passage, or though nothing answers them.</summary>
    public double ConfidentWrong { get; init; }

    /// <summary>How many of those in scope get neither an answer nor a choice.</summary>
    public double WronglyRefused { get; init; }

    /// <summary>How many of those in scope get a choice.</summary>
    public double Offered { get; init; }

    /// <summary>How many of those choices have an expected passage.</summary>
    public double OfferedRight { get; init; }

    /// <summary>How many of those out of scope are refused without a choice.</summary>
    public double OutOfScopeRefused { get; init; }

    /// <summary>What went wrong, the worst first.</summary>
    public IReadOnlyList<EvalFailure> Failures { get; init; } = [];

    /// <summary>Each question, in the order of the file.</summary>
    public IReadOnlyList<EvalOutcome> Outcomes { get; init; } = [];

    /// <summary>Adds up results.</summary>
    public static EvalReport Of(IReadOnlyList<EvalResult> results)
    {
        var inScope = results.Where(r => r.Case.InScope).ToList();
        var offered = inScope.Where(r => r.Verdict.Kind == VerdictKind.Offer).ToList();
        return new EvalReport
        {
            Questions = results.Count,
            InScope = inScope.Count,
            RecallAt1 = Rate(inScope, r => r.Place == 1),
            RecallAt3 = Rate(inScope, r => r.Place is >= 1 and <= 3),
            Mrr = inScope.Count == 0 ? 0 : Math.Round(inScope.Average(r => r.Place == 0 ? 0 : 1.0 / r.Place), 4),
            AnsweredRight = Rate(inScope, r => r.Verdict.Kind == VerdictKind.Answer && r.Place == 1),
            ConfidentWrong = Rate(results, r => r.IsConfidentWrong),
            WronglyRefused = Rate(inScope, r => r.Verdict.Kind == VerdictKind.Unknown),
            Offered = Rate(inScope, r => r.Verdict.Kind == VerdictKind.Offer),
            OfferedRight = Rate(offered, r => r.Verdict.Offers.Any(r.Case.Accepts)),
            OutOfScopeRefused = Rate([.. results.Where(r => !r.Case.InScope)], r => r.Verdict.Kind == VerdictKind.Unknown),
            Outcomes = [.. results.Select(EvalOutcome.Of)],
            Failures = [.. results.Select(EvalFailure.Of).OfType<EvalFailure>().OrderBy(f => f.Kind).ThenBy(f => f.Line)],
        };
    }

    private static double Rate(List<EvalResult> of, Func<EvalResult, bool> what) => of.Count == 0 ? 0 : Math.Round((double)of.Count(what) / of.Count, 4);

    private static double Rate(IReadOnlyList<EvalResult> of, Func<EvalResult, bool> what) => of.Count == 0 ? 0 : Math.Round((double)of.Count(what) / of.Count, 4);
}

/// <summary>What came of a question.</summary>
/// <param name="Case">The question.</param>
/// <param name="Passages">What was found.</param>
/// <param name="Verdict">What the visitor would get.</param>
public sealed record EvalResult(EvalCase Case, IReadOnlyList<Passage> Passages, Verdict Verdict)
{
    /// <summary>The place of the first expected passage, from 1; 0 when it was not found.</summary>
    public int Place { get; } = 1 + Passages.ToList().FindIndex(Case.Accepts);

    /// <summary>Whether the visitor would be told something wrong.</summary>
    public bool IsConfidentWrong => Verdict.Kind == VerdictKind.Answer && !(Verdict.Best is { } best && Case.Accepts(best));
}

/// <summary>What became of one question.</summary>
/// <param name="Line">Of the eval file.</param>
/// <param name="Question">The question.</param>
/// <param name="InScope">Whether something answers it.</param>
/// <param name="Verdict">What the visitor would get: unknown, offer, answer.</param>
/// <param name="Place">The place of the first expected passage, from 1; 0 when it was not found.</param>
/// <param name="Score">The best passage's score.</param>
/// <param name="Margin">Its margin.</param>
public sealed record EvalOutcome(int Line, string Question, bool InScope, string Verdict, int Place, double Score, double Margin)
{
    /// <summary>The outcome of a result.</summary>
    public static EvalOutcome Of(EvalResult result) => new(
        result.Case.Line, result.Case.Question, result.Case.InScope, result.Verdict.Kind.ToString().ToLowerInvariant(), result.Place,
        result.Passages.Count > 0 ? result.Passages[0].Score : 0, result.Passages.Count > 0 ? result.Passages[0].Margin : 0);
}

/// <summary>Something to look at.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Line">Of the eval file.</param>
/// <param name="Question">The question.</param>
/// <param name="Expected">What should have come.</param>
/// <param name="Got">What came first.</param>
/// <param name="Score">Its score.</param>
/// <param name="Margin">Its margin.</param>
/// <param name="ExpectedPlace">Where the expected passage came; 0: nowhere.</param>
/// <param name="ExpectedScore">Its score.</param>
/// <param name="Missed">The question's words that the expected passage (or, without one, the first) lacks: what to add to it.</param>
public sealed record EvalFailure(
    EvalFailureKind Kind, int Line, string Question, string Expected, string Got, double Score, double Margin, int ExpectedPlace, double ExpectedScore, IReadOnlyList<string> Missed)
{
    /// <summary>The failure of a result; null when it is fine.</summary>
    public static EvalFailure? Of(EvalResult result)
    {
        EvalFailureKind? kind = result switch
        {
            { IsConfidentWrong: true, Case.InScope: false } => EvalFailureKind.AnsweredOutOfScope,
            { IsConfidentWrong: true } => EvalFailureKind.WrongAnswer,
            { Case.InScope: false } => null,
            { Verdict.Kind: VerdictKind.Unknown } => EvalFailureKind.Refused,
            { Verdict.Kind: VerdictKind.Offer } when !result.Verdict.Offers.Any(result.Case.Accepts) => EvalFailureKind.OfferedWithoutIt,
            { Place: not 1 } => EvalFailureKind.NotFirst,
            _ => null,
        };
        if (kind is null) return null;
        var first = result.Passages.Count > 0 ? result.Passages[0] : null;
        var expected = result.Place > 0 ? result.Passages[result.Place - 1] : null;
        return new EvalFailure(kind.Value, result.Case.Line, result.Case.Question, result.Case.InScope ? string.Join(" | ", result.Case.Expected) : "none",
            first?.Id ?? "", first?.Score ?? 0, first?.Margin ?? 0, result.Place, expected?.Score ?? 0, (expected ?? first)?.Why.Missed ?? []);
    }
}

/// <summary>What can go wrong, the worst first.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<EvalFailureKind>))]
public enum EvalFailureKind
{
    /// <summary>Another passage was sent.</summary>
    WrongAnswer,

    /// <summary>A passage was sent though none answers the question.</summary>
    AnsweredOutOfScope,

    /// <summary>Neither answer nor choice.</summary>
    Refused,

    /// <summary>A choice without the expected passage.</summary>
    OfferedWithoutIt,

    /// <summary>Another passage came first, but was not sent without asking.</summary>
    NotFirst,
}
