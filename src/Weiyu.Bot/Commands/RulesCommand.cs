using System.CommandLine;
using System.Xml.Linq;
using Spectre.Console;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Tools;
using Weiyu.Bot.Hosting;
using Weiyu.Bot.Simulation;
using Weiyu.Client.Messages;
using Weiyu.Knowledge;
using Weiyu.Rules;
using Weiyu.Rules.Forms;
using Weiyu.Rules.Linting;
using Weiyu.Rules.Loading;
using Weiyu.Rules.Matching;
using Weiyu.Rules.Model;
using Weiyu.Rules.Model.Running;

namespace Weiyu.Bot.Commands;

/// <summary><c>rules lint|test|why|replay|schema</c>: is the folder good, do its tests pass, why does a text get its answer, what would change, what may stand in it.</summary>
internal static class RulesCommand
{
    public static Command Create() => new("rules", "Check, test and explain the rules") { Lint(), Test(), Why(), RulesReplayCommand.Create(PathArgument(), Load), RulesSchemaCommand.Create() };

    private static Command Lint()
    {
        var (path, json, language) = (PathArgument(), CommandOutput.JsonOption(), CommandOutput.LanguageOption());
        var command = new Command("lint", "List every mistake in the rules folder and its knowledge, with its place and its cure") { path, json, language };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parse =>
        {
            var (configuration, result) = Load(parse.GetValue(path), parse.UnmatchedTokens);
            List<RuleProblem> problems = [.. result.Problems, .. result.Draft is { } checkable ? RuleLint.Check(checkable, result, new ToolSecrets(configuration).MissingIn, TimeProvider.System.GetUtcNow()) : []];
            problems.AddRange(Knowledge(configuration, parse.GetValue(path)).Problems.Select(p => p with { File = p.File.Length > 0 ? $"{KnowledgeFolder(configuration)}/{p.File}" : KnowledgeFolder(configuration) }));
            problems = [.. problems.OrderBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line).ThenBy(p => p.Column)];
            var speech = CommandOutput.Language(parse.GetValue(language));
            if (parse.GetValue(json)) CommandOutput.WriteJson(problems.Select(p => Findings.In(p, speech)).Select(p => new { p.File, p.Line, p.Column, severity = p.Severity.ToString().ToLowerInvariant(), p.Code, p.Message, p.Cure }));
            else foreach (var problem in problems) Console.WriteLine(Findings.Line(problem, speech));
            if (!parse.GetValue(json) && problems.Count == 0)
                Console.WriteLine(speech == "zh" ? $"{result.Book!.Files.Count} 个文件，{result.Book.Rules.Count} 条规则，没有问题。" : $"{result.Book!.Rules.Count} rules in {result.Book.Files.Count} files, no mistake.");
            return problems.Count == 0 ? ExitCodes.Fine : ExitCodes.Findings;
        });
        return command;
    }

    /// <summary>The knowledge beside the rules: one command covers the whole folder.</summary>
    private static KnowledgeLint Knowledge(IConfiguration configuration, string? path)
    {
        var folder = path is not null ? Path.GetFullPath(path) : BotPaths.Of(configuration).Resolve(configuration[$"{BotOptions.Section}:RulesPath"] ?? new BotOptions().RulesPath);
        var options = configuration.GetSection(KnowledgeOptions.Section).Get<KnowledgeOptions>() ?? new();
        return KnowledgeLint.Of(Path.Combine(folder, options.Folder), options, TimeProvider.System.GetUtcNow());
    }

    private static string KnowledgeFolder(IConfiguration configuration) => configuration[$"{KnowledgeOptions.Section}:{nameof(KnowledgeOptions.Folder)}"] ?? new KnowledgeOptions().Folder;

    private static Command Test()
    {
        var (path, json) = (PathArgument(), CommandOutput.JsonOption());
        var junit = new Option<string?>("--junit") { Description = "Write a JUnit file too" };
        var command = new Command("test", "Run the tests that stand in the rule files") { path, junit, json };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parse, cancellationToken) =>
        {
            var (configuration, result) = Load(parse.GetValue(path), parse.UnmatchedTokens);
            if (result.Book is not { } book) return Refuse(result);
            await using var tester = new RuleTester(book, configuration);
            var results = await tester.RunAsync(cancellationToken);
            var unused = book.Rules.Select(r => r.Id).Where(id => !tester.Covered.Contains(id)).ToList();
            if (parse.GetValue(junit) is { } file) Junit(results).Save(file);
            if (parse.GetValue(json)) CommandOutput.WriteJson(new { tests = results.Select(r => new { r.Test.Name, r.Passed, at = r.FailedAt?.ToString(), r.Difference }), rules = book.Rules.Count, untested = unused });
            else Print(results, book, unused);
            return results.All(r => r.Passed) ? ExitCodes.Fine : ExitCodes.Findings;
        });
        return command;
    }

    private static Command Why()
    {
        var (text, json) = (new Argument<string>("text") { Description = "What a visitor would write" }, CommandOutput.JsonOption());
        var path = new Option<string?>("--rules") { Description = "The rules folder; default: Bot:RulesPath" };
        var at = new Option<string?>("--at") { Description = "When it is: \"2026-10-03 22:00\" by the calendar's clock" };
        var form = new Option<string?>("--in") { Description = "The form in which the visitor is: a rule, or RULE.QUESTION; shows what becomes of the text there" };
        var command = new Command("why", "Show for every rule whether a text gets its answer, or what keeps it from it") { text, path, json, at, form };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parse, cancellationToken) =>
        {
            var (configuration, result) = Load(parse.GetValue(path), parse.UnmatchedTokens);
            if (result.Book is not { } book) return Refuse(result);
            var trial = new Trial(parse.GetValue(at), [], null, null) { In = parse.GetValue(form) };
            if (trial.Mistake(book) is { } mistake)
            {
                await Console.Error.WriteLineAsync(mistake);
                return ExitCodes.Usage;
            }

            if (trial.In is not null)
            {
                await using var conversation = trial.Begin(book, ConversationSimulator.WithoutModels(configuration));
                ChatCommand.Print([.. await conversation.SayAsync(parse.GetValue(text)!, cancellationToken), .. await conversation.SettleAsync(cancellationToken)], why: true);
                return ExitCodes.Fine;
            }

            var verdicts = book.Matcher.Explain(new MatchInput(parse.GetValue(text)!), Scope(book, parse.GetValue(text)!, trial.Moment(book)!.Value));
            if (parse.GetValue(json)) CommandOutput.WriteJson(verdicts.Select(v => new { rule = v.Rule.Id, v.Matches, answers = v == Answering(verdicts), v.Reason, v.Nearness, at = $"{v.Rule.At}" }));
            else Print(verdicts);
            return ExitCodes.Fine;
        });
        return command;
    }

    private static Argument<string?> PathArgument() => new("path") { Description = "The rules folder; default: Bot:RulesPath", Arity = ArgumentArity.ZeroOrOne };

    private static (IConfigurationRoot Configuration, LoadResult Result) Load(string? path, IReadOnlyList<string> arguments)
    {
        var configuration = BotConfiguration.ReadAnyway(arguments);
        // A path on the command line is meant from where one stands, the configured one from the content root.
        var folder = path is not null ? Path.GetFullPath(path) : BotPaths.Of(configuration).Resolve(configuration[$"{BotOptions.Section}:RulesPath"] ?? new BotOptions().RulesPath);
        // What a test asks the knowledge is asked of that beside the rules.
        if (path is not null) configuration[$"{BotOptions.Section}:RulesPath"] = folder;
        return (configuration, new RuleLoader(RuleSections.All, [], WeiyuPlatform.Words).Load(folder));
    }

    private static int Refuse(LoadResult result)
    {
        foreach (var problem in result.Problems) Console.Error.WriteLine(Findings.Line(problem, CommandOutput.Language(null)));
        return ExitCodes.Findings;
    }

    private static RuleScope Scope(RuleBook book, string text, DateTimeOffset now)
    {
        var facts = new Facts
        {
            Now = now,
            Thread = new ThreadFacts("thread", "org/agent/bot/visitor", ThreadTypes.Agent),
            Visitor = new PersonFacts("visitor", "访客", "", UserTypes.Visitor, ""),
            Agent = new PersonFacts("bot", "", "", UserTypes.User, ""),
            Message = new MessageFacts("why", MessageTypes.Text, text, "", ""),
            Text = text,
        };
        return new RuleScope(facts, new RuleState(), book);
    }

    private static void Print(IReadOnlyList<RuleTestResult> results, RuleBook book, List<string> unused)
    {
        foreach (var result in results)
        {
            AnsiConsole.MarkupLine($"{(result.Passed ? "[green]✓[/]" : "[red]✗[/]")} {Markup.Escape(result.Test.Name)}");
            if (result.Passed) continue;
            AnsiConsole.WriteLine($"    {result.FailedAt}: {result.Difference}");
            foreach (var line in result.Transcript.Split('\n', StringSplitOptions.RemoveEmptyEntries)) AnsiConsole.WriteLine($"      {line}");
        }

        // One long line: wrapped by the terminal, not by us, so that ids can be copied.
        Console.WriteLine($"{results.Count(r => r.Passed)} passed, {results.Count(r => !r.Passed)} failed; {book.Rules.Count - unused.Count} of {book.Rules.Count} rules are used by tests{(unused.Count > 0 ? $", not: {string.Join(", ", unused)}" : "")}.");
    }

    private static void Print(IReadOnlyList<RuleVerdict> verdicts)
    {
        var answering = Answering(verdicts);
        foreach (var verdict in verdicts.OrderByDescending(v => v == answering).ThenByDescending(v => v.Matches).ThenByDescending(v => v.Nearness))
        {
            var mark = verdict == answering ? "[green]answers[/]  " : verdict.Matches ? "[yellow]hidden[/]   " : verdict.Nearness > 0.5 ? "near miss" : "[grey]no[/]       ";
            AnsiConsole.MarkupLine($"{mark} [bold]{Markup.Escape(verdict.Rule.Id)}[/]  {Markup.Escape(verdict.Reason)}  [grey]{Markup.Escape($"{verdict.Rule.At}")}[/]");
        }
    }

    /// <summary>The rule that answers: the first that matches, and one for everything else only if there is no such.</summary>
    private static RuleVerdict? Answering(IReadOnlyList<RuleVerdict> verdicts) => verdicts.FirstOrDefault(v => v.Matches && v.Rule.When is not { Otherwise: true }) ?? verdicts.FirstOrDefault(v => v.Matches);

    private static XDocument Junit(IReadOnlyList<RuleTestResult> results) => new(new XElement("testsuites", new XElement(
        "testsuite", new XAttribute("name", "rules"), new XAttribute("tests", results.Count), new XAttribute("failures", results.Count(r => !r.Passed)),
        results.Select(r => new XElement("testcase", new XAttribute("classname", r.Test.At.File), new XAttribute("name", r.Test.Name),
            r.Passed ? null : new XElement("failure", new XAttribute("message", r.Difference!), $"{r.FailedAt}\n{r.Transcript}"))))));
}
