using System.CommandLine;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Hosting;

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
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(4) };
        try
        {
            using var answer = await client.GetAsync(Address(console, ready ? "ready" : "live"), cancellationToken);
            Console.WriteLine(await answer.Content.ReadAsStringAsync(cancellationToken));
            return answer.IsSuccessStatusCode ? ExitCodes.Fine : ExitCodes.Findings;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or UriFormatException)
        {
            Console.WriteLine($"{console} does not answer: {e.Message}");
            return ExitCodes.Findings;
        }
    }

    /// <summary>Where the health page is. A bot that listens on all addresses is asked on the loopback one.</summary>
    /// <exception cref="UriFormatException">The address is none.</exception>
    public static Uri Address(string consoleUrl, string page)
    {
        var url = consoleUrl.Replace("//[::]", "//[::1]", StringComparison.Ordinal);
        foreach (var all in new[] { "//0.0.0.0", "//*", "//+" }) url = url.Replace(all, "//127.0.0.1", StringComparison.Ordinal);
        return new Uri($"{url.TrimEnd('/')}/health/{page}");
    }
}
