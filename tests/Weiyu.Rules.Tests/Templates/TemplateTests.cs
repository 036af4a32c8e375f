using System.Text.Json.Nodes;
using Weiyu.Rules.Linting;
using Weiyu.Rules.Templates;
using Weiyu.Rules.Tests.Support;

namespace Weiyu.Rules.Tests.Templates;

/// <summary>Texts with Liquid in them.</summary>
public sealed class TemplateTests
{
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    [Fact]
    public void What_a_failed_text_had_put_together_never_reaches_another()
    {
        for (var i = 0; i < 50; i++)
        {
            Assert.Throws<TemplateFailedException>(() => Render("{{ name }} 您好，{% if people %}{{ 300 | divided_by: people }}{% endif %}", ("name", "丙"), ("people", 0)));
            Assert.Equal("您好，丁！", Render("您好，{{ name | strip }}！", ("name", "丁")));
        }
    }

    [Theory]
    [InlineData("{{ date }}", "2026-03-05")]
    [InlineData("{{ date | date: '%-m月%-d日' }}", "3月5日")]
    [InlineData("{% if date == '2026-03-05' %}好{% endif %}", "好")]
    [InlineData("{{ size | upcase | append: first }}", "LA")]
    [InlineData("{% if join %}有{% else %}无{% endif %}{{ last | default: '空' }}", "无空")]
    public void A_value_may_be_called_like_a_filter(string text, string expected) =>
        Assert.Equal(expected, Render(text, ("date", "2026-03-05"), ("size", "l"), ("first", "A")));

    [Theory]
    [InlineData("%Y-%m-%d %H:%M:%S", "2026-03-05 09:07:03")]
    [InlineData("%-m月%-d日 %-H点%-M分", "3月5日 9点7分")]
    [InlineData("%l:%M %P|%I:%M %p|%k", " 9:07 am|09:07 AM| 9")]
    [InlineData("%a %^a %A %u %w %j %-j %V", "Thu THU Thursday 4 4 064 64 10")]
    [InlineData("%b %e, %y %D %F %T %R %C%%", "Mar 5, 26 03/05/26 2026-03-05 09:07:03 09:07 20%")]
    [InlineData("%z %s", "+0800 1772672823")]
    [InlineData("yyyy年M月d日", "2026年3月5日")]
    public void A_date_is_written_by_the_letters_of_liquid(string format, string expected) =>
        Assert.Equal(expected, Render($"{{{{ at | date: '{format}' }}}}", ("at", "2026-03-05 09:07:03")));

    [Theory]
    [InlineData("2026-03-04T02:00:00Z", "10:00")]
    [InlineData("2026-03-04T04:00:00+02:00", "10:00")]
    [InlineData("2026-03-04 10:00:00", "10:00")]
    [InlineData(1772589600000L, "10:00")]
    [InlineData("soon", "soon")]
    public void A_time_is_shown_by_the_calendars_clock(object value, string expected) => Assert.Equal(expected, Render("{{ at | date: '%H:%M' }}", ("at", value)));

    [Fact]
    public void A_letter_that_no_date_has_is_a_mistake_with_its_place()
    {
        var problem = Assert.Single(Books.Load("rules: [{id: a, when: x, say: \"{{ now | date: '%Y %Q' }}\"}]").Problems);
        Assert.Equal("template", problem.Code);
        Assert.Contains("'%Q'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_only_lacks_its_values_is_no_mistake()
    {
        var result = Books.Load("rules: [{id: a, when: x, ask: {people: {type: number, min: 1, say: how many}, date: {say: when}}, say: '{{ 300 | divided_by: people }}{% if date %}{{ date | upcase }}{% endif %}'}]");
        Assert.DoesNotContain(RuleLint.Check(result.Book!, result, Words.NoSecret), p => p.Code == "template");
    }

    [Theory]
    [InlineData("rules:\n  - id: a\n    when: x\n    say: \"one\\ntwo\\n{{ nobody }}\"\n", 4)]
    [InlineData("rules:\n  - id: a\n    when: x\n    say: |\n      one\n      two {{ nobody }}\n", 6)]
    public void A_mistake_in_a_text_is_told_where_it_stands_in_the_file(string yaml, int line)
    {
        var result = Books.Load(yaml);
        Assert.Equal(line, Assert.Single(RuleLint.Check(result.Draft!, result, Words.NoSecret), p => p.Code == "unknown-name").Line);
    }

    private static string Render(string text, params (string Name, object Value)[] values)
    {
        Assert.True(TemplateEngine.TryParse(text, out var template, out var error), error.Message);
        var given = new TemplateValues { Zone = Shanghai };
        foreach (var (name, value) in values) given.Set(name, value is string word ? JsonValue.Create(word) : value is int number ? JsonValue.Create(number) : value is long whole ? JsonValue.Create(whole) : value);
        return template!.Render(given);
    }
}
