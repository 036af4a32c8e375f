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

    /// <summary>Prints a value as JSON.</summary>
    public static void WriteJson<T>(T value, TextWriter? to = null) => (to ?? Console.Out).WriteLine(JsonSerializer.Serialize(value, Indented));
}
