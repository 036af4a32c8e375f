using System.Text;
using Weiyu.Rules.Linting;
using Weiyu.Rules.Loading;
using Weiyu.Rules.Tests.Support;

namespace Weiyu.Rules.Tests.Linting;

/// <summary>The mistakes planted in the folder <c>Planted</c>: each stands on a line that ends with <c>#! code</c>.</summary>
public sealed class LintTests
{
    private static readonly string Planted = Path.Combine(AppContext.BaseDirectory, "Planted");

    [Fact]
    public void Every_planted_mistake_is_found_on_its_line_and_nothing_else_is()
    {
        var expected = RuleLoader.FilesOf(Planted).SelectMany(Expectations).ToHashSet();

        var found = Lint(Planted).Select(p => (p.File, p.Line, p.Code)).ToHashSet();

        Assert.Empty(expected.Except(found));
        Assert.Empty(found.Except(expected));
    }

    [Fact]
    public void Every_mistake_has_a_place_a_message_and_a_cure() => Assert.All(Lint(Planted), p =>
    {
        Assert.True(p.Line > 0 && p.Column > 0, p.ToString());
        Assert.NotEmpty(p.Message);
        Assert.NotEmpty(p.Cure);
    });

    [Fact]
    public void The_starter_set_has_none() => Assert.Empty(Lint(Folders.StarterSet));

    [Theory]
    [InlineData("rules: [{id: a, when: [x], sya: hi}]", "Did you mean 'say'?")]
    [InlineData("rules: [{id: a, when: [x], goto: greting}, {id: greeting, when: [y], say: hi}]", "Did you mean 'greeting'?")]
    [InlineData("words: {refund: [x]}\nrules: [{id: a, when: ['@refnud'], say: hi}]", "Did you mean 'refund'?")]
    public void A_slip_of_the_keys_is_answered_with_what_was_meant(string yaml, string cure) =>
        Assert.Contains(Books.Load(yaml).Problems, p => p.Cure == cure);

    [Theory]
    [InlineData("rules:\n  - id: a\n    say：你好\n", "full-width colon")]
    [InlineData("rules:\n  - id: a\n\twhen: x\n", "tab")]
    [InlineData("rules:\n  - id: a\n    when: @price\n", "\"@price\"")]
    [InlineData("rules:\n  - id: a\n    say: 你好: 请讲\n", "with ': ' in it must be in quotes")]
    [InlineData("rules:\n  - id: a\n     when: x\n", "Line this key up")]
    [InlineData("rules:\n  - id: a\n    say: \"你好\n", "not closed")]
    [InlineData("rules:\n  - id: a\n    say: {{ visitor.nickname }} 您好\n", "{{ … }} must be in quotes")]
    [InlineData("rules:\n  - id: a\n    say: {zh: 您好 {{ visitor.nickname }}, en: Hello}\n", "{{ … }} must be in quotes")]
    [InlineData("rules:\n  - id: a\n    when: {any: [优惠券 , 打折}\n", "not closed")]
    [InlineData("rules:\n  - id: a\n    when: x\n    say:\n    zh: 好\n", "Indent it below 'say'")]
    [InlineData("rules:\n  - id: a\n    when: '/\\d{10/'\n    say: x\n", "Close it: {10}")]
    public void The_usual_slips_of_those_who_write_no_code_are_met_with_a_cure_that_they_understand(string text, string cure) =>
        Assert.Contains(Books.Load(text).Problems, p => p.Cure.Contains(cure, StringComparison.Ordinal));

    [Theory]
    [InlineData("rules:\n  - id: a\n    say: [一, 二\n  - id: b\n")]
    [InlineData("a: b: c")]
    [InlineData("a: [\n")]
    [InlineData("\t- x")]
    [InlineData("a: *nothing")]
    [InlineData("? [a]: b\n- c")]
    [InlineData("'")]
    [InlineData("%YAML 9.9\n---\n{")]
    public void A_file_that_is_no_yaml_is_a_finding_and_no_crash(string text) =>
        Assert.Contains(Books.Load(text).Problems, p => p.Severity == ProblemSeverity.Error);

    [Fact]
    public void A_closed_calendar_where_there_is_no_calendar_is_found()
    {
        var result = Books.Load("rules: [{id: a, when: x, if: {calendar: closed}, say: hi}]");
        Assert.Contains(RuleLint.Check(result.Book!, result), p => p.Message.Contains("always open", StringComparison.Ordinal) && p.Cure.Contains("timezone", StringComparison.Ordinal));
    }

    [Fact]
    public void Deep_nesting_is_refused() =>
        Assert.Contains(Books.Load("rules: " + new string('[', 20_000) + new string(']', 20_000)).Problems, p => p.Code == "not-yaml");

    [Fact]
    public void A_secret_that_is_there_is_no_finding()
    {
        var result = Books.Load("tools: {t: {url: 'https://shop.example/', headers: {X: '${secret:KEY}'}}}\nrules: [{id: a, when: [x], call: t, say: hi}]");
        Assert.DoesNotContain(RuleLint.Check(result.Book!, result, static text => [.. Words.NoSecret(text).Where(name => name != "KEY")]), p => p.Code == "missing-secret");
    }

    [Theory]
    [InlineData("reasn", "reasn")]
    [InlineData("visitor.levle", "visitor.levle")]
    [InlineData("thread.nothing", "thread.nothing")]
    [InlineData("reason", null)]
    [InlineData("visitor.extra.level", null)]
    [InlineData("before", null)]
    public void A_question_that_asks_for_a_name_that_nothing_has_is_told(string name, string? told)
    {
        var result = Books.Load($"""
            rules:
              - {"{"}id: first, when: x, ask: {"{"}before: {"{"}say: what{"}"}{"}"}, goto: a{"}"}
              - {"{"}id: a, when: y, ask: {"{"}reason: {"{"}say: why{"}"}, more: {"{"}if: {"{"}{name}: quality{"}"}, say: more{"}"}{"}"}, say: ok{"}"}
            """);
        var found = result.Problems.Concat(result.Draft is { } draft ? RuleLint.Check(draft, result, Words.NoSecret) : []).Where(p => p.Code == "unknown-condition").ToList();
        if (told is null) Assert.Empty(found);
        else Assert.Contains($"'{told}'", Assert.Single(found).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_an_older_editor_saved_in_china_is_read_and_told()
    {
        var folder = Directory.CreateTempSubdirectory("weiyu-rules-").FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(folder, "a.yaml"), CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetBytes("rules: [{id: hours, when: [几点开门], say: 九点开门}]"));
            var problem = Assert.Single(Lint(folder));
            Assert.Equal(("a.yaml", "not-utf8", ProblemSeverity.Warning), (problem.File, problem.Code, problem.Severity));
            Assert.Equal("hours", Assert.Single(Books.Loader.Load(folder).Book!.Rules).Id);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<RuleProblem> Lint(string folder)
    {
        var result = Books.Loader.Load(folder);
        return [.. result.Problems, .. RuleLint.Check(result.Draft!, result, Words.NoSecret)];
    }

    private static IEnumerable<(string File, int Line, string Code)> Expectations(string path)
    {
        var lines = File.ReadAllLines(path);
        for (var i = 0; i < lines.Length; i++)
        {
            var mark = lines[i].IndexOf("#! ", StringComparison.Ordinal);
            if (mark >= 0) yield return (Path.GetFileName(path), i + 1, lines[i][(mark + 3)..].Trim());
        }
    }
}
