using Weiyu.Rules.Linting;
using Weiyu.Rules.Loading;
using Weiyu.Rules.Tests.Support;

namespace Weiyu.Rules.Tests.Linting;

/// <summary>Marks, blanks, comments and files that mean something else than their author thinks.</summary>
public sealed class LookAlikeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData("when: [退款，退钱，退货]", "[退款, 退钱, 退货]")]
    [InlineData("when: 人工、真人、客服", "[人工, 真人, 客服]")]
    [InlineData("when: {any: [退款；退钱]}", "[退款, 退钱]")]
    [InlineData("when: {all: [退款｜退钱]}", "[退款, 退钱]")]
    [InlineData("when: {none: [退款/退钱]}", "[退款, 退钱]")]
    [InlineData("when: {exact: [“几点下班”]}", "\"几点下班\"")]
    [InlineData("when: [‘几点下班’]", "\"几点下班\"")]
    [InlineData("when: [「几点下班」]", "\"几点下班\"")]
    [InlineData("when: [《会员》说明]", "会员说明")]
    [InlineData("when: [【退款】]", "退款")]
    [InlineData("when: [＠human]", "@human")]
    [InlineData("when: ['/退（货|款）/']", "'('")]
    [InlineData("when: [x]\n    tag: “vip”", "\"vip\"")]
    [InlineData("when: [x]\n    say: “您好”", "\"您好\"")]
    [InlineData("when: [x]\n    say: 您好，｛｛ visitor.nickname ｝｝", "{{ … }}")]
    public void A_mark_that_only_looks_like_one_is_named_with_its_cure(string rule, string cure)
    {
        var problem = Assert.Single(Books.Load($"rules:\n  - id: a\n    {rule}\n{(rule.Contains("say", StringComparison.Ordinal) ? "" : "    say: 好\n")}").Problems, p => p.Code == "look-alike");
        Assert.Contains(cure, problem.Cure, StringComparison.Ordinal);
        Assert.True(problem.Line >= 3 && problem.Column > 1, problem.ToString());
    }

    [Theory]
    [InlineData("when: [退款, 退钱]")]
    [InlineData("when: ['你好，在吗']")]
    [InlineData("when: [这个怎么一直转圈圈呢，是不是坏了]")]
    [InlineData("when: {like: [我的包裹，到哪了, 快递呢，怎么还没到, where is it]}")]
    [InlineData("when: [x]\n    say: 请看《会员》“说明”一节。")]
    public void What_is_meant_so_is_let_be(string rule) =>
        Assert.DoesNotContain(Books.Load($"rules:\n  - id: a\n    {rule}\n{(rule.Contains("say", StringComparison.Ordinal) ? "" : "    say: 好\n")}").Problems, p => p.Code == "look-alike");

    [Theory]
    [InlineData("calendar: {hours: {mon-fri: \"09：00－18：00x\"}}", "'：' for ':'")]
    [InlineData("rules: [{id: a, when: x, say: 好, priority: １０}]", "'１' for '1'")]
    [InlineData("rules: [{id: a, when: x, say: 好, limit: 1／thread}]", "'／' for '/'")]
    public void A_value_that_cannot_be_read_for_such_a_mark_says_so(string yaml, string hint) =>
        Assert.Contains(Books.Load(yaml).Problems, p => p.Severity == Weiyu.Text.Files.ProblemSeverity.Error && p.Cure.Contains(hint, StringComparison.Ordinal));

    [Theory]
    [InlineData("    say: 请加 QQ 群 #12345 咨询", 18)]
    [InlineData("    when: 优惠 #1", 14)]
    [InlineData("    say: [一, 二 #三\n      , 四]", 16)]
    public void A_text_that_a_comment_cuts_off_is_named(string line, int column)
    {
        var yaml = $"rules:\n  - id: a\n    {(line.Contains("when", StringComparison.Ordinal) ? "say: 好" : "when: x")}\n{line}\n";
        var problem = Assert.Single(Books.Load(yaml).Problems, p => p.Code == "cut-by-comment");
        Assert.Equal((4, column), (problem.Line, problem.Column));
    }

    [Theory]
    [InlineData("    say: 好 # 这是说明")]
    [InlineData("    say: \"请加群 #123\"")]
    [InlineData("    say: '#123'")]
    [InlineData("    say: |\n      请加群 #123")]
    [InlineData("    say: 好 #! 标记")]
    [InlineData("    #say: 好\n    say: C#入门")]
    [InlineData("    say: #说明\n      好")]
    public void What_is_meant_as_a_comment_is_let_be(string line) =>
        Assert.DoesNotContain(Books.Load($"rules:\n  - id: a\n    when: x\n{line}\n").Problems, p => p.Code == "cut-by-comment");

    [Theory]
    [InlineData("rules:\n  - id: a\n    when: x\n\tsay: 好\n", 4, "tab")]
    [InlineData("rules:\n  - id: a\n    when: x\n    say: 好\n  - id: b\n    when: y\n    \tsay: 好\n", 7, "tab")]
    [InlineData("rules:\n  - id: a\n    when: [*热门*]\n    say: 好\n", 3, "*")]
    [InlineData("# *热门*\nrules:\n  - id: a\n    when: x\n    say: *热门* 推荐\n", 5, "*")]
    [InlineData("rules:\n  - id: a\n\u00a0\u00a0\u00a0\u00a0when: x\n    say: 好\n", 3, "blank")]
    [InlineData("rules:\n\u3000\u3000- id: a\n\u3000\u3000\u3000\u3000when: x\n", 2, "blank")]
    [InlineData("rules:\n  - id: a\n    when: x\n\u2003\u2003\u2003\u2003say: 好\n", 4, "blank")]
    [InlineData("rules:\n  - id: a\n    when: x\n\u200b    say: 好\n", 4, "blank")]
    public void A_mistake_of_the_indentation_is_reported_where_it_stands(string yaml, int line, string word)
    {
        var problem = Books.Load(yaml).Problems.First(p => p.Severity == Weiyu.Text.Files.ProblemSeverity.Error);
        Assert.Equal(line, problem.Line);
        Assert.Contains(word, problem.Message + problem.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_whose_name_ends_otherwise_are_read_or_named()
    {
        var folder = Directory.CreateTempSubdirectory("weiyu-rules");
        try
        {
            foreach (var name in (string[])["a.yaml", "B.YAML", "c.Yml", "d.yaml.txt", "e.yml1", "f.json", "g。yaml", "h.yaml.bak", "README.md", "list.csv", "cn.ics", "schema.json", ".hidden.txt"])
                File.WriteAllText(Path.Combine(folder.FullName, name), name.Contains("yml", StringComparison.OrdinalIgnoreCase) || name.EndsWith("yaml", StringComparison.OrdinalIgnoreCase) ? $"rules: [{{id: {name[0]}, when: {name[0]}{name[0]}, say: 好}}]" : "");
            var result = Books.Loader.Load(folder.FullName);
            Assert.Equal(["B", "a", "c"], result.Book!.Rules.Select(r => r.Id).Order(StringComparer.Ordinal));
            Assert.Equal(["d.yaml.txt", "e.yml1", "f.json", "g。yaml"], result.Problems.Where(p => p.Code == "ignored-file").Select(p => p.File));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("rules: [{id: a, when: x, if: {vars.levle: gold}, say: 好}, {id: b, when: y, set: {level: gold}, say: 好}]", "Did you mean 'level'?")]
    [InlineData("rules: [{id: a, when: x, if: {owner: wating}, say: 好}]", "Did you mean 'waiting'?")]
    [InlineData("tools: {t: {url: 'https://a.example/{{ no }}'}}\nrules: [{id: a, when: x, call: {tool: t, with: {nr: 1}}, say: 好}]", "'no'")]
    [InlineData("tools: {t: {url: 'https://a.example/x', map: {status: a.b}}}\nrules: [{id: a, when: x, call: t, say: '{{ call.stauts }}'}]", "Did you mean 'status'?")]
    [InlineData("rules: [{id: a, when: x, until: 2020-01-01, say: 好}]", "over since")]
    [InlineData("rules: [{id: a, when: x, if: {date: 2020-01-01..2020-01-07}, say: 好}]", "last day")]
    [InlineData("rules: [{id: a, when: x, from: 2027-02-01, until: 2027-01-01, say: 好}]", "lies before")]
    [InlineData("notices: [{id: n, at: '2020-01-01 09:00', to: {threads: open}, say: 好}]", "never comes again")]
    [InlineData("notices: [{id: n, cron: '* * 9 ? * *', to: {threads: open}, say: 好}]", "\"0 0 9 ? * *\"")]
    [InlineData("notices: [{id: n, cron: '* 9 * * *', to: {threads: open}, say: 好}]", "\"0 9 * * *\"")]
    [InlineData("notices: [{id: n, cron: '0/20 0 9 ? * *', to: {threads: open}, say: 好}]", "seconds")]
    public void Names_that_nobody_sets_and_dates_that_are_over_are_findings(string yaml, string words)
    {
        var result = Books.Load(yaml);
        var found = result.Problems.Concat(result.Draft is { } draft ? RuleLint.Check(draft, result, Words.NoSecret, Now) : []).ToList();
        Assert.Contains(found, p => $"{p.Message} {p.Cure}".Contains(words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("rules: [{id: a, when: x, if: {date: '11-01..11-11'}, say: 好}]")]
    [InlineData("rules: [{id: a, when: x, until: 2026-11-28, say: 好}]")]
    [InlineData("notices: [{id: n, cron: '0 */5 9-18 ? * *', to: {threads: open}, say: 好}]")]
    [InlineData("notices: [{id: n, cron: '0 9 * * *', to: {threads: open}, say: 好}]")]
    public void What_comes_again_is_no_finding(string yaml)
    {
        var result = Books.Load(yaml);
        Assert.Empty(result.Problems.Concat(RuleLint.Check(result.Draft!, result, Words.NoSecret, Now)).Select(p => p.ToString()));
    }
}
