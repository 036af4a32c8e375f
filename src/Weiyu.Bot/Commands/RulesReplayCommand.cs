using System.CommandLine;
using Spectre.Console;
using Weiyu.Bot.Core;
using Weiyu.Bot.Privacy;
using Weiyu.Bot.Simulation.Replay;
using Weiyu.Bot.Storage;
using Weiyu.Client.Content;
using Weiyu.Rules.Forms;
using Weiyu.Rules.Loading;
using Weiyu.Rules.Model;
using Weiyu.Text.Dates;

namespace Weiyu.Bot.Commands;

/// <summary><c>rules replay</c>: which replies of recorded conversations would change with the rules of a folder.</summary>
internal static class RulesReplayCommand
{
    /// <summary>The verb.</summary>
    /// <param name="path">The argument for the rules folder.</param>
    /// <param name="load">Reads the folder.</param>
    public static Command Create(Argument<string?> path, Func<string?, IReadOnlyList<string>, (IConfigurationRoot Configuration, LoadResult Result)> load)
    {
        var json = CommandOutput.JsonOption();
        var from = new Option<string?>("--from") { Description = "A file of recorded conversations (JSON lines) instead of the store" };
        var save = new Option<string?>("--save") { Description = "Write the recorded conversations to such a file, personal data masked, and end" };
        var since = new Option<string>("--since") { Description = "How far back the store is read, such as 7d", DefaultValueFactory = _ => "7d" };
        var command = new Command("replay", "Play recorded conversations with these rules and show which replies change") { path, from, save, since, json };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parse, cancellationToken) =>
        {
            var (configuration, result) = load(parse.GetValue(path), parse.UnmatchedTokens);
            if (Read(parse.GetValue(from), parse.GetValue(since)!, configuration) is not { } turns) return ExitCodes.Usage;
            var mask = new PersonalDataMask(configuration.GetSection(PrivacyOptions.Section).Get<PrivacyOptions>() ?? new PrivacyOptions());
            if (parse.GetValue(save) is { } file)
            {
                Recording.Save(turns, file, mask.Redact);
                Console.WriteLine($"{turns.Count} messages and events are in {file}.");
                return ExitCodes.Fine;
            }

            if (result.Book is not { } book)
            {
                foreach (var problem in result.Problems) Console.Error.WriteLine(problem);
                return ExitCodes.Findings;
            }

            await using var replay = new RuleReplay(book, configuration);
            var replayed = await replay.RunAsync(turns, cancellationToken);
            if (parse.GetValue(json)) WriteJson(replay, replayed, mask);
            else Print(replay, replayed, book, mask);
            return replayed.Any(r => r.Changed) ? ExitCodes.Findings : ExitCodes.Fine;
        });
        return command;
    }

    private static List<RecordedTurn>? Read(string? file, string since, IConfiguration configuration)
    {
        if (!Durations.TryParse(since, out var back))
        {
            Console.Error.WriteLine($"'{since}' is no length of time: write --since 7d or 12h.");
            return null;
        }

        try
        {
            if (file is not null) return Recording.FromFile(file);
            using var database = StoreAccess.Open(configuration);
            if (database is null) return null;
            using var session = new StoreSession(database);
            return Recording.FromStore(session, TimeProvider.System.GetUtcNow() - back);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
            return null;
        }
    }

    private static void WriteJson(RuleReplay replay, IReadOnlyList<ReplayedTurn> replayed, PersonalDataMask mask) => CommandOutput.WriteJson(new
    {
        played = replayed.Count,
        changed = replayed.Count(r => r.Changed),
        notJudged = replayed.Count(r => r.NotJudged is not null),
        changes = replayed.Where(r => r.Changed).Select(r => new
        {
            uid = r.Was.Item.Uid, r.Was.Item.Conversation, r.Was.At, said = Said(r.Was, mask), wasSource = r.Was.Source, was = Shown(replay.Texts(r.Was.Replies), mask), nowSource = r.Source, now = Shown(r.Says, mask),
        }),
    });

    private static void Print(RuleReplay replay, IReadOnlyList<ReplayedTurn> replayed, RuleBook book, PersonalDataMask mask)
    {
        foreach (var turn in replayed.Where(r => r.Changed))
        {
            AnsiConsole.MarkupLine($"[bold]{TimeZoneInfo.ConvertTime(turn.Was.At, book.Calendar.Zone):yyyy-MM-dd HH:mm:ss}[/]  {Markup.Escape(Printable.Of(Said(turn.Was, mask)))}  [grey]{Markup.Escape(turn.Was.Item.Uid)}[/]");
            Line("red", "- was", turn.Was.Source, Shown(replay.Texts(turn.Was.Replies), mask));
            Line("green", "+ now", turn.Source, Shown(turn.Says, mask));
        }

        var changes = replayed.Count(r => r.Changed);
        AnsiConsole.WriteLine($"{replayed.Count} messages and events played: {changes} replies change, {replayed.Count(r => !r.Differs)} stay.");
        foreach (var open in replayed.Where(r => r.Differs && r.NotJudged is not null).GroupBy(r => r.NotJudged)) AnsiConsole.WriteLine($"  not judged: {open.Count()} ({open.Key})");
        if (replayed.Count == 0) AnsiConsole.WriteLine("Nothing was recorded in that time: try --since 30d, or --from FILE.");

        static void Line(string colour, string mark, string source, IReadOnlyList<string> texts) => AnsiConsole.MarkupLine(
            $"  [{colour}]{mark}[/]  {Markup.Escape(Printable.Of(texts.Count > 0 ? string.Join(" | ", texts) : "(nothing)"))}  [grey]{Markup.Escape(source)}[/]");
    }

    private static List<string> Shown(IEnumerable<string> texts, PersonalDataMask mask) => [.. texts.Select(mask.Redact)];

    private static string Said(RecordedTurn turn, PersonalDataMask mask) => turn.Item.Message is { } message
        ? mask.Redact(MessageContent.Read(message).PlainText())
        : "(event)";
}
