using System.CommandLine;
using Spectre.Console;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Hosting;
using Weiyu.Bot.Storage;
using Weiyu.Rules.Forms;
using Weiyu.Text.Dates;
using Cell = Spectre.Console.Text;

namespace Weiyu.Bot.Commands;

/// <summary><c>outbox list|retry</c>: what waits, what failed and why; and trying it again.</summary>
internal static class OutboxCommand
{
    public static Command Create() => new("outbox", "Show what waits to be sent, and what could not be") { List(), Retry() };

    private static Command List()
    {
        var json = CommandOutput.JsonOption();
        var state = new Option<OutboxState>("--state") { Description = "pending, confirmed, failed or withdrawn", DefaultValueFactory = _ => OutboxState.Pending };
        var failed = new Option<bool>("--failed") { Description = "The same as --state failed" };
        var limit = new Option<int>("--limit") { Description = "The most rows", DefaultValueFactory = _ => 50 };
        var command = new Command("list", "List outbox items, newest first") { state, failed, limit, json };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parse =>
        {
            if (BotConfiguration.TryRead(parse.UnmatchedTokens, needsServer: false) is not { } configuration) return ExitCodes.BadConfiguration;
            using var database = StoreAccess.Open(configuration);
            if (database is null) return ExitCodes.Findings;
            using var session = new StoreSession(database);
            var wanted = parse.GetValue(failed) ? OutboxState.Failed : parse.GetValue(state);
            Show(session.ListOutbox(wanted, parse.GetValue(limit)), parse.GetValue(json), ServerZone.Of(configuration));
            return ExitCodes.Fine;
        });
        return command;
    }

    private static Command Retry()
    {
        var uids = new Argument<string[]>("uid") { Description = "Uids of failed items, or 'all'", Arity = ArgumentArity.OneOrMore };
        var command = new Command("retry", "Make failed items pending again; the running bot takes them up within seconds") { uids };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parse =>
        {
            var wanted = parse.GetValue(uids)!;
            if (BotConfiguration.TryRead(parse.UnmatchedTokens, needsServer: false) is not { } configuration) return ExitCodes.BadConfiguration;
            using var database = StoreAccess.Open(configuration);
            if (database is null) return ExitCodes.Findings;
            using var session = new StoreSession(database);
            if (wanted is ["all"]) wanted = [.. session.ListOutbox(OutboxState.Failed, int.MaxValue).Select(i => i.Uid)];
            var done = wanted.Count(uid => session.RetryOutbox(uid, TimeProvider.System.GetUtcNow()) > 0);
            Console.WriteLine($"{done} of {wanted.Length} are pending again.");
            return done == wanted.Length ? ExitCodes.Fine : ExitCodes.Findings;
        });
        return command;
    }

    private static void Show(List<OutboxItem> items, bool json, TimeZoneInfo zone)
    {
        if (json)
        {
            CommandOutput.WriteJson(items.Select(i => new
            {
                i.Uid, i.Conversation, i.Cause, i.Ordinal, i.Kind, state = i.State.ToString().ToLowerInvariant(), i.Attempts, i.CreatedAt, i.NextAt, i.LastError, i.Route, i.DoneAt,
            }));
            return;
        }

        var table = new Table().AddColumns("uid", "conversation", "kind", "state", "tries", "created", "next", "error");
        foreach (var i in items)
        {
            table.AddRow(new Cell(i.Uid), new Cell(i.Conversation), new Cell(i.Kind), new Cell(i.State.ToString().ToLowerInvariant()), new Cell($"{i.Attempts}"),
                new Cell($"{WallClock.At(i.CreatedAt, zone):MM-dd HH:mm:ss}"), new Cell(i.NextAt is { } next ? $"{WallClock.At(next, zone):HH:mm:ss}" : ""), new Cell(i.LastError ?? ""));
        }

        AnsiConsole.Write(table);
    }
}
