using System.CommandLine;
using Weiyu.Bot.Commands;
using Weiyu.Bot.Core;
using Xunit;

namespace Weiyu.Bot.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--Weiyu:Username", "bot")]
    [InlineData("--Weiyu:Username=bot")]
    [InlineData("--Weiyu:Password", "--odd")]
    public void Configuration_is_understood(params string[] rest) => Assert.Null(CommandLine.Mistake(CommandLine.SettingsFirst(rest), Root()));

    [Theory]
    [InlineData("'docter' is not understood. Did you mean 'doctor'?", "docter")]
    [InlineData("There is no option '--jsn'. Did you mean '--json'?", "--jsn")]
    [InlineData("'--Weiyu:Username' has no value: write --Weiyu:Username VALUE.", "--Weiyu:Username")]
    [InlineData("'stray' is not understood. Use one of: doctor.", "--Weiyu:Username", "bot", "stray")]
    public void A_slip_is_pointed_out(string mistake, params string[] rest) => Assert.Equal(mistake, CommandLine.Mistake(CommandLine.SettingsFirst(rest), Root()));

    [Theory]
    [InlineData("schedule next --Bot:RulesPath r 5 --json", "--Bot:RulesPath=r schedule next 5 --json")]
    [InlineData("--Store:Provider=Memory schedule run a --Console:Url=http://x:1", "--Store:Provider=Memory --Console:Url=http://x:1 schedule run a")]
    [InlineData("schedule send --to open --at 2026-11-01T09:00 --say a:b", "schedule send --to open --at 2026-11-01T09:00 --say a:b")]
    [InlineData("rules lint --Bot:RulesPath", "--Bot:RulesPath rules lint")]
    public void The_configuration_is_never_taken_for_an_argument_of_a_verb(string line, string expected) =>
        Assert.Equal(expected, string.Join(' ', CommandLine.SettingsFirst(line.Split(' '))));

    [Fact]
    public async Task A_slip_ends_with_the_exit_code_of_wrong_usage()
    {
        Assert.Equal(ExitCodes.Usage, await CommandLine.InvokeAsync(Root(), ["docter"]));
        Assert.Equal(ExitCodes.Usage, await CommandLine.InvokeAsync(Root(), ["doctor", "--limit", "many"]));
        Assert.Equal(ExitCodes.Fine, await CommandLine.InvokeAsync(Root(), ["doctor", "--limit", "1"]));
    }

    private static RootCommand Root()
    {
        var doctor = new Command("doctor") { new Option<int>("--limit") };
        doctor.SetAction(_ => ExitCodes.Fine);
        var root = new RootCommand { doctor, new Option<bool>("--json") };
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction(_ => ExitCodes.Fine);
        return root;
    }
}
