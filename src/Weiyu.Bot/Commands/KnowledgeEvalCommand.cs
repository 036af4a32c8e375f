using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Knowledge.Evaluation;
using Weiyu.Knowledge.Evaluation;

namespace Weiyu.Bot.Commands;

/// <summary><c>knowledge eval FILE</c>: how well the questions of a file find their answers.</summary>
internal static class KnowledgeEvalCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "CSV: question, expected source (or none; several with |), locale if wanted" };
        var minRecall = new Option<double>("--min-recall") { Description = "Exit 1 when recall@1 is below, from 0 to 1" };
        var minRecall3 = new Option<double>("--min-recall3") { Description = "Exit 1 when recall@3 is below, from 0 to 1" };
        var maxWrong = new Option<double>("--max-wrong") { Description = "Exit 1 when more of all questions are answered wrongly, from 0 to 1", DefaultValueFactory = _ => 1 };
        var maxRefused = new Option<double>("--max-refused") { Description = "Exit 1 when more of those in scope are refused, from 0 to 1", DefaultValueFactory = _ => 1 };
        var replies = new Option<bool>("--replies") { Description = "Let the model of Llm:* answer too: grounded, handed off, tokens, latency (costs tokens)" };
        var minGrounded = new Option<double>("--min-grounded") { Description = "With --replies: exit 1 when fewer of the model's replies are grounded, from 0 to 1" };
        var json = CommandOutput.JsonOption();
        var command = new Command("eval", "Measure recall, wrong answers and refusals with the questions of a file")
        {
            file, minRecall, minRecall3, maxWrong, maxRefused, replies, minGrounded, json,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (ParseResult parse, CancellationToken cancellationToken) =>
        {
            var path = Path.GetFullPath(parse.GetValue(file)!);
            var limits = new EvalLimits(parse.GetValue(minRecall), parse.GetValue(minRecall3), parse.GetValue(maxWrong), parse.GetValue(maxRefused));
            var grounded = parse.GetValue(replies) || parse.GetValue(minGrounded) > 0 ? parse.GetValue(minGrounded) : (double?)null;
            return await RunAsync(path, limits, grounded, parse.GetValue(json) ? parse.InvocationConfiguration.Output : null, parse.UnmatchedTokens, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(string path, EvalLimits limits, double? minGrounded, TextWriter? json, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var problems = new List<RuleProblem>();
        var cases = EvalFile.Read(path, problems);
        foreach (var problem in problems) await Console.Error.WriteLineAsync(problem.ToString());
        if (cases.Count == 0)
        {
            await Console.Error.WriteLineAsync($"{path}: no questions. Write a CSV table with the columns question, expected, locale.");
            return ExitCodes.Usage;
        }

        if (await KnowledgeCommand.OpenAsync(arguments, withModel: minGrounded is not null, cancellationToken) is not { } knowledge) return ExitCodes.BadConfiguration;
        await using (knowledge)
        {
            var report = await EvalRunner.RunAsync(knowledge.Index, cases, knowledge.Options, cancellationToken);
            var replies = knowledge.Model is { } model ? await ReplyRunner.RunAsync(knowledge.Index, model, cases, knowledge.Options, knowledge.AtOnce, cancellationToken) : null;
            if (json is not null && replies is not null) CommandOutput.WriteJson(new { Retrieval = report, Replies = replies }, json);
            else if (json is not null) CommandOutput.WriteJson(report, json);
            else Print(AnsiConsole.Console, report);
            if (json is null && replies is not null) ReplyReportTable.Print(AnsiConsole.Console, replies);
            return limits.AreKept(report) && (replies is null || replies.Grounded >= minGrounded) ? ExitCodes.Fine : ExitCodes.Findings;
        }
    }

    private static void Print(IAnsiConsole console, EvalReport report)
    {
        var figures = new Table().Border(TableBorder.Simple).AddColumns("", "");
        foreach (var (name, value) in new (string, double)[]
        {
            ("recall@1", report.RecallAt1), ("recall@3", report.RecallAt3), ("mean reciprocal rank", report.Mrr), ("answered rightly at once", report.AnsweredRight),
            ("confident wrong (of all)", report.ConfidentWrong), ("wrongly refused", report.WronglyRefused), ("offered as a choice", report.Offered),
            ("… with the right one among them", report.OfferedRight), ("out of scope, refused", report.OutOfScopeRefused),
        })
        {
            figures.AddRow(Markup.Escape(name), value.ToString("0.000", CultureInfo.InvariantCulture));
        }

        console.WriteLine($"{report.Questions} questions, {report.InScope} in scope");
        console.Write(figures);
        if (report.Failures.Count == 0) return;
        var failures = new Table().Border(TableBorder.Simple).AddColumns("line", "what", "question", "expected (place, score)", "got (score, margin)", "words missed");
        foreach (var f in report.Failures)
        {
            failures.AddRow(
                f.Line.ToString(CultureInfo.InvariantCulture), f.Kind.ToString(), Markup.Escape(f.Question),
                Markup.Escape(string.Create(CultureInfo.InvariantCulture, $"{f.Expected} ({f.ExpectedPlace}, {f.ExpectedScore:0.00})")),
                Markup.Escape(string.Create(CultureInfo.InvariantCulture, $"{f.Got} ({f.Score:0.00}, {f.Margin:0.00})")),
                Markup.Escape(string.Join(' ', f.Missed)));
        }

        console.Write(failures);
    }

    private sealed record EvalLimits(double MinRecall, double MinRecall3, double MaxWrong, double MaxRefused)
    {
        public bool AreKept(EvalReport report) =>
            report.RecallAt1 >= MinRecall && report.RecallAt3 >= MinRecall3 && report.ConfidentWrong <= MaxWrong && report.WronglyRefused <= MaxRefused;
    }
}
