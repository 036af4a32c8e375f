using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Spectre.Console;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Hosting;
using Weiyu.Bot.Storage;
using Weiyu.Sandbox;

namespace Weiyu.Bot.Commands;

/// <summary><c>sandbox</c>: an embedded server, the bot, and pages to chat with it: no server, no key, no account.</summary>
internal static class SandboxCommand
{
    private const int MaxSandboxes = 20;

    public static Command Create()
    {
        var keep = new Option<bool>("--keep") { Description = "Keep what earlier sandboxes stored, so that why, rules replay and schedule ledger know it" };
        var command = new Command("sandbox", "Try the bot: an embedded server, a visitor's chat page, an agent's page") { keep };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parse, cancellationToken) => RunAsync(parse.UnmatchedTokens, parse.GetValue(keep), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> arguments, bool keep, CancellationToken cancellationToken)
    {
        if (BotConfiguration.TryRead(arguments, needsServer: false) is not { } configuration) return ExitCodes.BadConfiguration;

        if (Generation(configuration) is not { } generation)
        {
            var given = configuration["Sandbox:Generation"];
            await Console.Error.WriteLineAsync($"Sandbox:Generation is '{given}'; expected 2024, 2025 or 2026 (the default).");
            return ExitCodes.BadConfiguration;
        }

        await using var server = await StartServerAsync(configuration, SandboxHabits.Of(generation), cancellationToken);
        Point(configuration, server, keep);
        return await RunCommand.RunAsync(configuration, builder =>
        {
            builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Quartz", LogLevel.Warning);
            builder.Services.AddHostedService(services => new Banner(services.GetRequiredService<IHostApplicationLifetime>(), server, services.GetRequiredService<IServer>()));
        }, cancellationToken);
    }

    /// <summary>The generation of the server, today's where nothing is said; null: what is said is none.</summary>
    private static SandboxGeneration? Generation(IConfiguration configuration) => configuration["Sandbox:Generation"] switch
    {
        null or "" or "2026" => SandboxGeneration.Y2026,
        "2025" => SandboxGeneration.Y2025,
        "2024" => SandboxGeneration.Y2024,
        _ => null,
    };

    /// <summary>Starts the server on its usual ports, or on free ones where those are taken (by a real Weiyu, say).</summary>
    private static async Task<SandboxServer> StartServerAsync(IConfiguration configuration, SandboxHabits habits, CancellationToken cancellationToken)
    {
        var options = new SandboxOptions
        {
            Habits = habits,
            ApiUrl = configuration["Sandbox:ApiUrl"] ?? new SandboxOptions().ApiUrl,
            MqttUrl = configuration["Sandbox:MqttUrl"] ?? new SandboxOptions().MqttUrl,
        };
        try
        {
            return await SandboxServer.StartAsync(options, cancellation: cancellationToken);
        }
        catch (SandboxPortTakenException e)
        {
            await Console.Error.WriteLineAsync($"{e.Message} Taking free ports instead.");
            return await SandboxServer.StartAsync(SandboxOptions.Ephemeral with { Habits = habits }, cancellation: cancellationToken);
        }
    }

    /// <summary>Points the bot at the embedded server, in a data folder of its own that begins empty, as the server does, unless it is to be kept.</summary>
    private static void Point(IConfigurationRoot configuration, SandboxServer server, bool keep)
    {
        configuration["Weiyu:ApiUrl"] = server.ApiUrl;
        configuration["Weiyu:MqttUrl"] = server.MqttUrl;
        configuration["Weiyu:Username"] = server.Data.Bot.Username;
        configuration["Weiyu:Password"] = server.Data.Bot.Password;
        configuration["Weiyu:AccessToken"] = "";
        configuration["Weiyu:AccessTokenFile"] = "";
        configuration["Weiyu:PasswordFile"] = "";
        // Nothing real is touched: no other database, nobody's topic, nobody's webhook.
        configuration["Store:Provider"] = nameof(StoreProvider.Sqlite);
        configuration["Store:ConnectionString"] = "";
        configuration["People:Webhook"] = "";
        configuration["People:NoticeTopic"] = "";
        configuration["Bot:DailySummary:Topic"] = "";
        configuration["Bot:TypingPause"] ??= "00:00:00.9";
        configuration["Bot:DataPath"] = EmptyFolder(BotPaths.Of(configuration), configuration["Bot:DataPath"] is { Length: > 0 } path ? path : new BotOptions().DataPath, keep);
        var console = configuration["Console:Url"] ?? new ConsoleOptions().Url;
        if (Uri.TryCreate(console, UriKind.Absolute, out var url) && url.IsLoopback && IsTaken(url.Port)) console = "http://127.0.0.1:0";
        configuration["Console:Url"] = console;
    }

    /// <summary>The first folder that no other sandbox is using, emptied unless it is to be kept.</summary>
    private static string EmptyFolder(BotPaths paths, string below, bool keep)
    {
        for (var number = 1; ; number++)
        {
            var path = Path.Combine(below, number == 1 ? "sandbox" : $"sandbox-{number}");
            using var folder = new DataFolder(paths.Resolve(path));
            try
            {
                folder.Open();
                foreach (var file in keep ? [] : Directory.EnumerateFiles(folder.FullPath, "*.db*")) File.Delete(file);
                return path;
            }
            catch (DataFolderInUseException) when (number < MaxSandboxes)
            {
                // Another sandbox's.
            }
            catch (DataFolderException)
            {
                // The bot says so itself, with the cure.
                return path;
            }
        }
    }

    private static bool IsTaken(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <summary>Prints where everything is, once it is there.</summary>
    private sealed class Banner(IHostApplicationLifetime lifetime, SandboxServer server, IServer web) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            lifetime.ApplicationStarted.Register(() =>
            {
                AnsiConsole.WriteLine();
                AnsiConsole.MarkupLine($"  [bold]Chat as a visitor 访客页面[/]   {server.VisitorUrl}");
                AnsiConsole.MarkupLine($"  [bold]Sit in as an agent 客服页面[/]  {server.AgentUrl}");
                if (web.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } console) AnsiConsole.MarkupLine($"  [bold]Console 控制台[/]             {console}/");
                AnsiConsole.MarkupLine("  Ctrl+C ends it.");
                AnsiConsole.WriteLine();
            });
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
