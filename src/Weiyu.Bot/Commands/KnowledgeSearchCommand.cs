using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Weiyu.Bot.Handlers.Knowledge;
using Weiyu.Bot.Handlers.Knowledge.Answering;

namespace Weiyu.Bot.Commands;

/// <summary><c>knowledge search "…"</c>: passages, scores and why.</summary>
internal static class KnowledgeSearchCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var text = new Argument<string>("question") { Description = "What a visitor would write" };
        var locale = new Option<string?>("--locale") { Description = "The visitor's language (zh, en); default: that of the question" };
        var folder = new Option<string>("--folder") { Description = "Only below this folder or file of the knowledge", DefaultValueFactory = _ => "" };
        var top = new Option<int>("--top") { Description = "How many passages, from 1 to 50", DefaultValueFactory = _ => 5 };
        var json = CommandOutput.JsonOption();
        var command = new Command("search", "Show the passages for a question, their scores, and why") { text, locale, folder, top, json };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (ParseResult parse, CancellationToken cancellationToken) =>
        {
            if (parse.GetValue(top) is < 1 or > 50)
            {
                await Console.Error.WriteLineAsync("--top: a number from 1 to 50.");
                return CommandOutput.Usage;
            }

            var query = new KnowledgeQuery { Text = parse.GetValue(text)!, Locale = parse.GetValue(locale), Folder = parse.GetValue(folder)!, Top = parse.GetValue(top) };
            return await RunAsync(query, parse.GetValue(json) ? parse.InvocationConfiguration.Output : null, parse.UnmatchedTokens, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(KnowledgeQuery query, TextWriter? json, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (await KnowledgeCommand.OpenAsync(arguments, cancellationToken) is not var (index, options)) return CommandOutput.BadConfiguration;
        using (index)
        {
            var passages = await index.SearchAsync(query, cancellationToken);
            var verdict = Verdict.Of(passages, options);
            if (json is not null) CommandOutput.WriteJson(new { query.Text, Verdict = verdict.Kind.ToString().ToLowerInvariant(), verdict.Reason, Passages = passages }, json);
            else Print(AnsiConsole.Console, passages, verdict);
            return passages.Count > 0 ? CommandOutput.Fine : CommandOutput.Findings;
        }
    }

    private static void Print(IAnsiConsole console, IReadOnlyList<Passage> passages, Verdict verdict)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("#", "score", "margin", "passage", "why");
        for (var i = 0; i < passages.Count; i++)
        {
            var (p, why) = (passages[i], passages[i].Why);
            var text = (p.Answer ?? p.Text).ReplaceLineEndings(" ");
            table.AddRow(
                $"{i + 1}",
                p.Score.ToString("0.00", CultureInfo.InvariantCulture),
                p.Margin.ToString("0.00", CultureInfo.InvariantCulture),
                Markup.Escape($"{p.Id}\n{p.Question ?? p.Title}\n{(text.Length > 120 ? text[..119] + "…" : text)}"),
                Markup.Escape($"+ {string.Join(' ', why.Matched)}\n- {string.Join(' ', why.Missed)}\n{string.Join(' ', why.Components.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key} {c.Value:0.00}")))}"));
        }

        console.Write(table);
        console.WriteLine($"{verdict.Kind.ToString().ToLowerInvariant()}: {verdict.Reason}");
    }
}
