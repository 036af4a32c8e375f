using System.CommandLine;
using Spectre.Console;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Hosting;
using Weiyu.Bot.Simulation;
using Weiyu.Client.Content;
using Weiyu.Client.Messages;
using Weiyu.Rules;
using Weiyu.Rules.Linting;
using Weiyu.Rules.Loading;

namespace Weiyu.Bot.Commands;

/// <summary><c>chat</c>: talk to the rules and the knowledge in the terminal, without a server.</summary>
internal static class ChatCommand
{
    public static Command Create()
    {
        var why = new Option<bool>("--why") { Description = "Show after each answer which rule or passage gave it" };
        var script = new Option<string?>("--script") { Description = "A file with what the visitor says, a line each; commands as in the conversation" };
        var trial = new TrialOptions();
        var command = new Command("chat", "Talk to the rules in the terminal, no server") { why, script };
        trial.AddTo(command);
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (parse.GetValue(script) is not { } file) return await RunAsync(parse.UnmatchedTokens, trial.Read(parse), parse.GetValue(why), Console.In, echo: false, cancellationToken);
            if (!File.Exists(file))
            {
                await Console.Error.WriteLineAsync($"There is no file '{file}'.");
                return ExitCodes.Usage;
            }

            using var reader = new StreamReader(file);
            return await RunAsync(parse.UnmatchedTokens, trial.Read(parse), parse.GetValue(why), reader, echo: true, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> arguments, Trial trial, bool why, TextReader input, bool echo, CancellationToken cancellationToken)
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
            foreach (var problem in result.Problems) await Console.Error.WriteLineAsync(Findings.Line(problem, CommandOutput.Language(null)));
            if (result.Book is not { } book) return ExitCodes.BadConfiguration;
            if (trial.Mistake(book) is { } mistake)
            {
                await Console.Error.WriteLineAsync(mistake);
                return ExitCodes.Usage;
            }

            await using var conversation = trial.Begin(book, configuration);
            AnsiConsole.MarkupLine($"[grey]{Markup.Escape(ChatLine.Help)}[/]");
            var offered = new List<Wire.Message>();
            if (trial.Image is { } image) Show([.. await conversation.SendAsync(MessageTypes.Image, ChatLine.ImageContent(image), cancellationToken)]);
            while (!cancellationToken.IsCancellationRequested)
            {
                if (!Console.IsInputRedirected && !echo) AnsiConsole.Markup("[bold]你 you[/] › ");
                if (await input.ReadLineAsync(cancellationToken) is not { } line) break;
                if (line.Trim() is not { Length: > 0 } text || (echo && text[0] == '#')) continue;
                if (echo) AnsiConsole.MarkupLine($"[bold]你 you[/] › {Markup.Escape(Printable.Of(text))}");
                if (await ChatLine.SayAsync(conversation, text, offered, cancellationToken) is { } turns) Show(turns);
                else AnsiConsole.MarkupLine($"[grey]{Markup.Escape(ChatLine.Help)}[/]");
            }

            return ExitCodes.Fine;

            void Show(IReadOnlyList<SimulatedTurn> turns)
            {
                if (turns.SelectMany(t => t.Sent).ToList() is { Count: > 0 } sent) offered = sent;
                Print(turns, why);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Prints what the bot said, and with <paramref name="why"/> what it thought.</summary>
    public static void Print(IReadOnlyList<SimulatedTurn> turns, bool why)
    {
        foreach (var turn in turns)
        {
            foreach (var message in turn.Sent)
            {
                AnsiConsole.Markup(message.Type == MessageTypes.Transfer ? "[grey]→ 客服 staff[/] › " : "[bold green]小微 bot[/] › ");
                AnsiConsole.WriteLine(Printable.Of(MessageContent.Read(message).PlainText()));
            }

            var decision = turn.Outcome.Decision;
            if (!why || (turn.Sent.Count == 0 && decision.Steps.Count == 0)) continue;
            AnsiConsole.MarkupLine($"[grey]  {Markup.Escape($"{decision.Outcome} {decision.Source}")}[/]");
            foreach (var step in decision.Steps) AnsiConsole.MarkupLine($"[grey]    {Markup.Escape($"{step.Handler}: {step.What}")}[/]");
        }
    }
}
