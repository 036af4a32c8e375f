using System.CommandLine;
using Weiyu.Bot.Configuration;

namespace Weiyu.Bot.Commands;

/// <summary><c>health</c>: asks the bot that runs beside it whether it is alive; for the health check of a container without curl.</summary>
internal static class HealthCommand
{
    public static Command Create()
    {
        var ready = new Option<bool>("--ready") { Description = "Ask whether it is ready, not only alive" };
        var command = new Command("health", "Ask the running bot how it is: exit code 0 or 1") { ready };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parse, cancellationToken) => AskAsync(parse.UnmatchedTokens, parse.GetValue(ready), cancellationToken));
        return command;
    }

    private static async Task<int> AskAsync(IReadOnlyList<string> arguments, bool ready, CancellationToken cancellationToken)
    {
        var console = BotConfiguration.Read(arguments)[$"{ConsoleOptions.Section}:Url"] ?? new ConsoleOptions().Url;
        // It listens on all addresses; from here the loopback one will do.
        var url = console.Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal).Replace("//*", "//127.0.0.1", StringComparison.Ordinal).Replace("//+", "//127.0.0.1", StringComparison.Ordinal);
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(4) };
        try
        {
            using var answer = await client.GetAsync(new Uri($"{url.TrimEnd('/')}/health/{(ready ? "ready" : "live")}"), cancellationToken);
            Console.WriteLine(await answer.Content.ReadAsStringAsync(cancellationToken));
            return answer.IsSuccessStatusCode ? CommandOutput.Fine : CommandOutput.Findings;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or UriFormatException)
        {
            Console.WriteLine($"{url} does not answer: {e.Message}");
            return CommandOutput.Findings;
        }
    }
}
