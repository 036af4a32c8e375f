using System.CommandLine;
using Spectre.Console;
using Weiyu.Bot.Commands.Doctor;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Hosting;

namespace Weiyu.Bot.Commands;

/// <summary><c>doctor</c>: looks at everything that the bot needs, one after another; each with its verdict and cure.</summary>
internal static class DoctorCommand
{
    /// <summary>The device that looks while the bot itself is on the line: with the bot's client id it would throw it off.</summary>
    private const string Device = "doctor";

    private static readonly string[] LaterParts =
        ["store", "rules", "knowledge", "server", "login", "agent", "threads", "history", "clock", "connection", "subscriptions", "model"];

    public static Command Create()
    {
        var json = CommandOutput.JsonOption();
        var tryLogin = new Option<bool>("--try-login")
        {
            Description = "Log in though the same credentials were refused lately: the account is well again. A wrong try more may lock it",
        };
        var command = new Command("doctor", "Check configuration, store, rules, knowledge, server, login, agent, histories, clocks, connection, subscriptions and model") { json, tryLogin };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parse, cancellationToken) =>
        {
            var checks = await ExamineAsync(parse.UnmatchedTokens, parse.GetValue(tryLogin), cancellationToken);
            if (parse.GetValue(json)) CommandOutput.WriteJson(checks.Select(c => new { c.Part, verdict = c.Verdict.ToString().ToLowerInvariant(), c.Finding, c.Cure }));
            else Print(checks);
            return checks.All(c => c.Verdict != CheckVerdict.Bad) ? ExitCodes.Fine : ExitCodes.Findings;
        });
        return command;
    }

    /// <summary>All checks, in the order in which one needs the other.</summary>
    private static async Task<List<Check>> ExamineAsync(IReadOnlyList<string> arguments, bool tryLogin, CancellationToken cancellationToken)
    {
        var configuration = BotConfiguration.Read(arguments);
        var checks = CheckConfiguration(configuration);
        if (checks.Exists(c => c.Verdict == CheckVerdict.Bad))
        {
            checks.AddRange(from part in LaterParts select new Check(part, CheckVerdict.Skipped, "not looked at: the configuration comes first"));
            return checks;
        }

        var weiyu = configuration.GetSection(WeiyuOptions.Section).Get<WeiyuOptions>() ?? new();
        var bot = configuration.GetSection(BotOptions.Section).Get<BotOptions>() ?? new();
        var paths = BotPaths.Of(configuration);
        using var folder = new DataFolder(paths.Data(bot));
        var (store, isRunning) = StoreCheck.Look(configuration, folder);
        var console = configuration[$"{ConsoleOptions.Section}:{nameof(ConsoleOptions.Url)}"] ?? new ConsoleOptions().Url;
        var device = weiyu.DeviceUid.Length > 0 ? weiyu.DeviceUid : folder.DeviceUid();
        checks.Add(store);
        checks.Add(ThinkingChecks.Rules(configuration));
        checks.Add(ThinkingChecks.Knowledge(configuration));
        var login = (new LoginMemoryFile(folder.FullPath), tryLogin);
        checks.AddRange(await ServerChecks.LookAsync(weiyu, paths, isRunning ? new RunningBot(console) : null, isRunning ? Device : device, login, cancellationToken));
        checks.AddRange(await ThinkingChecks.ModelsAsync(configuration, cancellationToken));
        return checks;
    }

    private static List<Check> CheckConfiguration(IConfigurationRoot configuration)
    {
        List<Check> checks = [.. OptionSections.Check(configuration, needsServer: true).Select(p => new Check("configuration", CheckVerdict.Bad, $"{p.Key}: {p.Problem}", p.Cure))];
        if (checks.Count == 0) checks.Add(new Check("configuration", CheckVerdict.Good, "every value can be used"));
        if (!Weiyu.Text.Folding.CompatibilityForms.HasTables)
            checks.Add(new Check("configuration", CheckVerdict.Doubtful, "this system lacks Unicode's tables (.NET runs in invariant mode): of unusual letters only full-width ones are folded", "Install ICU (icu-libs), and unset DOTNET_SYSTEM_GLOBALIZATION_INVARIANT."));
        checks.AddRange(UnknownKeys.Find(configuration, OptionSections.All).Select(p => new Check("configuration", CheckVerdict.Doubtful, $"{p.Key}: {p.Problem}", "Correct the name, or take it out.")));
        return checks;
    }

    private static void Print(List<Check> checks)
    {
        foreach (var check in checks)
        {
            var mark = check.Verdict switch { CheckVerdict.Good => "[green]✓[/]", CheckVerdict.Doubtful => "[yellow]![/]", CheckVerdict.Skipped => "[grey]–[/]", _ => "[red]✗[/]" };
            AnsiConsole.MarkupLine($"{mark} [bold]{check.Part,-14}[/] {Markup.Escape(check.Finding)}");
            if (check.Cure is { } cure) AnsiConsole.MarkupLine($"  {"",-14} → {Markup.Escape(cure)}");
        }
    }
}
