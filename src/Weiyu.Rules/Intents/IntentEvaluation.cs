using System.Diagnostics;

namespace Weiyu.Rules.Intents;

/// <summary>How well a model does on labelled texts. Shares are 0 to 1.</summary>
internal sealed record IntentEvaluation
{
    /// <summary>How many texts of the test belong to an intent.</summary>
    public int InScope { get; init; }

    /// <summary>How many belong to none.</summary>
    public int OutOfScope { get; init; }

    /// <summary>Of the in-scope texts: the best label was right, with the rejection switched off.</summary>
    public double Accuracy { get; init; }

    /// <summary>The mean over the labels of the harmonic mean of precision and recall, with the rejection switched off, on the in-scope texts.</summary>
    public double MacroF1 { get; init; }

    /// <summary>Of the in-scope texts: a label was given.</summary>
    public double Coverage { get; init; }

    /// <summary>Of the in-scope texts: the right label was given, with the rejection on.</summary>
    public double AccuracyWithRejection { get; init; }

    /// <summary>Of the in-scope texts that were given a label: it was right.</summary>
    public double PrecisionOfAnswered { get; init; }

    /// <summary>Of the out-of-scope texts: none was given; null without such texts.</summary>
    public double? OutOfScopeRecall { get; init; }

    /// <summary>Of all texts: a wrong label was given (out-of-scope texts: any label), with the rejection on.</summary>
    public double WrongAnswers { get; init; }

    /// <summary>Of all texts: a wrong label was given with a score of at least <see cref="ConfidentScore"/>.</summary>
    public double ConfidentWrongAnswers { get; init; }

    /// <summary>From which score on an answer is called confident.</summary>
    public double ConfidentScore { get; init; } = 0.8;

    /// <summary>The pairs that are confused most, with the rejection switched off.</summary>
    public IReadOnlyList<ConfusedPair> Confused { get; init; } = [];

    /// <summary>How long one text takes, microseconds.</summary>
    public double ClassifyMicroseconds { get; init; }

    /// <summary>Asks the model for every text.</summary>
    /// <param name="model">The model, with its rejection on.</param>
    /// <param name="test">Labels and texts.</param>
    /// <param name="scopeLabel">The label of what belongs to no intent.</param>
    public static IntentEvaluation Of(IntentModel model, IReadOnlyList<(string Label, string Text)> test, string scopeLabel)
    {
        var clock = Stopwatch.StartNew();
        var answers = test.Select(t => (t.Label, Result: model.Classify(t.Text))).ToList();
        var elapsed = clock.Elapsed;
        var inside = answers.Where(a => a.Label != scopeLabel).Select(a => (a.Label, a.Result, Best: Best(a.Result, scopeLabel))).ToList();
        var outside = answers.Where(a => a.Label == scopeLabel).ToList();
        var given = inside.Where(a => a.Result.Label is not null).ToList();
        var wrong = answers.Where(a => a.Result.Label is not null && a.Result.Label != a.Label).ToList();
        return new IntentEvaluation
        {
            InScope = inside.Count,
            OutOfScope = outside.Count,
            Accuracy = Share(inside.Count(a => a.Best == a.Label), inside.Count),
            MacroF1 = MeanF1([.. inside.Select(a => (a.Label, a.Best))]),
            Coverage = Share(given.Count, inside.Count),
            AccuracyWithRejection = Share(given.Count(a => a.Result.Label == a.Label), inside.Count),
            PrecisionOfAnswered = Share(given.Count(a => a.Result.Label == a.Label), given.Count),
            OutOfScopeRecall = outside.Count == 0 ? null : Share(outside.Count(a => a.Result.Label is null), outside.Count),
            WrongAnswers = Share(wrong.Count, answers.Count),
            ConfidentWrongAnswers = Share(wrong.Count(a => a.Result.Score >= 0.8), answers.Count),
            Confused = [.. inside.Where(a => a.Best != a.Label).GroupBy(a => (a.Label, a.Best))
                .Select(g => new ConfusedPair(g.Key.Label, g.Key.Best ?? "", g.Count()))
                .OrderByDescending(p => p.Count).ThenBy(p => p.Label, StringComparer.Ordinal).Take(10)],
            ClassifyMicroseconds = elapsed.TotalMicroseconds / Math.Max(1, test.Count),
        };
    }

    // The best label though it may have been rejected; an example of "none" learned from is no label.
    private static string? Best(IntentResult result, string scopeLabel)
    {
        foreach (var candidate in result.Ranked)
        {
            if (candidate.Label != scopeLabel) return candidate.Label;
        }

        return null;
    }

    private static double MeanF1(List<(string Label, string? Best)> answers)
    {
        var labels = answers.Select(a => a.Label).Distinct().ToList();
        return labels.Count == 0 ? 0 : labels.Average(label =>
        {
            var right = answers.Count(a => a.Label == label && a.Best == label);
            return 2.0 * right / (answers.Count(a => a.Label == label) + answers.Count(a => a.Best == label));
        });
    }

    private static double Share(int some, int all) => all == 0 ? 0 : (double)some / all;
}

/// <summary>A label that was taken for another, and how often.</summary>
internal sealed record ConfusedPair(string Label, string TakenFor, int Count);
