using System.CommandLine;
using Spectre.Console;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Hosting;
using Weiyu.Bot.Simulation;
using Weiyu.Client.Content;
using Weiyu.Rules;
using Weiyu.Rules.Forms;
using Weiyu.Rules.Loading;
using Weiyu.Text.Dates;

namespace Weiyu.Bot.Commands;

/// <summary><c>chat</c>: talk to the rules and the knowledge in the terminal, without a server.</summary>
internal static class ChatCommand
{
    private const string Help = "写一句话开始；/wait 10m 让时间过去；Ctrl+D 结束。 Say something; /wait 10m lets time pass; Ctrl+D ends.";

    public static Command Create()
    {
        var why = new Option<bool>("--why") { Description = "Show after each answer which rule or passage gave it" };
        var command = new Command("chat", "Talk to the rules in the terminal, no server") { why };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parse, cancellationToken) => RunAsync(parse.UnmatchedTokens, parse.GetValue(why), Console.In, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> arguments, bool why, TextReader input, CancellationToken cancellationToken)
    {
        if (BotConfiguration.TryRead(arguments, needsServer: false) is not { } configuration) return ExitCodes.BadConfiguration;
        var rules = BotPaths.Of(configuration).Resolve(configuration[$"{BotOptions.Section}:RulesPath"] ?? new BotOptions().RulesPath);
        // The index of a running bot is its own.
        var folder = Directory.CreateTempSubdirectory("weiyu-chat-");
        configuration[$"{BotOptions.Section}:DataPath"] = folder.FullName;
        configuration[$"{BotOptions.Section}:TypingPause"] = null;
        try
        {
            var loader = new RuleLoader(RuleSections.All, [], WeiyuPlatform.Words);
            var result = loader.Load(rules);
            foreach (var problem in result.Problems) await Console.Error.WriteLineAsync(problem.ToString());
            if (result.Book is not { } book) return ExitCodes.BadConfiguration;

            await using var conversation = ConversationSimulator.Begin(book, configuration, TimeProvider.System.GetUtcNow());
            AnsiConsole.MarkupLine($"[grey]{Help}[/]");
            while (!cancellationToken.IsCancellationRequested)
            {
                if (!Console.IsInputRedirected) AnsiConsole.Markup("[bold]你 you[/] › ");
                if (await input.ReadLineAsync(cancellationToken) is not { } line) break;
                if (line.Trim() is not { Length: > 0 } text) continue;
                if (await AnswerAsync(conversation, text, cancellationToken) is { } turns) Print(turns, why);
                else AnsiConsole.MarkupLine($"[grey]{Help}[/]");
            }

            return ExitCodes.Fine;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>What the bot says to a line; null: the line was a command that is not understood, or asks for help.</summary>
    private static async Task<IReadOnlyList<SimulatedTurn>?> AnswerAsync(ConversationSimulator conversation, string text, CancellationToken cancellationToken)
    {
        if (text[0] != '/') return [.. await conversation.SayAsync(text, cancellationToken), .. await conversation.SettleAsync(cancellationToken)];
        return text.StartsWith("/wait ", StringComparison.Ordinal) && Durations.TryParse(text[6..], out var time, DurationStyle.Lenient) ? await conversation.WaitAsync(time, cancellationToken) : null;
    }

    private static void Print(IReadOnlyList<SimulatedTurn> turns, bool why)
    {
        foreach (var turn in turns)
        {
            foreach (var message in turn.Sent)
            {
                AnsiConsole.Markup("[bold green]小微 bot[/] › ");
                AnsiConsole.WriteLine(Printable.Of(MessageContent.Read(message).PlainText()));
            }

            var decision = turn.Outcome.Decision;
            if (!why || (turn.Sent.Count == 0 && decision.Steps.Count == 0)) continue;
            AnsiConsole.MarkupLine($"[grey]  {Markup.Escape($"{decision.Outcome} {decision.Source}")}[/]");
            foreach (var step in decision.Steps) AnsiConsole.MarkupLine($"[grey]    {Markup.Escape($"{step.Handler}: {step.What}")}[/]");
        }
    }
}
