using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Weiyu.Bot.Core;
using Weiyu.Rules.Forms;
using Weiyu.Rules.Intents;

namespace Weiyu.Bot.Commands;

/// <summary><c>intents eval|classify</c>: how well the intent recogniser does on labelled texts, and what it makes of one.</summary>
internal static class IntentsCommand
{
    private static readonly Option<FileInfo> Train = new("--train") { Description = "CSV with the columns text,label to learn from", Required = true };
    private static readonly Option<FileInfo> Test = new("--test") { Description = "CSV with the columns text,label to be asked for", Required = true };

    private static readonly Option<string> ScopeLabel = new("--scope-label")
    {
        Description = "The label of texts that belong to no intent",
        DefaultValueFactory = _ => "oos",
    };

    private static readonly Option<double?> MinScore = new("--min-score") { Description = "The least score of a recognised intent, 0 to 1" };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var json = CommandOutput.JsonOption();
        var eval = new Command("eval", "Learn from one file, measure on another") { Train, Test, ScopeLabel, MinScore, json };
        eval.SetAction((result, cancellationToken) => Task.FromResult(Guarded(() => Evaluate(result, json, cancellationToken))));

        var text = new Argument<string>("text") { Description = "What a visitor may write" };
        var classify = new Command("classify", "Learn from a file, then say what one text means") { text, Train, ScopeLabel, MinScore, json };
        classify.SetAction((result, cancellationToken) => Task.FromResult(Guarded(() => Classify(result, text, json, cancellationToken))));

        return new Command("intents", "The intent recogniser behind 'like'") { eval, classify };
    }

    private static int Guarded(Func<int> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCodes.Usage;
        }
    }

    private static (IntentModel Model, TimeSpan Took) Learn(ParseResult result, CancellationToken cancellationToken)
    {
        var examples = LabelledTexts.Read(result.GetRequiredValue(Train).FullName);
        var options = new IntentOptions { NoneLabel = result.GetValue(ScopeLabel) };
        if (result.GetValue(MinScore) is { } least) options = options with { MinScore = least };
        var clock = Stopwatch.StartNew();
        var model = IntentModel.Train(examples, options, cancellationToken);
        return (model, clock.Elapsed);
    }

    private static int Evaluate(ParseResult result, Option<bool> json, CancellationToken cancellationToken)
    {
        var test = LabelledTexts.Read(result.GetRequiredValue(Test).FullName);
        var (model, took) = Learn(result, cancellationToken);
        var evaluation = IntentEvaluation.Of(model, test, result.GetValue(ScopeLabel)!);
        if (result.GetValue(json))
        {
            CommandOutput.WriteJson(new { labels = model.Labels.Count, examples = model.Examples, trainSeconds = took.TotalSeconds, evaluation });
            return ExitCodes.Fine;
        }

        var table = new Table().AddColumns("measure", "value").Border(TableBorder.Simple);
        void Row(string name, string value) => table.AddRow(Markup.Escape(name), Markup.Escape(value));
        Row("learned", $"{model.Examples} examples, {model.Labels.Count} labels");
        Row("asked", $"{evaluation.InScope} in scope, {evaluation.OutOfScope} out of scope");
        Row("accuracy (rejection off)", Text(evaluation.Accuracy));
        Row("macro-F1 (rejection off)", Text(evaluation.MacroF1));
        Row("coverage (rejection on)", Text(evaluation.Coverage));
        Row("right of all in scope (rejection on)", Text(evaluation.AccuracyWithRejection));
        Row("right of those answered", Text(evaluation.PrecisionOfAnswered));
        Row("out-of-scope recall", evaluation.OutOfScopeRecall is { } recall ? Text(recall) : "-");
        Row("wrong answers", Text(evaluation.WrongAnswers));
        Row($"confident wrong answers (score >= {Text(evaluation.ConfidentScore)})", Text(evaluation.ConfidentWrongAnswers));
        Row("training", took.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture) + " s");
        Row("one text", evaluation.ClassifyMicroseconds.ToString("F0", CultureInfo.InvariantCulture) + " µs");
        AnsiConsole.Write(table);
        if (evaluation.Confused.Count == 0) return ExitCodes.Fine;
        var pairs = new Table().AddColumns("label", "taken for", "times").Border(TableBorder.Simple);
        foreach (var pair in evaluation.Confused)
        {
            pairs.AddRow(Markup.Escape(pair.Label), Markup.Escape(pair.TakenFor), pair.Count.ToString(CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(pairs);
        return ExitCodes.Fine;
    }

    private static int Classify(ParseResult result, Argument<string> text, Option<bool> json, CancellationToken cancellationToken)
    {
        var (model, _) = Learn(result, cancellationToken);
        var answer = model.Classify(result.GetRequiredValue(text));
        if (result.GetValue(json))
        {
            CommandOutput.WriteJson(answer);
        }
        else
        {
            Console.WriteLine($"{answer.Label ?? "(none of these)"}  score {Text(answer.Score)}  margin {Text(answer.Margin)}  overlap {Text(answer.Overlap)}");
            foreach (var candidate in answer.Ranked) Console.WriteLine($"  {Text(candidate.Share)}  {candidate.Label}");
            if (answer.Nearest is not null) Console.WriteLine($"  nearest example ({Text(answer.Similarity)}): {answer.Nearest}");
        }

        return answer.Label is null ? ExitCodes.Findings : ExitCodes.Fine;
    }

    private static string Text(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
