using Weiyu.Bot.Commands;
using Xunit;

namespace Weiyu.Bot.Tests.Scheduling;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("schedule next --Bot:RulesPath r 5 --json", "--Bot:RulesPath=r schedule next 5 --json")]
    [InlineData("--Store:Provider=Memory schedule run a --Console:Url=http://x:1", "--Store:Provider=Memory --Console:Url=http://x:1 schedule run a")]
    [InlineData("schedule send --to open --at 2026-11-01T09:00 --say a:b", "schedule send --to open --at 2026-11-01T09:00 --say a:b")]
    [InlineData("rules lint --Bot:RulesPath", "--Bot:RulesPath rules lint")]
    public void The_configuration_is_never_taken_for_an_argument_of_a_verb(string line, string expected) =>
        Assert.Equal(expected, string.Join(' ', CommandLine.SettingsFirst(line.Split(' '))));
}
