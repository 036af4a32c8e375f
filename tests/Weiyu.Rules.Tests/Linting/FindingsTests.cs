using Weiyu.Rules.Linting;
using Weiyu.Rules.Tests.Support;
using Weiyu.Text.Files;

namespace Weiyu.Rules.Tests.Linting;

/// <summary>Fifteen mistakes of a support lead, each found with its place and its cure in both languages.</summary>
public sealed class FindingsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData("indentation", "rules:\n  - id: a\n     when: x\n", 3, "左对齐", "Line this key up")]
    [InlineData("full-width colon", "rules:\n  - id: a\n    say：你好\n", 3, "半角冒号", "half-width one")]
    [InlineData("full-width commas", "rules:\n  - id: a\n    when: [退款，退钱]\n    say: 好\n", 3, "[退款, 退钱]", "half-width commas")]
    [InlineData("tab", "rules:\n  - id: a\n    when: x\n\tsay: 好\n", 4, "Tab 换成空格", "Replace the tab")]
    [InlineData("curly quotes", "rules:\n  - id: a\n    when: [“退款”]\n    say: 好\n", 3, "半角直引号", "straight ones")]
    [InlineData("unknown key", "rules:\n  - id: a\n    when: x\n    sya: 好\n", 4, "是不是想写“say”", "Did you mean 'say'")]
    [InlineData("duplicate", "rules:\n  - {id: a, when: x, say: 好}\n  - {id: a, when: y, say: 好}\n", 3, "写了两次", "twice")]
    [InlineData("wrong variable", "rules:\n  - {id: a, when: x, set: {level: 1}, say: 好}\n  - {id: b, when: y, say: '{{ vars.levle }}'}\n", 3, "没有规则设置变量", "No rule sets")]
    [InlineData("missing translation", "locale: {default: zh, available: [zh, en]}\nrules:\n  - {id: a, when: x, say: {zh: 好}}\n", 3, "缺少“en”的译文", "missing in 'en'")]
    [InlineData("shadowing", "rules:\n  - {id: a, when: 退, say: 好}\n  - {id: b, when: 退款, say: 好}\n", 3, "永远轮不到", "never answers")]
    [InlineData("contradiction", "rules:\n  - {id: a, when: {any: [退款], none: [退款]}, say: 好}\n", 2, "又用 none 排除", "excluded by 'none'")]
    [InlineData("regex", "rules:\n  - id: a\n    when: '/退(款/'\n    say: 好\n", 3, "不是正确的正则表达式", "no regular expression")]
    [InlineData("past date", "rules:\n  - {id: a, when: x, until: 2020-01-01, say: 好}\n", 2, "结束了", "over since")]
    [InlineData("busy cron", "notices:\n  - {id: n, cron: '* * 9 ? * *', to: {threads: open}, say: 早}\n", 2, "第一栏是秒", "seconds")]
    [InlineData("notice to nobody", "notices:\n  - {id: n, every: 1h, to: {}, say: 早}\n", 2, "没有收件人", "names nobody")]
    [InlineData("comment in a text", "rules:\n  - id: a\n    when: x\n    say: 请加 QQ 群 #12345\n", 4, "加上引号", "in quotes")]
    [InlineData("invisible blanks", "rules:\n\u3000\u3000- id: a\n\u3000\u3000\u3000\u3000when: x\n", 2, "看着像空格", "looks like a blank")]
    [InlineData("full-width value", "rules:\n  - {id: a, when: x, say: 好, limit: 1／thread}\n", 2, "'／' 应为 '/'", "'／' for '/'")]
    public void A_mistake_is_told_with_its_place_and_its_cure_in_both_languages(string mistake, string yaml, int line, string chinese, string english)
    {
        var result = Books.Load(yaml);
        var found = result.Problems.Concat(result.Draft is { } draft ? RuleLint.Check(draft, result, Words.NoSecret, Now) : []).ToList();
        Assert.Contains(found, p => Findings.Line(p, "en").Contains(english, StringComparison.Ordinal));
        var told = found.First(p => Findings.Line(p, "zh").Contains(chinese, StringComparison.Ordinal));
        Assert.True(line == told.Line, $"{mistake}: {told}");
        Assert.True(Findings.IsKnown(told.Message) && Findings.IsKnown(told.Cure), told.ToString());
        Assert.StartsWith(told.Severity == ProblemSeverity.Error ? $"rules.yaml:{line}" : "rules.yaml", Findings.Line(told, "zh"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sentence_that_is_in_no_table_stays_as_it_is() =>
        Assert.Equal("a.yaml:1:1: 警告 x：Quite new.So.", Findings.Line(new FileProblem("a.yaml", 1, 1, ProblemSeverity.Warning, "x", "Quite new.", "So."), "zh"));
}
