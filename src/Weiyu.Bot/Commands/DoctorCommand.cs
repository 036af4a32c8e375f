using System.CommandLine;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Storage;
using Weiyu.Client.Mqtt;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Commands;

/// <summary><c>doctor</c>: looks at everything that the bot needs, one after another; each with its verdict and cure.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var json = CommandOutput.JsonOption();
        var command = new Command("doctor", "Check configuration, login, connection, store, rules and model") { json };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parse, cancellationToken) =>
        {
            var checks = await ExamineAsync(parse.UnmatchedTokens, cancellationToken);
            if (parse.GetValue(json)) CommandOutput.WriteJson(checks);
            else Print(checks);
            return checks.All(c => c.Verdict != CheckVerdict.Bad) ? CommandOutput.Fine : CommandOutput.Findings;
        });
        return command;
    }

    /// <summary>All checks, in the order in which one needs the other.</summary>
    private static async Task<List<Check>> ExamineAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var checks = new List<Check>();
        var configuration = BotConfiguration.Read(arguments);
        var problems = OptionSections.Check(configuration, needsServer: true);
        if (problems.Count > 0)
        {
            checks.AddRange(problems.Select(p => new Check("configuration", CheckVerdict.Bad, p.Problem, $"Set {p.Key}.")));
            return checks;
        }

        checks.Add(new Check("configuration", CheckVerdict.Good, "every value can be used", null));
        var weiyu = configuration.GetSection(WeiyuOptions.Section).Get<WeiyuOptions>() ?? new();
        checks.Add(CheckStore(configuration));
        await CheckServerAsync(weiyu, checks, cancellationToken);
        foreach (var more in DoctorChecks.All) checks.Add(await more(configuration, cancellationToken));
        return checks;
    }

    private static Check CheckStore(IConfiguration configuration)
    {
        var bot = configuration.GetSection(BotOptions.Section).Get<BotOptions>() ?? new();
        var store = configuration.GetSection(StoreOptions.Section).Get<StoreOptions>() ?? new();
        using var folder = new DataFolder(BotConfiguration.Resolve(bot.DataPath));
        try
        {
            folder.Open();
            using var database = new Database(store.Provider, store.ConnectionString.Length > 0 ? store.ConnectionString : Path.Combine(folder.FullPath, "weiyu-bot.db"));
            Schema.Migrate(database);
            using var session = new StoreSession(database);
            return new Check("store", CheckVerdict.Good, $"writable; {session.CountOpenInbox()} messages wait, {session.PendingSummary().Count} replies are pending, {session.CountFailed()} failed", null);
        }
        catch (DataFolderInUseException)
        {
            return new Check("store", CheckVerdict.Good, $"in use by the running bot ({folder.FullPath})", null);
        }
        catch (DataFolderException e)
        {
            return new Check("store", CheckVerdict.Bad, e.Message, null);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException)
        {
            return new Check("store", CheckVerdict.Bad, e.Message, "Make the database reachable and writable, or move a damaged file away.");
        }
    }

    private static async Task CheckServerAsync(WeiyuOptions weiyu, List<Check> checks, CancellationToken cancellationToken)
    {
        // A device of its own: with the bot's client id it would throw the running bot off the line.
        var rest = RestClientFactory.Create(weiyu, TimeProvider.System, NullLogger<WeiyuRestClient>.Instance, $"doctor{Environment.ProcessId}");
        Session session;
        try
        {
            session = await rest.LoginAsync(cancellationToken);
            checks.Add(new Check("login", CheckVerdict.Good, $"{session.Username} ({session.UserUid}), organisation {(session.OrgUid.Length > 0 ? session.OrgUid : "none")}",
                session.OrgUid.Length > 0 ? null : "Without an organisation messages are not stored: set Weiyu:OrgUid."));
        }
        catch (WeiyuLoginRefusedException e)
        {
            checks.Add(new Check("login", CheckVerdict.Bad, e.Message, "Correct Weiyu:Username and Weiyu:Password (or Weiyu:AccessToken)."));
            return;
        }
        catch (WeiyuException e)
        {
            checks.Add(new Check("login", CheckVerdict.Bad, e.Message, $"Is Weiyu running at {weiyu.ApiUrl}? Check Weiyu:ApiUrl, the network and the server's log."));
            return;
        }

        try
        {
            var agent = await rest.FindAgentAsync(cancellationToken);
            checks.Add(agent is null
                ? new Check("agent", CheckVerdict.Doubtful, "the account is no agent in this organisation", "Make it an agent in Weiyu's admin console, or visitors will not be given to it.")
                : new Check("agent", CheckVerdict.Good, $"{agent.Nickname} ({agent.Uid}), {agent.Status}, {agent.CurrentThreadCount} of {agent.MaxThreadCount} threads", null));
            var threads = await rest.GetThreadsAsync(0, 20, cancellationToken);
            checks.Add(new Check("threads", CheckVerdict.Good, $"{threads.TotalElements} in the list", null));
        }
        catch (WeiyuException e)
        {
            checks.Add(new Check("agent", CheckVerdict.Bad, e.Message, "The login works but a call fails: look into the server's log."));
        }

        checks.Add(await CheckConnectionAsync(weiyu, session, cancellationToken));
    }

    private static async Task<Check> CheckConnectionAsync(WeiyuOptions weiyu, Session session, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        var started = Stopwatch.GetTimestamp();
        var connection = new MqttConnection(
            MqttConnectionFactory.Options(weiyu, $"doctor{Environment.ProcessId}"),
            (_, _) => ValueTask.FromResult(new MqttIdentity(session.UserUid, session.Username, session.AccessToken)), _ => ValueTask.CompletedTask);
        var running = connection.RunAsync(patience.Token);
        try
        {
            await connection.WaitForAsync(MqttConnectionState.Connected, patience.Token);
            return new Check("connection", CheckVerdict.Good, $"{weiyu.MqttUrl} in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms", null);
        }
        catch (OperationCanceledException)
        {
            return new Check("connection", CheckVerdict.Bad, $"{weiyu.MqttUrl}: {connection.LastFailure?.Reason.ToString() ?? "no answer"} {connection.LastFailure?.Message}",
                "Check Weiyu:MqttUrl (ws:// or wss://, path /websocket), the proxy in front of it, and its certificate.");
        }
        finally
        {
            await patience.CancelAsync();
            await running;
        }
    }

    private static void Print(List<Check> checks)
    {
        foreach (var check in checks)
        {
            var mark = check.Verdict switch { CheckVerdict.Good => "[green]✓[/]", CheckVerdict.Doubtful => "[yellow]![/]", _ => "[red]✗[/]" };
            AnsiConsole.MarkupLine($"{mark} [bold]{check.Part,-14}[/] {Markup.Escape(check.Finding)}");
            if (check.Cure is { } cure) AnsiConsole.MarkupLine($"  {"",-14} → {Markup.Escape(cure)}");
        }
    }
}

/// <summary>A check's verdict.</summary>
internal enum CheckVerdict
{
    /// <summary>Well.</summary>
    Good,

    /// <summary>It works, and deserves a look.</summary>
    Doubtful,

    /// <summary>It does not work.</summary>
    Bad,
}

/// <summary>What <c>doctor</c> found of a part.</summary>
internal sealed record Check(string Part, CheckVerdict Verdict, string Finding, string? Cure);

/// <summary>The checks that features bring.</summary>
internal static class DoctorChecks
{
    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<Func<IConfiguration, CancellationToken, Task<Check>>> All { get; } = [Handlers.Llm.ModelCheck.ExamineAsync];
}
