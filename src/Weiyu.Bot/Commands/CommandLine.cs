using System.Buffers;
using System.CommandLine;
using Spectre.Console;
using Weiyu.Bot.Core;
using Weiyu.Text.Matching;

namespace Weiyu.Bot.Commands;

/// <summary>
/// Runs the verb that the command line names, or says what is wrong with it. Configuration (<c>--Section:Key value</c>) may stand at any place,
/// so that no verb takes it for its argument; a slip of the keys is a mistake and not passed over.
/// </summary>
internal static class CommandLine
{
    // The host bounds its end itself (BotHost); where the machine is too busy even for that, a late clean end is better than a cut one.
    private static readonly InvocationConfiguration Invocation = new() { ProcessTerminationTimeout = TimeSpan.FromSeconds(30), EnableDefaultExceptionHandler = false };
    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Runs it.</summary>
    /// <returns>The verb's exit code; <see cref="ExitCodes.Usage"/> when it was called wrongly.</returns>
    public static async Task<int> InvokeAsync(RootCommand root, IReadOnlyList<string> arguments)
    {
        var parse = root.Parse(SettingsFirst(arguments));
        if (parse.Errors.Count == 0 && Mistake(parse.UnmatchedTokens, parse.CommandResult.Command) is { } mistake)
        {
            await Console.Error.WriteLineAsync(mistake);
            return ExitCodes.Usage;
        }

        // A file or a pipe has no width: nothing is broken into lines there that somebody searches or copies.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 240;
        try
        {
            var code = await parse.InvokeAsync(Invocation);
            return parse.Errors.Count > 0 ? ExitCodes.Usage : code;
        }
        catch (InvalidDataException e)
        {
            await Console.Error.WriteLineAsync($"The configuration can't be read. {e.Message} {e.GetBaseException().Message}");
            return ExitCodes.BadConfiguration;
        }
    }

    /// <summary>The same arguments with the configuration in front, each as <c>--Section:Key=value</c>.</summary>
    public static string[] SettingsFirst(IReadOnlyList<string> arguments)
    {
        var (settings, words) = (new List<string>(), new List<string>());
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!IsSetting(arguments[i])) words.Add(arguments[i]);
            else if (arguments[i].Contains('=', StringComparison.Ordinal) || i + 1 == arguments.Count) settings.Add(arguments[i]);
            else settings.Add($"{arguments[i]}={arguments[++i]}");
        }

        return [.. settings, .. words];
    }

    /// <summary>What is wrong with words that no verb took: they must be configuration; null when they are.</summary>
    public static string? Mistake(IReadOnlyList<string> rest, Command command)
    {
        foreach (var word in rest)
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? word : word[..equals];
            if (!name.StartsWith("--", StringComparison.Ordinal)) return $"'{word}' is not understood. {Advice(word, [.. command.Subcommands.Select(c => c.Name)])}";
            if (!name.Contains(':', StringComparison.Ordinal)) return $"There is no option '{name}'. {Advice(name, [.. command.Options.Select(o => o.Name)])}";
            if (equals < 0) return $"'{name}' has no value: write {name} VALUE.";
        }

        return null;
    }

    private static string Advice(string word, IReadOnlyCollection<string> names) =>
        names.Count > 0 ? Nearest.Advice(word, names) : "See --help; configuration is written as --Section:Key VALUE.";

    private static bool IsSetting(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal) && argument.IndexOf(':', StringComparison.Ordinal) is > 2 and var colon
        && argument.AsSpan(2, colon - 2).IndexOfAnyExcept(Letters) < 0;
}
