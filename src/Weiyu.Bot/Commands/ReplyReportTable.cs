using System.Globalization;
using Spectre.Console;
using Weiyu.Bot.Handlers.Knowledge.Evaluation;

namespace Weiyu.Bot.Commands;

/// <summary>Shows a <see cref="ReplyReport"/> to people.</summary>
internal static class ReplyReportTable
{
    /// <summary>Prints the figures, and the replies that somebody should look at.</summary>
    public static void Print(IAnsiConsole console, ReplyReport report)
    {
        console.WriteLine($"replies to {report.Questions} questions: {report.ByKnowledge} by knowledge alone, {report.ToModel} given to the model");
        var figures = new Table().Border(TableBorder.Simple).AddColumns("of those given to the model", "");
        foreach (var (name, value) in new (string, double)[]
        {
            ("answered", report.Answered), ("handed off to a human", report.HandedOff), ("stopped by a check", report.Rejected), ("no reply (late, failed, over budget)", report.NoReply),
            ("grounded, of the replies it wrote", report.Grounded), ("from an expected source, in scope", report.FromExpectedSource), ("answered though out of scope", report.AnsweredOutOfScope),
        })
        {
            figures.AddRow(Markup.Escape(name), value.ToString("0.000", CultureInfo.InvariantCulture));
        }

        figures.AddRow("tokens in + out", string.Create(CultureInfo.InvariantCulture, $"{report.TokensIn} + {report.TokensOut}"));
        figures.AddRow("latency, median and p95", string.Create(CultureInfo.InvariantCulture, $"{report.LatencyP50:0} ms, {report.LatencyP95:0} ms"));
        console.Write(figures);
        var look = report.Replies.Where(r => r.NeedsALook).ToList();
        if (look.Count == 0) return;
        var list = new Table().Border(TableBorder.Simple).AddColumns("line", "question", "by", "outcome", "reply", "sources");
        foreach (var r in look)
        {
            list.AddRow(
                r.Line.ToString(CultureInfo.InvariantCulture), Markup.Escape(r.Question), r.By.ToString(), Markup.Escape($"{r.Outcome} {r.Reason}".TrimEnd()),
                Markup.Escape(Short(r.Reply ?? "–")), Markup.Escape(string.Join(' ', r.Sources.Take(3))));
        }

        console.WriteLine("look at these:");
        console.Write(list);
    }

    private static string Short(string text) => text.ReplaceLineEndings(" ") is { Length: > 160 } longer ? longer[..159] + "…" : text.ReplaceLineEndings(" ");
}
