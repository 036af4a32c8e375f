using System.CommandLine;
using System.CommandLine.Parsing;
using System.Data.Common;
using System.Globalization;
using Spectre.Console;
using Weiyu.Bot.Core;
using Weiyu.Bot.Hosting;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Scheduling.Notices;
using Weiyu.Client.Messages;
using Weiyu.Text.Matching;

namespace Weiyu.Bot.Commands;

/// <summary><c>schedule list|next|run|send|cancel|ledger</c>: what notices there are, when they come, to whom, and what became of them.</summary>
internal static class ScheduleCommand
{
    public static Command Create() => new("schedule", "Notices: what is coming, to whom, and what became of it") { List(), Next(), Run(), Send(), Cancel(), Ledger() };

    private static Command List()
    {
        var json = CommandOutput.JsonOption();
        var command = new Command("list", "List the notices of the rules with their next time and their last run") { json };
        return With(command, (access, parse, _) =>
        {
            ScheduleView.Notices(access, parse.GetValue(json));
            return Task.FromResult(ExitCodes.Fine);
        });
    }

    private static Command Next()
    {
        var json = CommandOutput.JsonOption();
        var count = new Argument<int>("count") { Description = "How many", DefaultValueFactory = _ => 10 };
        var id = new Option<string?>("--id") { Description = "Only this notice" };
        count.Validators.Add(r => InRange(r, "count", 1_000));
        var command = new Command("next", "Show the coming times, those included that the calendar leaves out") { count, id, json };
        return With(command, (access, parse, _) =>
        {
            if (parse.GetValue(id) is { } wanted && access.Book.Find(wanted) is null) return Task.FromResult(Unknown(access, wanted));
            ScheduleView.Coming(access.Desk.Coming(parse.GetValue(count), parse.GetValue(id)), parse.GetValue(json));
            return Task.FromResult(ExitCodes.Fine);
        });
    }

    private static Command Run()
    {
        var json = CommandOutput.JsonOption();
        var id = new Argument<string>("id") { Description = "The notice" };
        var dry = new Option<bool>("--dry-run") { Description = "Send nothing: show to whom it would go and how it would read" };
        var again = new Option<bool>("--again") { Description = "Even if it was run within the last ten minutes" };
        var command = new Command("run", "Run a notice now; the running bot sends it within seconds") { id, dry, again, json };
        return With(command, async (access, parse, cancellationToken) =>
        {
            if (access.Book.Find(parse.GetValue(id)!) is not { } notice) return Unknown(access, parse.GetValue(id)!);
            var preview = access.Desk.Preview(notice);
            if (parse.GetValue(dry))
            {
                ScheduleView.Preview(preview, access, parse.GetValue(json));
                return ExitCodes.Fine;
            }

            if (!NeedsStore(access)) return ExitCodes.Findings;
            var (run, isNew) = (await access.Desk.RunAsync(notice.Id, parse.GetValue(again), cancellationToken))!.Value;
            return Started(run, isNew, preview.Count, parse.GetValue(json));
        });
    }

    private static Command Send()
    {
        var json = CommandOutput.JsonOption();
        var to = new Option<string[]>("--to") { Description = "open (all open conversations), group:UID, or a topic; may be given several times", Required = true, Arity = ArgumentArity.OneOrMore };
        var say = new Option<string>("--say") { Description = "The text; Liquid, such as {{ visitor.nickname }}", Required = true };
        var english = new Option<string?>("--say-en") { Description = "The text for those who speak English" };
        var type = new Option<string>("--type") { Description = "The message type", DefaultValueFactory = _ => MessageTypes.Text };
        var at = new Option<string?>("--at") { Description = "When, such as \"2026-11-01 09:00\" by the calendar's clock; now if left out" };
        var tag = new Option<string[]>("--tag") { Description = "Only open conversations with this tag", Arity = ArgumentArity.ZeroOrMore };
        var rate = new Option<double>("--rate") { Description = "Messages a second", DefaultValueFactory = _ => 20 };
        var dry = new Option<bool>("--dry-run") { Description = "Send nothing: show to whom it would go and how it would read" };
        var again = new Option<bool>("--again") { Description = "Even if the same was sent within the last ten minutes" };
        var command = new Command("send", "Send something once; the running bot sends it within seconds") { to, say, english, type, at, tag, rate, dry, again, json };
        return With(command, async (access, parse, cancellationToken) =>
        {
            var request = new OneOffRequest
            {
                To = parse.GetValue(to)!, Tags = parse.GetValue(tag) ?? [], Say = parse.GetValue(say)!, SayEn = parse.GetValue(english), Type = parse.GetValue(type)!, At = parse.GetValue(at),
                Rate = parse.GetValue(rate),
            };
            if (OneOffNotice.Read(request, access.Book, TimeProvider.System.GetUtcNow(), out var mistake) is not { } once)
            {
                await Console.Error.WriteLineAsync($"--{mistake.Member}: {mistake.Text}");
                return ExitCodes.Usage;
            }

            var preview = access.Desk.Preview(once.Definition);
            if (parse.GetValue(dry))
            {
                ScheduleView.Preview(preview, access, parse.GetValue(json));
                return ExitCodes.Fine;
            }

            if (!NeedsStore(access)) return ExitCodes.Findings;
            var (run, isNew) = await access.Desk.SendOnceAsync(once, parse.GetValue(again), cancellationToken);
            return Started(run, isNew, preview.Count, parse.GetValue(json));
        });
    }

