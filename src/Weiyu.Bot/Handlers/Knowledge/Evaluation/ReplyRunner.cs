using System.Globalization;
using Weiyu.Bot.Handlers.Llm;
using Weiyu.Knowledge;
using Weiyu.Knowledge.Answering;
using Weiyu.Knowledge.Evaluation;
using Weiyu.Text.Languages;

namespace Weiyu.Bot.Handlers.Knowledge.Evaluation;

/// <summary>Asks the questions of an eval file as visitors would, with the model: the same way and the same checks as in a conversation, without a rule's tools.</summary>
internal static class ReplyRunner
{
    /// <summary>Runs all cases.</summary>
    /// <param name="index">The knowledge.</param>
    /// <param name="model">The model.</param>
    /// <param name="cases">The questions.</param>
    /// <param name="options">Thresholds.</param>
    /// <param name="atOnce">How many are asked at once.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<ReplyReport> RunAsync(
        KnowledgeIndex index, AnswerModel model, IReadOnlyList<EvalCase> cases, KnowledgeOptions options, int atOnce, CancellationToken cancellationToken)
    {
        var results = new ReplyResult[cases.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, cases.Count),
            new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken },
            async (i, token) => results[i] = await AskAsync(index, model, cases[i], options, token));
        return ReplyReport.Of(results);
    }

    private static async ValueTask<ReplyResult> AskAsync(KnowledgeIndex index, AnswerModel model, EvalCase item, KnowledgeOptions options, CancellationToken cancellationToken)
    {
        var passages = await index.SearchAsync(new KnowledgeQuery { Text = item.Question, Locale = item.Locale, Top = Math.Max(options.PassagesForModel, 8) }, cancellationToken);
        var verdict = Verdict.BesideModel(passages, options);
        if (verdict.Best is { } best)
        {
            return new ReplyResult(item.Line, item.Question, ReplyBy.Knowledge, item.InScope, AnswerKind.Answered, verdict.Reason, best.Answer ?? best.Text, null, false, [best.Source], item.Accepts(best), 0, 0, 0);
        }

        var outcome = await model.TryAnswerAsync(
            new AnswerInput
            {
                Question = item.Question,
                Locale = item.Locale ?? LanguageDetector.ByScript(item.Question),
                Passages = [.. passages.Take(options.PassagesForModel)],
                CauseUid = item.Line.ToString(CultureInfo.InvariantCulture),
            },
            cancellationToken);
        return new ReplyResult(
            item.Line, item.Question, ReplyBy.Model, item.InScope, outcome.Kind, outcome.Reason, outcome.Text, outcome.Grounded, outcome.HandedOver,
            [.. outcome.Sources.Select(s => s.Source)], outcome.Sources.Any(item.Accepts), outcome.Tokens.In, outcome.Tokens.Out, Math.Round(outcome.Latency.TotalMilliseconds, 1));
    }
}
