using System.CommandLine;
using Weiyu.Bot.Handlers.Rules.Loading;

namespace Weiyu.Bot.Commands;

/// <summary>
/// Tells the configuration on the command line (<c>--Section:Key value</c>, at any place) from words and options, so that no verb takes one for
/// its argument, and a mistyped option is a mistake and not passed over.
/// </summary>
internal static class CommandLine
{
    /// <summary>The same arguments with the configuration in front, each as <c>--Section:Key=value</c>.</summary>
    public static string[] SettingsFirst(IReadOnlyList<string> args)
    {
        var (settings, words) = (new List<string>(), new List<string>());
        for (var i = 0; i < args.Count; i++)
        {
            if (!IsSetting(args[i])) words.Add(args[i]);
            else if (args[i].Contains('=', StringComparison.Ordinal) || i + 1 == args.Count) settings.Add(args[i]);
            else settings.Add($"{args[i]}={args[++i]}");
        }

        return [.. settings, .. words];
    }

    /// <summary>Runs a verb. What was called wrongly ends with <see cref="CommandOutput.Usage"/>.</summary>
    public static async Task<int> RunAsync(RootCommand root, IReadOnlyList<string> args, InvocationConfiguration invocation)
    {
        var parse = root.Parse(SettingsFirst(args));
        if (parse.Errors.Count == 0 && parse.UnmatchedTokens.FirstOrDefault(t => !IsSetting(t) || !t.Contains('=', StringComparison.Ordinal)) is { } unknown)
        {
            var known = parse.CommandResult.Command.Options.Select(o => o.Name).Concat(parse.CommandResult.Command.Subcommands.Select(c => c.Name)).ToList();
            await Console.Error.WriteLineAsync(IsSetting(unknown) ? $"{unknown} has no value." : $"'{unknown}' is not known here. {Nearest.Advice(unknown, known)}");
            return CommandOutput.Usage;
        }

        var exit = await parse.InvokeAsync(invocation);
        return parse.Errors.Count > 0 ? CommandOutput.Usage : exit;
    }

    private static bool IsSetting(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal) && argument.IndexOf(':', StringComparison.Ordinal) is > 2 and var colon
        && argument.AsSpan(2, colon - 2).IndexOfAnyExcept(Letters) < 0;

    private static readonly System.Buffers.SearchValues<char> Letters = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
}
