using System.CommandLine;
using Weiyu.Bot.Handlers.Rules.Loading;

namespace Weiyu.Bot.Commands;

/// <summary>Runs the verb that the command line names, or says what is wrong with it.</summary>
internal static class CommandLine
{
    private static readonly InvocationConfiguration Invocation = new() { ProcessTerminationTimeout = TimeSpan.FromSeconds(10), EnableDefaultExceptionHandler = false };

    /// <summary>Runs it.</summary>
    /// <returns>The verb's exit code; <see cref="CommandOutput.Usage"/> when it was called wrongly.</returns>
    public static async Task<int> InvokeAsync(RootCommand root, string[] arguments)
    {
        var parse = root.Parse(arguments);
        if (parse.Errors.Count == 0 && Mistake(parse.UnmatchedTokens, parse.CommandResult.Command) is { } mistake)
        {
            await Console.Error.WriteLineAsync(mistake);
            return CommandOutput.Usage;
        }

        try
        {
            var code = await parse.InvokeAsync(Invocation);
            return parse.Errors.Count > 0 ? CommandOutput.Usage : code;
        }
        catch (InvalidDataException e)
        {
            await Console.Error.WriteLineAsync($"The configuration can't be read. {e.Message} {e.GetBaseException().Message}");
            return CommandOutput.BadConfiguration;
        }
    }

    /// <summary>What a verb did not take must be configuration: <c>--Section:Key value</c> or <c>--Section:Key=value</c>. A slip of the keys is no value of anything.</summary>
    public static string? Mistake(IReadOnlyList<string> rest, Command command)
    {
        for (var i = 0; i < rest.Count; i++)
        {
            var word = rest[i];
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? word : word[..equals];
            if (!name.StartsWith("--", StringComparison.Ordinal)) return $"'{word}' is not understood. {Advice(word, [.. command.Subcommands.Select(c => c.Name)])}";
            if (!name.Contains(':', StringComparison.Ordinal)) return $"There is no option '{name}'. {Advice(name, [.. command.Options.Select(o => o.Name)])}";
            if (equals < 0 && ++i == rest.Count) return $"'{name}' has no value: write {name} VALUE.";
        }

        return null;
    }

    private static string Advice(string word, IReadOnlyCollection<string> names) =>
        names.Count > 0 ? Nearest.Advice(word, names) : "See --help; configuration is written as --Section:Key VALUE.";
}
