using Microsoft.Extensions.Configuration;
using Weiyu.Bot.Simulation;
using Weiyu.Bot.Tests.Rules.Support;

namespace Weiyu.Bot.Tests.Opinions;

/// <summary><c>event: reaction</c> in rule files and their tests.</summary>
public sealed class ReactionRulesTests
{
    [Theory]
    [InlineData("event: {name: reaction, emoji: 👎}")]
    [InlineData("event: {name: reaction, reaction: down}")]
    [InlineData("event: reaction(down)")]
    [InlineData("event: reaction(👎🏽)")]
    public async Task A_test_of_rules_plays_a_reaction_in_every_spelling(string step)
    {
        var book = Books.Good($$"""
            version: 1
            rules:
              - {id: missed, event: reaction, if: {reaction: down}, tag: missed, handoff: true, say: 抱歉}
              - {id: liked, event: reaction, if: {reaction: [up, other]}, say: 谢谢}
            tests:
              - name: 差评
                steps:
                  - {{step}}
                  - bot: {rule: missed, says: 抱歉, tags: missed, handoff: true}
              - name: 好评
                steps:
                  - event: {name: reaction, emoji: ❤️}
                  - bot: {rule: liked}
            """);
        await using var tester = new RuleTester(book, new ConfigurationBuilder().Build());
        Assert.All(await tester.RunAsync(TestContext.Current.CancellationToken), r => Assert.True(r.Passed, r.Difference));
    }

    [Fact]
    public void A_condition_on_a_reaction_that_there_is_not_is_a_mistake()
    {
        var problems = Books.Load("version: 1\nrules:\n  - {id: a, event: reaction, if: {reaction: sideways}, say: x}\n").Problems;
        var problem = Assert.Single(problems, p => p.Severity == ProblemSeverity.Error);
        Assert.Contains("sideways", problem.Message, StringComparison.Ordinal);
        Assert.Contains("up, down or other", problem.Cure, StringComparison.Ordinal);
    }
}
