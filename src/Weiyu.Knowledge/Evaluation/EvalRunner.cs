using Weiyu.Knowledge.Answering;

namespace Weiyu.Knowledge.Evaluation;

/// <summary>Asks an index the questions of an eval file.</summary>
public static class EvalRunner
{
    private const int Top = 10;

    /// <summary>Runs all cases.</summary>
    public static async Task<EvalReport> RunAsync(KnowledgeIndex index, IReadOnlyList<EvalCase> cases, KnowledgeOptions options, CancellationToken cancellationToken)
    {
        var results = new List<EvalResult>(cases.Count);
        foreach (var item in cases)
        {
            var passages = await index.SearchAsync(new KnowledgeQuery { Text = item.Question, Locale = item.Locale, Top = Top }, cancellationToken);
            results.Add(new EvalResult(item, passages, Verdict.Of(passages, options)));
        }

        return EvalReport.Of(results);
    }
}
