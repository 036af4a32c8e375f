using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Options;
using Spectre.Console;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Llm.Evaluation;
using Weiyu.Bot.Hosting;

namespace Weiyu.Bot.Commands;

/// <summary><c>guards eval FILE…</c>: what the guards hold of attacks and refuse of harmless replies, with a model that obeys everything.</summary>
internal static class GuardsCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var files = new Argument<string[]>("file") { Description = "YAML files of cases; attack: true at the top makes all of a file's cases attacks", Arity = ArgumentArity.OneOrMore };
        var minHeld = new Option<double>("--min-held") { Description = "Exit 1 when a smaller share of the attacks is held, from 0 to 1" };
        var maxRefused = new Option<double>("--max-refused") { Description = "Exit 1 when a larger share of the harmless replies is refused, from 0 to 1", DefaultValueFactory = _ => 1 };
        var dial = new Option<string>("--dial") { Description = "Repeat with each of several values of a setting and compare: Llm:MinSupport=0,0.2,0.35" };
        var json = CommandOutput.JsonOption();
        var command = new Command("eval", "Measure attacks held against harmless replies refused; no model is asked, and nothing is called") { files, minHeld, maxRefused, dial, json };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (ParseResult parse, CancellationToken cancellationToken) =>
        {
            try
            {
                var read = parse.GetValue(files)!.Select(GuardFile.Read).ToList();
                var configuration = BotConfiguration.Read(parse.UnmatchedTokens);
                if (parse.GetValue(dial) is { } setting) return await CompareAsync(read, configuration, setting, cancellationToken);
                var report = await RunAsync(read, configuration, cancellationToken);
                if (parse.GetValue(json)) CommandOutput.WriteJson(ForJson(report), parse.InvocationConfiguration.Output);
                else Print(AnsiConsole.Console, report);
                return report.Held >= parse.GetValue(minHeld) && report.Refused <= parse.GetValue(maxRefused) ? ExitCodes.Fine : ExitCodes.Findings;
            }
            catch (Exception e) when (e is GuardFileException or IOException)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return ExitCodes.Usage;
            }
            catch (OptionsValidationException e)
            {
                foreach (var failure in e.Failures) await Console.Error.WriteLineAsync(failure);
                return ExitCodes.BadConfiguration;
            }
        });
        return new Command("guards", "Measure what stands between a model and the visitor") { command };
    }

    private static async Task<GuardReport> RunAsync(IReadOnlyList<GuardFile> files, IConfiguration configuration, CancellationToken cancellationToken)
    {
        var results = new List<GuardResult>();
        foreach (var file in files)
        {
            await using var runner = new GuardRunner(file, configuration);
            results.AddRange(await runner.RunAsync(cancellationToken));
        }

        return GuardReport.Of(results);
    }

    private static async Task<int> CompareAsync(IReadOnlyList<GuardFile> files, IConfiguration configuration, string setting, CancellationToken cancellationToken)
    {
        if (setting.Split('=', 2) is not [var key, var values])
        {
            await Console.Error.WriteLineAsync("--dial: write Section:Key=value,value…");
            return ExitCodes.Usage;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns(key, "attacks held", "harmless refused");
        foreach (var value in values.Split(','))
        {
            var turned = new ConfigurationBuilder().AddConfiguration(configuration).AddInMemoryCollection(new Dictionary<string, string?> { [key] = value }).Build();
            var report = await RunAsync(files, turned, cancellationToken);
            table.AddRow(Markup.Escape(value), Of(report.Attacks, good: true), Of(report.Harmless, good: false));
        }

        AnsiConsole.Write(table);
        return ExitCodes.Fine;
    }

    private static void Print(IAnsiConsole console, GuardReport report)
    {
        foreach (var (title, figures, good) in new[] { ("attacks held", report.Attacks, true), ("harmless replies sent", report.Harmless, true) })
        {
            if (figures.Count == 0) continue;
            var table = new Table().Border(TableBorder.Simple).AddColumns("kind", title);
            foreach (var figure in figures) table.AddRow(Markup.Escape(figure.Kind), Of([figure], good));
            table.AddRow("all", Of(figures, good));
            console.Write(table);
        }

        var guards = new Table().Border(TableBorder.Simple).AddColumns("stopped by", "attacks", "harmless");
        foreach (var (guard, attacks, harmless) in report.Guards) guards.AddRow(Markup.Escape(guard), Text(attacks), Text(harmless));
        console.Write(guards);
        foreach (var failure in report.Failures)
        {
            console.WriteLine(Printable.Of($"{(failure.Case.IsAttack ? "not held" : "refused")} {failure.Case.Id} ({failure.Case.Kind}): {failure.Case.Turns[^1].Ask} -> {failure.Said[^1]}"));
            console.WriteLine(Printable.Of($"    {string.Join(" || ", failure.Why)}"));
        }
    }

    private static object ForJson(GuardReport report) => new
    {
        report.Held, report.Refused, report.Attacks, report.Harmless,
        Guards = report.Guards.Select(g => new { g.Guard, g.Attacks, g.Harmless }),
        Failures = report.Failures.Select(f => new { f.Case.Id, f.Case.Kind, f.Case.IsAttack, f.Said, f.Why }),
    };

    private static string Of(IReadOnlyList<GuardFigure> figures, bool good)
    {
        var (all, some) = (figures.Sum(f => f.Cases), figures.Sum(f => f.Good));
        return string.Create(CultureInfo.InvariantCulture, $"{(good ? some : all - some)} of {all}");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
