using Weiyu.Rules.Matching;
using Weiyu.Rules.Model.Running;
using Weiyu.Rules.Tests.Support;

namespace Weiyu.Rules.Tests.Matching;

/// <summary>Why a rule answers a text, or by how little it does not.</summary>
public sealed class WhyTests
{
    private const string Rules = """
        words: {price: [多少钱, 价格]}
        rules:
          - {id: refund, when: {all: [退款, "@price"]}, say: a}
          - {id: opening, when: [营业时间], say: b}
          - {id: exact, when: {exact: 在吗}, say: c}
          - {id: none, when: {any: [退款], none: [政策]}, say: d}
          - {id: vip, when: [退款], if: {vars.level: gold}, say: e}
          - {id: first, when: [退款], say: f}
          - {id: opened, event: thread.opened, say: g}
          - {id: rest, when: otherwise, say: h}
        """;

    [Theory]
    [InlineData("退款", "refund", "'多少钱' / '价格' is missing")]
    [InlineData("营业的时间", "opening", "the nearest is '营业时间'")]
    [InlineData("退款政策", "none", "'政策' is among 'none'")]
    [InlineData("退款", "vip", "vars.level is not set, wanted 'gold'")]
    [InlineData("退款", "opened", "waits for thread.opened")]
    [InlineData("退款", "none", "'退款'")]
    public void Every_rule_says_what_it_found_or_what_it_missed(string text, string rule, string reason) =>
        Assert.Contains(reason, Explain(text).Single(v => v.Rule.Id == rule).Reason, StringComparison.Ordinal);

    [Fact]
    public void The_first_that_matches_answers_and_a_rule_of_which_only_the_conditions_failed_is_a_near_miss()
    {
        var verdicts = Explain("退款");
        Assert.Equal("none", verdicts.First(v => v.Matches).Rule.Id);
        Assert.True(verdicts.Single(v => v.Rule.Id == "vip").Nearness > 0.5);
    }

    private static IReadOnlyList<RuleVerdict> Explain(string text)
    {
        var book = Books.Good(Rules);
        var facts = new Facts
        {
            Now = DateTimeOffset.UnixEpoch, Thread = new ThreadFacts("t", "t", "AGENT"), Message = new MessageFacts("why", "TEXT", text, "", ""), Text = text,
        };
        return book.Matcher.Explain(new MatchInput(text), new RuleScope(facts, new RuleState(), book));
    }
}
