using Weiyu.Knowledge.Reading;
using Weiyu.Text.Files;

namespace Weiyu.Knowledge.Tests;

/// <summary>Knowledge files as people write them, and what they forget.</summary>
public sealed class WrittenByPeopleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData("# 运费\n\n<p>满 99 元包邮。</p>", "满 99 元包邮。")]
    [InlineData("# 运费\n\n<div align=\"center\">每天 9 点到 18 点</div>", "每天 9 点到 18 点")]
    [InlineData("# 运费\n\n<center>包邮</center>", "包邮")]
    [InlineData("# 运费\n\n<table>\n<tr><th>城市</th><th>运费</th></tr>\n<tr><td>拉萨</td><td>25 元</td></tr>\n</table>", "拉萨，运费：25 元")]
    [InlineData("# 运费\n\n<table><tr><td>拉萨</td><td>25 &yen;</td></tr></table>", "拉萨，25 ¥")]
    [InlineData("# 运费\n\n<ul>\n<li>包邮</li>\n<li>次日达</li>\n</ul>", "包邮\n次日达")]
    [InlineData("# 运费\n\n<details><summary>偏远地区？</summary>加 10 元</details>", "偏远地区？\n加 10 元")]
    [InlineData("# 运费\n\n<!-- 内部 -->\n\n包邮", "包邮")]
    [InlineData("# 运费\n\n<script>alert(1)</script>\n\n包邮", "包邮")]
    [InlineData("# 运费\n\n[提示]: 满99元包邮\n", "提示：满99元包邮")]
    public void The_text_of_html_in_markdown_is_kept(string markdown, string text) => Assert.Equal(text, Assert.Single(Read("a.md", markdown).Entries).Text);

    [Fact]
    public void A_file_may_hold_both_languages()
    {
        var entries = Read("shipping.md", "# 多久发货？\n\n付款后 24 小时内发货，周末顺延。\n\n# When is my order sent?\n\nWithin 24 hours after payment, on weekends on the next working day.\n\n# X\n\n1-2\n").Entries;
        Assert.Equal(["zh", "en", "en"], entries.Select(e => e.Locale));
        Assert.All(Read("shipping.zh.md", "# Wi-Fi\n\nPassword on the back of the device.\n").Entries, e => Assert.Equal("zh", e.Locale));
    }

    [Fact]
    public void A_heading_of_html_is_one()
    {
        var entry = Assert.Single(Read("a.md", "<h2 align=\"center\">运费多少钱？</h2>\n\n包邮").Entries);
        Assert.Equal(["运费多少钱？"], entry.Headings);
        Assert.Equal("包邮", entry.Answer);
    }

    [Theory]
    [InlineData("---\nuntil: 2020-01-01\n---\n# 打几折\n\n五折", null)]
    [InlineData("---\nuntil: 2020-01-01\n\n# 打几折\n\n五折", "is not closed")]
    [InlineData("\n\n---\nuntil: 2020-01-01\n---\n# 打几折\n\n五折", "below an empty line")]
    [InlineData("\uFEFF---\nuntil: 2020-01-01\n---\n# 打几折\n\n五折", null)]
    [InlineData("---\nuntil: 2020-01-01\n----\n# 打几折\n\n五折", "is closed by '----'")]
    [InlineData("----\nuntil: 2020-01-01\n----\n# 打几折\n\n五折", "begins with a line that is not ---")]
    [InlineData("---\nuntil: 2020-01-01\n...\n# 打几折\n\n五折", null)]
    [InlineData("```yaml\n---\nuntil: 2020-01-01\n---\n```\n# 打几折\n\n五折", "in a fence")]
    [InlineData("---\r\nuntil: 2020-01-01\r\n---\r\n# 打几折\r\n\r\n五折", null)]
    [InlineData("---\nuntil：2020-01-01\n---\n# 打几折\n\n五折", null)]
    [InlineData("———\nuntil: 2020-01-01\n———\n# 打几折\n\n五折", "begins with a line that is not ---")]
    [InlineData("---\n失效日期：2020年1月1日\n---\n# 打几折\n\n五折", null)]
    public void A_front_matter_is_seen_however_its_lines_are_drawn(string markdown, string? said)
    {
        var (entries, problems) = Read("a.md", markdown);
        var entry = Assert.Single(entries);
        Assert.Equal(2020, entry.Until?.Year);
        Assert.Equal("五折", entry.Text);
        if (said is null) Assert.DoesNotContain(problems, p => p.Code == "front-matter-shape");
        else Assert.Contains(problems, p => p.Message.Contains(said, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("---\n\n# 打几折\n\n五折")]
    [InlineData("---\n注意：今日休息\n\n# 打几折\n\n五折")]
    [InlineData("----\n大促说明\n----\n# 打几折\n\n五折")]
    public void What_only_looks_like_one_is_text(string markdown)
    {
        var (entries, problems) = Read("a.md", markdown);
        Assert.All(entries, e => Assert.Null(e.Until));
        Assert.Contains(entries, e => e.Text == "五折");
        Assert.DoesNotContain(problems, p => p.Code == "front-matter-shape");
    }

    [Theory]
    [InlineData("until: 2020-13-45", "bad-date", "2026-11-01")]
    [InlineData("until: 11/01/2026", "bad-date", "2026-11-01")]
    [InlineData("until: 46023", "bad-date", "2026-01-01")]
    [InlineData("from: 明年", "bad-date", "2026-11-01")]
    public void What_is_limited_by_a_date_that_cannot_be_read_stays_out(string limit, string code, string cure)
    {
        var (entries, problems) = Read("faq.yaml", $"items:\n  - question: 打几折\n    answer: 五折\n    {limit}\n  - question: 几点下班\n    answer: 六点\n");
        Assert.Equal("六点", Assert.Single(entries).Answer);
        Assert.Contains(cure, Assert.Single(problems, p => p.Code == code).Cure, StringComparison.Ordinal);
        Assert.Empty(Read("a.md", $"---\n{limit}\n---\n# 打几折\n\n五折").Entries);
        Assert.Single(Read("faq.csv", $"question,answer,{limit.Split(':')[0]}\n打几折,五折,{limit.Split(": ")[1]}\n几点下班,六点,\n").Entries);
    }

    [Fact]
    public void A_front_matter_with_a_limit_that_is_no_yaml_keeps_the_file_out() => Assert.Empty(Read("a.md", "---\nuntil: [2020\n---\n# 打几折\n\n五折").Entries);

    [Theory]
    [InlineData("untill")]
    [InlineData("untl")]
    [InlineData("valid_untill")]
    public void A_slip_in_the_name_of_a_limit_is_said_and_the_limit_holds(string name)
    {
        var (entries, problems) = Read("faq.yaml", $"items:\n  - question: 打几折\n    answer: 五折\n    {name}: 2020-01-01\n");
        Assert.Equal(2020, Assert.Single(entries).Until?.Year);
        Assert.Contains("Did you mean", Assert.Single(problems).Cure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status: active")]
    [InlineData("category: 优惠")]
    [InlineData("author: 小林")]
    [InlineData("note: 内部")]
    [InlineData("question_en: how much")]
    public void Names_of_others_are_left_alone(string member)
    {
        var (entries, problems) = Read("faq.yaml", $"items:\n  - question: 打几折\n    answer: 五折\n    {member}\n");
        Assert.Single(entries);
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("#运费多少钱？\n\n包邮", "heading-without-blank", "运费多少钱？")]
    [InlineData("**1. 运费多少钱？**\n\n包邮", "bold-heading", "运费多少钱？")]
    [InlineData("满 99 元包邮。其他收 8 元。", null, "满 99 元包邮")]
    public void A_text_without_a_title_is_called_by_its_first_words_and_never_by_its_files_name(string markdown, string? code, string title)
    {
        var (entries, problems) = Read("faq-2026-final.md", markdown);
        Assert.Equal(title, entries[0].Title);
        Assert.Equal(code is null ? [] : [code], problems.Select(p => p.Code));
    }

    [Fact]
    public void One_question_with_two_answers_is_found_across_files_and_so_is_a_file_that_says_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("weiyu-knowledge-lint");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "a.md"), "# 运费多少钱？\n\n8 元。\n");
            File.WriteAllText(Path.Combine(folder.FullName, "b.csv"), "问题,答案\n运费多少钱,12 元\n可以退货吗,可以\n");
            File.WriteAllText(Path.Combine(folder.FullName, "c.csv"), "运费,8 元\n");
            File.WriteAllText(Path.Combine(folder.FullName, "d.md"), "\n\n");
            File.WriteAllText(Path.Combine(folder.FullName, "e.md"), "---\nuntil: 2020-01-01\n---\n# 双十一\n\n五折\n");
            var lint = KnowledgeLint.Of(folder.FullName, new KnowledgeOptions(), Now);
            Assert.Equal(["b.csv two-answers", "c.csv missing-column", "d.md no-knowledge"], lint.Problems.Select(p => $"{p.File} {p.Code}"));
            Assert.Equal(4, lint.Entries);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (IReadOnlyList<KnowledgeEntry> Entries, List<FileProblem> Problems) Read(string file, string text)
    {
        var problems = new List<FileProblem>();
        var read = new KnowledgeFolder(".", new KnowledgeOptions()).Read(file, System.Text.Encoding.UTF8.GetBytes(text), problems);
        return (read ?? [], problems);
    }
}
