using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Weiyu.Bot.Core;
using Weiyu.Knowledge;
using Weiyu.Knowledge.Answering;

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
                return ExitCodes.Usage;
            }

            var query = new KnowledgeQuery { Text = parse.GetValue(text)!, Locale = parse.GetValue(locale), Folder = parse.GetValue(folder)!, Top = parse.GetValue(top) };
            return await RunAsync(query, parse.GetValue(json) ? parse.InvocationConfiguration.Output : null, parse.UnmatchedTokens, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(KnowledgeQuery query, TextWriter? json, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (await KnowledgeCommand.OpenAsync(arguments, withModel: false, cancellationToken) is not { } knowledge) return ExitCodes.BadConfiguration;
        await using (knowledge)
        {
            var passages = await knowledge.Index.SearchAsync(query, cancellationToken);
            var verdict = Verdict.Of(passages, knowledge.Options);
            if (json is not null) CommandOutput.WriteJson(new { query.Text, Verdict = verdict.Kind.ToString().ToLowerInvariant(), verdict.Reason, Passages = passages }, json);
            else Print(AnsiConsole.Console, passages, verdict);
            return passages.Count > 0 ? ExitCodes.Fine : ExitCodes.Findings;
        }
    }

    private static void Print(IAnsiConsole console, IReadOnlyList<Passage> passages, Verdict verdict)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("#", "score 得分", "passage 内容", "why 原因");
        for (var i = 0; i < passages.Count; i++)
        {
            var (p, why) = (passages[i], passages[i].Why);
            var text = (p.Answer ?? p.Text).ReplaceLineEndings(" ");
            table.AddRow(
                $"{i + 1}",
                p.Score.ToString("0.00", CultureInfo.InvariantCulture),
                Markup.Escape($"{p.Source} ({p.Locale})\n{p.Question ?? p.Title}\n{(text.Length > 120 ? text[..119] + "…" : text)}"),
                Markup.Escape(Why(why)));
        }

        console.Write(table);
        console.WriteLine(verdict.Kind switch
        {
            VerdictKind.Answer => "→ 直接回答第 1 条 · the first one is sent as the answer",
            VerdictKind.Offer => $"→ 反问访客是不是这 {verdict.Offers.Count} 条之一 · the visitor is asked which of these is meant ({verdict.Offers.Count})",
            _ => "→ 知识里没有把握的答案，交给后面的规则或模型 · no sure answer here; the rule's else or the model goes on",
        });
        console.WriteLine($"  {verdict.Reason}");
    }

    private static string Why(PassageWhy why)
    {
        var found = why.Matched.Count > 0 ? $"找到 found: {string.Join(' ', why.Matched)}" : "没有找到问题里的词 · none of the question's words";
        var where = why.Fields.Contains("question") ? why.Fields.Contains("text") ? "问题/标题和正文 in its question or heading, and in its text" : "问题/标题 in its question or heading" : "只在正文 only in its text";
        var missed = why.Missed.Count > 0 ? $"\n缺 missing: {string.Join(' ', why.Missed)}" : "";
        return why.Matched.Count > 0 ? $"{found}\n位置 where: {where}{missed}" : found + missed;
    }
}
