using System.Diagnostics;
using Weiyu.Bot.Tests.Rules.Support;

namespace Weiyu.Bot.Tests.Commands;

/// <summary>A support lead's verbs under an operator's settings.</summary>
public sealed class ConfiguredVerbsTests
{
    [Theory]
    [InlineData("rules", "test")]
    [InlineData("rules", "lint")]
    [InlineData("rules", "why", "退款")]
    public async Task Durations_are_understood_as_everywhere_and_what_is_wrong_is_named_and_stops_nobody(params string[] verb)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Hosting.BotHost).Assembly.Location, .. verb])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(Folders.StarterSet)!,
        };
        start.Environment["Bot__Fragments__Window"] = "1200ms";
        start.Environment["Bot__MaxQuestionAge"] = "1h";
        start.Environment["Bot__KeepFor"] = "soon";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2));

        Assert.True(process.ExitCode == 0, await output + await errors);
        Assert.Contains("Bot:KeepFor: 'soon' is not a duration", await errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Bot:Fragments:Window", await errors, StringComparison.Ordinal);
    }
}
