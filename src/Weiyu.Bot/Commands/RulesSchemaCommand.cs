using System.CommandLine;
using Weiyu.Bot.Core;
using Weiyu.Rules.Documentation;
using Weiyu.Rules.Forms;

namespace Weiyu.Bot.Commands;

/// <summary>
/// <c>rules schema</c>: the JSON schema of rule files, for editors; with <c>--write</c> into a rules folder, where the handbook's tables of keys
/// are renewed too.
/// </summary>
internal static class RulesSchemaCommand
{
    public static Command Create()
    {
        var folder = new Option<string?>("--write")
        {
            Description = "Write schema.json into this folder, and the tables of keys into the handbooks there",
        };
        var command = new Command("schema", "Print the JSON schema of rule files, by which editors complete and check") { folder };
        command.SetAction(parse =>
        {
            if (parse.GetValue(folder) is not { } path)
            {
                Console.Write(Handbook.Schema());
                return ExitCodes.Fine;
            }

            if (!Directory.Exists(path))
            {
                Console.Error.WriteLine($"There is no folder '{path}'.");
                return ExitCodes.Usage;
            }

            foreach (var file in Handbook.Renew(path)) Console.WriteLine(file);
            return ExitCodes.Fine;
        });
        return command;
    }
}
