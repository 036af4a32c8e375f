using System.Text.Json.Serialization;
using Weiyu.Bot.Handlers.Llm;

namespace Weiyu.Bot.Handlers.Knowledge.Evaluation;

/// <summary>How good the replies are that visitors get when a model answers what knowledge leaves open. Rates are from 0 to 1, times in milliseconds.</summary>
internal sealed record ReplyReport
{
    /// <summary>All questions.</summary>
    public int Questions { get; init; }

    /// <summary>How many of them knowledge answered by itself.</summary>
    public int ByKnowledge { get; init; }

    /// <summary>How many of them were given to the model.</summary>
    public int ToModel { get; init; }

    /// <summary>How many of those got a reply that could be sent.</summary>
    public double Answered { get; init; }

    /// <summary>How many of those were handed over to a human.</summary>
    public double HandedOff { get; init; }

    /// <summary>How many of those got a reply that a check stopped.</summary>
    public double Rejected { get; init; }

    /// <summary>How many of those got no reply: late, failed, too many waiting, over budget.</summary>
    public double NoReply { get; init; }

    /// <summary>Of the replies that the model wrote: how many said nothing that stands nowhere. 1 without any.</summary>
    public double Grounded { get; init; }

    /// <summary>Of the replies to questions in scope: how many name an expected source. 1 without any.</summary>
    public double FromExpectedSource { get; init; }

    /// <summary>Of the questions out of scope that were given to the model: how many it answered. Look at each of them.</summary>
    public double AnsweredOutOfScope { get; init; }

    /// <summary>Tokens of all questions to the model.</summary>
    public long TokensIn { get; init; }

    /// <summary>Tokens of all its replies.</summary>
    public long TokensOut { get; init; }

    /// <summary>The median time that the model's answer took.</summary>
    public double LatencyP50 { get; init; }

    /// <summary>What 95 in 100 of them stayed below.</summary>
    public double LatencyP95 { get; init; }

    /// <summary>Each question, in the order of the file.</summary>
    public IReadOnlyList<ReplyResult> Replies { get; init; } = [];

    /// <summary>Adds up results.</summary>
    public static ReplyReport Of(IReadOnlyList<ReplyResult> results)
    {
        var model = results.Where(r => r.By == ReplyBy.Model).ToList();
        var written = model.Where(r => r.Grounded is not null).ToList();
        var sent = model.Where(r => r.Outcome == AnswerKind.Answered).ToList();
        var times = model.Select(r => r.Milliseconds).Order().ToList();
        return new ReplyReport
        {
            Questions = results.Count,
            ByKnowledge = results.Count - model.Count,
            ToModel = model.Count,
            Answered = Rate(model, r => r.Outcome == AnswerKind.Answered, 0),
            HandedOff = Rate(model, r => r.HandedOff, 0),
            Rejected = Rate(model, r => r.Outcome is AnswerKind.Rejected or AnswerKind.Screened, 0),
            NoReply = Rate(model, r => r.Outcome is AnswerKind.Failed or AnswerKind.Late or AnswerKind.Busy or AnswerKind.OverBudget, 0),
            Grounded = Rate(written, r => r.Grounded == true, 1),
            FromExpectedSource = Rate([.. sent.Where(r => r.InScope)], r => r.FromExpected, 1),
            AnsweredOutOfScope = Rate([.. model.Where(r => !r.InScope)], r => r.Outcome == AnswerKind.Answered, 0),
            TokensIn = model.Sum(r => (long)r.TokensIn),
            TokensOut = model.Sum(r => (long)r.TokensOut),
            LatencyP50 = Quantile(times, 0.5),
            LatencyP95 = Quantile(times, 0.95),
            Replies = results,
        };
    }

    private static double Rate(List<ReplyResult> of, Func<ReplyResult, bool> what, double none) =>
        of.Count == 0 ? none : Math.Round((double)of.Count(what) / of.Count, 4);

    private static double Quantile(List<double> sorted, double share) => sorted.Count == 0 ? 0 : sorted[(int)Math.Ceiling(share * sorted.Count) - 1];
}

/// <summary>Who answered.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReplyBy>))]
internal enum ReplyBy
{
    /// <summary>A passage, without the model.</summary>
    Knowledge,

    /// <summary>The model, or nobody.</summary>
    Model,
}

/// <summary>What a visitor would have got.</summary>
/// <param name="Line">Where the question stands in the eval file.</param>
/// <param name="Question">The question.</param>
/// <param name="By">Who answered.</param>
/// <param name="InScope">Whether the knowledge has an answer.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">Why there is no reply, or why a human is called.</param>
/// <param name="Reply">What is sent; null when nothing is.</param>
/// <param name="Grounded">Whether everything that the model wrote stands somewhere; null where it wrote nothing.</param>
/// <param name="HandedOff">Whether a human is called.</param>
/// <param name="Sources">What the reply rests on.</param>
/// <param name="FromExpected">Whether an expected source is among them.</param>
/// <param name="TokensIn">Tokens of the question with all that goes with it.</param>
/// <param name="TokensOut">Tokens of the reply.</param>
/// <param name="Milliseconds">How long the model's answer took.</param>
internal sealed record ReplyResult(
    int Line, string Question, ReplyBy By, bool InScope, [property: JsonConverter(typeof(JsonStringEnumConverter<AnswerKind>))] AnswerKind Outcome, string Reason, string? Reply, bool? Grounded,
    bool HandedOff, IReadOnlyList<string> Sources, bool FromExpected, int TokensIn, int TokensOut, double Milliseconds)
{
    /// <summary>Whether somebody should look at it.</summary>
    public bool NeedsALook => By == ReplyBy.Knowledge
        ? !FromExpected
        : Outcome switch { AnswerKind.Answered => !InScope || !FromExpected, AnswerKind.HandedOver => InScope, _ => true };
}
