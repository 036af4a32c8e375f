using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Weiyu.Bot.Commands;

/// <summary>What all verbs share: exit codes, <c>--json</c>, and where to look for the configuration.</summary>
internal static class CommandOutput
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A new <c>--json</c> option: every listing has it.</summary>
    public static Option<bool> JsonOption() => new("--json") { Description = "Print JSON instead of a table" };

    /// <summary>A new <c>--lang</c> option: in which language findings are told.</summary>
    public static Option<string?> LanguageOption()
    {
        var option = new Option<string?>("--lang") { Description = "zh or en; default: that of LC_ALL, LC_MESSAGES or LANG" };
        option.AcceptOnlyFromAmong("zh", "en");
        return option;
    }

    /// <summary>The language that was asked for, or that of the terminal.</summary>
    public static string Language(string? asked)
    {
        if (asked is not null) return asked;
        foreach (var name in (string[])["LC_ALL", "LC_MESSAGES", "LANG"])
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } set) return set.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? "zh" : "en";
        }

        return "en";
    }

    /// <summary>Prints a value as JSON.</summary>
    public static void WriteJson<T>(T value, TextWriter? to = null) => (to ?? Console.Out).WriteLine(JsonSerializer.Serialize(value, Indented));
}
