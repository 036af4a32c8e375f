using System.CommandLine;
using Weiyu.Bot.Commands;

namespace Weiyu.Bot.Tests.Configuration;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--Weiyu:Username", "bot")]
    [InlineData("--Weiyu:Username=bot")]
    [InlineData("--Weiyu:Password", "--odd")]
    public void Configuration_is_understood(params string[] rest) => Assert.Null(CommandLine.Mistake(rest, Root()));

    [Theory]
    [InlineData("'docter' is not understood. Did you mean 'doctor'?", "docter")]
    [InlineData("There is no option '--jsn'. Did you mean '--json'?", "--jsn")]
    [InlineData("'--Weiyu:Username' has no value: write --Weiyu:Username VALUE.", "--Weiyu:Username")]
    [InlineData("'stray' is not understood. Use one of: doctor.", "--Weiyu:Username", "bot", "stray")]
    public void A_slip_is_pointed_out(string mistake, params string[] rest) => Assert.Equal(mistake, CommandLine.Mistake(rest, Root()));

    [Fact]
    public async Task A_slip_ends_with_the_exit_code_of_wrong_usage()
    {
        Assert.Equal(CommandOutput.Usage, await CommandLine.InvokeAsync(Root(), ["docter"]));
        Assert.Equal(CommandOutput.Usage, await CommandLine.InvokeAsync(Root(), ["doctor", "--limit", "many"]));
        Assert.Equal(CommandOutput.Fine, await CommandLine.InvokeAsync(Root(), ["doctor", "--limit", "1"]));
    }

    private static RootCommand Root()
    {
        var doctor = new Command("doctor") { new Option<int>("--limit") };
        doctor.SetAction(_ => CommandOutput.Fine);
        var root = new RootCommand { doctor, new Option<bool>("--json") };
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction(_ => CommandOutput.Fine);
        return root;
    }
}
