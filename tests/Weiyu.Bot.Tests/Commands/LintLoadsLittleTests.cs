using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Weiyu.Bot.Tests.Rules.Support;

namespace Weiyu.Bot.Tests.Commands;

/// <summary>Checking rules needs neither a broker nor a model nor a web server: the runtime's own record says what was loaded.</summary>
public sealed partial class LintLoadsLittleTests : IDisposable
{
    private readonly string _record = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.nettrace");

    public void Dispose() => File.Delete(_record);

    [Fact]
    public async Task Lint_loads_the_rules_and_none_of_what_only_a_running_bot_needs()
    {
        var loaded = await LoadedByAsync("rules", "lint", Folders.StarterSet);

        Assert.Contains("Weiyu.Rules", loaded);
        Assert.DoesNotContain(loaded, name => name.StartsWith("MQTTnet", StringComparison.Ordinal) || name.StartsWith("Microsoft.SemanticKernel", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name.StartsWith("Microsoft.Data.Sqlite", StringComparison.Ordinal));
    }

    private async Task<HashSet<string>> LoadedByAsync(params string[] arguments)
    {
        // 0x8 is the loader's keyword; at level 4 each assembly that is loaded is an event.
        var start = new ProcessStartInfo("dotnet", [typeof(Hosting.BotHost).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_EnableEventPipe"] = "1";
        start.Environment["DOTNET_EventPipeConfig"] = "Microsoft-Windows-DotNETRuntime:0x8:4";
        start.Environment["DOTNET_EventPipeOutputPath"] = _record;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(process.ExitCode == 0, await output + await errors);

        // Names are UTF-16 in the record, on either alignment.
        var bytes = await File.ReadAllBytesAsync(_record);
        return [.. Enumerable.Range(0, 2).SelectMany(at => Assemblies().Matches(Encoding.Unicode.GetString(bytes.AsSpan(at)))).Select(m => m.Groups[1].Value)];
    }

    [GeneratedRegex(@"([A-Za-z][\w.]+), Version=")]
    private static partial Regex Assemblies();
}
