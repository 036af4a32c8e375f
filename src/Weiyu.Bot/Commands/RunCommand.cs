using System.CommandLine;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Hosting;
using Weiyu.Bot.Storage;
using Weiyu.Rules;

namespace Weiyu.Bot.Commands;

/// <summary><c>run</c>: the bot, until it is told to stop.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var command = new Command("run", "Run the bot (the default)") { TreatUnmatchedTokensAsErrors = false };
        command.SetAction((parse, cancellationToken) => RunAsync(parse.UnmatchedTokens, cancellationToken));
        return command;
    }

    /// <summary>Runs the bot with the configuration and what the command line adds to it.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (BotConfiguration.TryRead(arguments, needsServer: true) is not { } configuration) return ExitCodes.BadConfiguration;
        return await RunAsync(configuration, null, cancellationToken);
    }

    /// <summary>Runs the bot with a configuration that was checked.</summary>
    public static async Task<int> RunAsync(IConfigurationRoot configuration, Action<WebApplicationBuilder>? configure, CancellationToken cancellationToken)
    {
        WebApplication app;
        try
        {
            app = BotHost.Build(configuration, configure);
        }
        catch (OptionsValidationException e)
        {
            foreach (var failure in e.Failures) await Console.Error.WriteLineAsync(failure);
            return ExitCodes.BadConfiguration;
        }

        await using (app)
        {
            // Running disposes of the services.
            var startup = app.Services.GetRequiredService<StartupState>();
            List<BackgroundService> workers;
            try
            {
                Prepare(app.Services);
                workers = [.. app.Services.GetServices<IHostedService>().OfType<BackgroundService>()];
                await app.RunAsync(cancellationToken);
            }
            catch (Exception e) when (Explain(e, configuration) is { } explanation)
            {
                await Console.Error.WriteLineAsync(explanation);
                return ExitCodes.BadConfiguration;
            }

            if (startup.Failure is { } failure) await Console.Error.WriteLineAsync(failure);
            if (startup.ExitCode != ExitCodes.Fine || workers.Find(w => w.ExecuteTask is { IsFaulted: true }) is not { } broken) return startup.ExitCode;
            // The host stops in good order; whoever supervises the process must see that it was no wish of anybody.
            await Console.Error.WriteLineAsync($"The bot stopped because {broken.GetType().Name} broke down: {broken.ExecuteTask!.Exception!.InnerException!.Message}");
            return ExitCodes.Broken;
        }
    }

    /// <summary>What must be there before the services start.</summary>
    /// <exception cref="DataFolderInUseException">Another bot has the data folder.</exception>
    /// <exception cref="RulesUnusableException">The rules have mistakes.</exception>
    public static void Prepare(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<DataFolder>().Open();
        }
        catch (DataFolderException e) when (e is not DataFolderInUseException)
        {
            // The store says so in its health, and goes on as soon as the folder can be used.
        }

        services.GetRequiredService<RuleBookSource>();
        services.GetRequiredService<Store>().Start();
    }

    private static string? Explain(Exception e, IConfiguration configuration) => e switch
    {
        DataFolderInUseException or RulesUnusableException => e.Message,
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } =>
            $"Console:Url: {configuration["Console:Url"] ?? "http://127.0.0.1:5080"} is taken by another program. Choose another port, or leave Console:Url empty.",
        _ => null,
    };
}
