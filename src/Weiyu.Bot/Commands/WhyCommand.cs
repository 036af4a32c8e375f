using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Hosting;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Storage;
using Weiyu.Text.Dates;

namespace Weiyu.Bot.Commands;

/// <summary><c>why MESSAGE_UID</c>: why a message got the answer it got, or none.</summary>
internal static class WhyCommand
{
    public static Command Create()
    {
        var uid = new Argument<string>("uid") { Description = "The uid of a visitor's message, of a reply or a notice; or notice/ID/TIME/TOPIC, as schedule ledger shows it" };
        var json = CommandOutput.JsonOption();
        var command = new Command("why", "Say why a message got its answer") { uid, json };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parse =>
        {
            if (BotConfiguration.TryRead(parse.UnmatchedTokens, needsServer: false) is not { } configuration) return ExitCodes.BadConfiguration;
            using var database = StoreAccess.Open(configuration);
            if (database is null) return ExitCodes.Findings;
            using var session = new StoreSession(database);
            return Explain(session, parse.GetValue(uid)!, parse.GetValue(json), ServerZone.Of(configuration));
        });
        return command;
    }

    private static int Explain(StoreSession session, string uid, bool json, TimeZoneInfo zone)
    {
        // A reply's uid leads to its question.
        if (session.FindOutbox(uid) is { } reply) uid = reply.Cause;
        var target = NoticeCause.TryRead(uid, out var notice, out var occurrence, out var topic) ? session.FindTarget(notice, occurrence, topic) : null;
        var decision = session.FindDecision(uid) is { } detail ? JsonSerializer.Deserialize(detail, DecisionJson.Default.Decision) : null;
        if (decision is null && target is not null) decision = new Decision { Uid = uid, Conversation = topic, At = target.ChangedAt, Outcome = Word(target.State), Source = $"notice:{notice}" };
        if (decision is null)
        {
            Console.Error.WriteLine(session.FindInbox(uid) is null
                ? $"Nothing is known of {uid}: it never came in, or its record was pruned (Bot:KeepFor)."
                : $"{uid} came in and is not handled yet.");
            return ExitCodes.Findings;
        }

        var sent = session.OutboxOf(uid);
        if (json)
        {
            CommandOutput.WriteJson(new { decision, ledger = target is null ? null : new { state = Word(target.State), target.Reason, target.ChangedAt }, outbox = sent.Select(s => new { s.Uid, s.Kind, state = s.State.ToString().ToLowerInvariant(), s.Route, s.LastError, text = TextOf(s) }) });
            return ExitCodes.Fine;
        }

        AnsiConsole.Write(new Markup($"[bold]{Markup.Escape(target is null ? decision.Outcome : Word(target.State))}[/] {Markup.Escape(Printable.Of(decision.Source))}\n"));
        AnsiConsole.WriteLine($"{WallClock.At(decision.At, zone):yyyy-MM-dd HH:mm:ss}  {decision.Conversation}");
        foreach (var step in decision.Steps) AnsiConsole.WriteLine(Printable.Of($"  {step.Handler}: {step.What}"));
        if (target is not null) AnsiConsole.WriteLine($"  now {Word(target.State)} since {WallClock.At(target.ChangedAt, zone):yyyy-MM-dd HH:mm:ss}{(target.Reason is { } reason ? $": {reason}" : "")}");
        foreach (var item in sent) AnsiConsole.WriteLine(Printable.Of($"  → {item.State.ToString().ToLowerInvariant()} {item.Route} {item.Uid} {TextOf(item)} {item.LastError}"));
        return ExitCodes.Fine;
    }

    private static string Word(LedgerState state) => state.ToString().ToLowerInvariant();

    private static string TextOf(OutboxItem item) =>
        item.Message is { } message ? $"{message.Type} {message.Content}" : item.Kind;
}