    private static Command Cancel()
    {
        var json = CommandOutput.JsonOption();
        var id = new Argument<string>("id") { Description = "A notice, or a one-off notice as schedule ledger names it" };
        var command = new Command("cancel", "Stop what is under way of a notice, or a one-off notice that is to come: what was not handed over yet is skipped") { id, json };
        return With(command, async (access, parse, cancellationToken) =>
        {
            if (!NeedsStore(access)) return ExitCodes.Findings;
            var (runs, skipped) = await access.Desk.CancelAsync(parse.GetValue(id)!, cancellationToken);
            if (parse.GetValue(json)) CommandOutput.WriteJson(new { runs = runs.Select(r => new { r.Notice, r.Occurrence }), skipped });
            else if (runs.Count == 0) AnsiConsole.WriteLine($"Nothing of '{parse.GetValue(id)}' is under way or to come.");
            else AnsiConsole.WriteLine($"{runs.Count} of '{parse.GetValue(id)}' stopped; {skipped} targets get nothing. What was handed over already arrives.");
            return runs.Count == 0 ? ExitCodes.Findings : ExitCodes.Fine;
        });
    }

    private static Command Ledger()
    {
        var json = CommandOutput.JsonOption();
        var id = new Argument<string?>("id") { Description = "A notice; all if left out", Arity = ArgumentArity.ZeroOrOne };
        var targets = new Option<bool>("--targets") { Description = "With every target of the latest run, its state and why" };
        var limit = new Option<int>("--limit") { Description = "The most rows", DefaultValueFactory = _ => 50 };
        limit.Validators.Add(r => InRange(r, "--limit", 1_000_000));
        var command = new Command("ledger", "Show what became of notices: runs, and with --targets every target") { id, targets, limit, json };
        return With(command, (access, parse, _) =>
        {
            if (!NeedsStore(access)) return Task.FromResult(ExitCodes.Findings);
            ScheduleView.Ledger(access, parse.GetValue(id), parse.GetValue(targets), parse.GetValue(limit), parse.GetValue(json));
            return Task.FromResult(ExitCodes.Fine);
        });
    }

    private static void InRange(SymbolResult result, string name, int most)
    {
        if (result.Tokens is [{ Value: var text }] && (!int.TryParse(text, CultureInfo.InvariantCulture, out var number) || number < 1 || number > most))
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name}: '{text}' is not a number from 1 to {most}."));
    }

    private static Command With(Command command, Func<ScheduleAccess, ParseResult, CancellationToken, Task<int>> run)
    {
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (ParseResult parse, CancellationToken cancellationToken) =>
        {
            if (BotConfiguration.TryRead(parse.UnmatchedTokens, needsServer: false) is not { } configuration) return ExitCodes.BadConfiguration;
            try
            {
                using var access = ScheduleAccess.Open(configuration);
                return access is null ? ExitCodes.Findings : await run(access, parse, cancellationToken);
            }
            catch (Exception e) when (e is DbException or IOException or InvalidDataException)
            {
                await Console.Error.WriteLineAsync(e is DbException
                    ? $"The database can't be used: {e.Message} If it is of an older version, start the bot once."
                    : e.Message);
                return ExitCodes.Findings;
            }
        });
        return command;
    }

    private static bool NeedsStore(ScheduleAccess access)
    {
        if (!access.HasStore) Console.Error.WriteLine("There is no store yet: the bot makes it at its first start. Set Bot:DataPath if it is elsewhere.");
        return access.HasStore;
    }

    private static int Unknown(ScheduleAccess access, string id)
    {
        var ids = (access.Book.Notices ?? []).Select(n => n.Id).ToList();
        Console.Error.WriteLine($"There is no notice '{id}'. {Nearest.Advice(id, ids)}");
        return ExitCodes.Usage;
    }

    private static int Started(NoticeRun run, bool isNew, int count, bool json)
    {
        if (json) CommandOutput.WriteJson(new { run.Notice, run.Occurrence, isNew, targets = count });
        else if (isNew && run.NextAt > TimeProvider.System.GetUtcNow())
            AnsiConsole.WriteLine($"'{run.Notice}' goes out at {ScheduleView.Show(run.Occurrence, run.Zone)} {run.Zone} to whoever is meant then ({count} now). To take it back: schedule cancel {run.Notice}");
        else if (isNew) AnsiConsole.WriteLine($"'{run.Notice}' goes to {count} as soon as the bot looks (within seconds if it runs). Watch it: schedule ledger {run.Notice} --targets");
        else AnsiConsole.WriteLine($"'{run.Notice}' was run for {ScheduleView.Show(run.Occurrence, run.Zone)} already; nothing is sent twice. With --again it is.");
        return isNew ? ExitCodes.Fine : ExitCodes.Findings;
    }
}
