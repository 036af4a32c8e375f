using System.Text;
using Weiyu.Knowledge.Reading;
using Weiyu.Text.Files;

namespace Weiyu.Knowledge.Tests;

public sealed class ReadingTests
{
    private readonly KnowledgeOptions _options = new();
    private readonly List<FileProblem> _problems = [];

    [Fact]
    public void Every_heading_with_what_stands_below_it_is_a_passage()
    {
        var entries = Read("a.md", "# 配送\n先说一句。\n\n## 时间\n两天。\n\n### 偏远地区\n五天。\n\n## 费用\n十元。\n");
        Assert.Equal(["a.md#配送", "a.md#时间", "a.md#偏远地区", "a.md#费用"], entries.Select(e => e.Source));
        Assert.Equal("配送 › 时间 › 偏远地区", entries[2].Title);
        Assert.Equal(5, entries[2].Line - 2);
        Assert.All(entries, e => Assert.Equal("zh", e.Locale));
    }

    [Fact]
    public void Marks_of_markdown_do_not_reach_the_visitor()
    {
        var entry = Assert.Single(Read("a.md", "# T\n**Bold** and `code`, a [link](https://shop.example/x), <b>html</b> &amp; an ![icon](i.png).\n\n- one\n- two\n  1. inner\n"));
        Assert.Equal("Bold and code, a link (https://shop.example/x), html & an icon.\n• one\n• two\n  1. inner", entry.Text);
    }

    [Fact]
    public void A_row_of_a_table_says_its_columns_so_that_it_can_be_read_alone()
    {
        var entry = Assert.Single(Read("a.md", "# 尺码\n| 尺码 | 胸围 |\n|---|---|\n| S | 84 |\n| M | 88 |\n"));
        Assert.Equal("S，胸围：84\nM，胸围：88", entry.Text);
    }

    [Fact]
    public void A_section_that_is_too_long_is_split_between_rows_and_sentences_and_keeps_its_source()
    {
        _options.MaxPassageLength = 200;
        var rows = string.Concat(Enumerable.Range(1, 40).Select(i => $"| row {i} | value {i} |\n"));
        var entries = Read("a.md", $"# Sizes\n\n| a | b |\n|---|---|\n{rows}\n{string.Concat(Enumerable.Repeat("One more sentence. ", 40))}");
        Assert.True(entries.Count > 5);
        Assert.All(entries, e => Assert.InRange(e.Text.Length, 1, 200));
        Assert.Equal(["a.md#sizes"], entries.Select(e => e.Source).Distinct());
        Assert.Equal(entries.Count, entries.Select(e => e.Id).Distinct().Count());
        Assert.All(entries, e => Assert.DoesNotMatch("row \\d+$", e.Text));
        Assert.All(entries, e => Assert.True(e.Text.EndsWith("sentence.", StringComparison.Ordinal) || e.Text.Contains("value", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_heading_that_is_a_question_makes_its_section_a_curated_answer()
    {
        var entry = Assert.Single(Read("a.md", "# Help\n## Where are you?\nIn Shanghai.\n"));
        Assert.Equal("In Shanghai.", entry.Answer);
        Assert.Equal(["Where are you?"], entry.Questions);
    }

    [Fact]
    public void Headings_of_the_same_name_stay_apart() =>
        Assert.Equal(["a.md#price", "a.md#price-2"], Read("a.md", "# A\n## Price\n1\n# B\n## Price\n2\n").Select(e => e.Source));

    [Fact]
    public void Front_matter_gives_language_tags_and_dates()
    {
        var entry = Assert.Single(Read("a.md", "---\nlanguage: en-US\ntags: [Sale, vip]\nfrom: 2026-11-01\nuntil: 2026-11-11\n---\n# 标题\n正文\n"));
        Assert.Equal("en", entry.Locale);
        Assert.Equal(["sale", "vip"], entry.Tags);
        Assert.Equal(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.FromHours(8)), entry.From);
        Assert.Equal(new DateTimeOffset(2026, 11, 12, 0, 0, 0, TimeSpan.FromHours(8)), entry.Until);
    }

    [Theory]
    [InlineData("a.en.md", "# 标题\n正文", "en")]
    [InlineData("zh/a.md", "# Title\ntext", "zh")]
    [InlineData("a.md", "# Title\ntext", "en")]
    [InlineData("a.md", "# 标题\n正文", "zh")]
    [InlineData("a.md", "# 案内\nこれは日本語の文章です", "ja")]
    public void The_language_is_that_of_front_matter_else_of_the_name_else_of_the_text(string name, string text, string locale) =>
        Assert.Equal(locale, Assert.Single(Read(name, text)).Locale);

    [Fact]
    public void A_mistake_in_front_matter_is_told_with_its_line_and_the_text_counts_all_the_same()
    {
        Assert.Single(Read("a.md", "---\nlanguage: [zh\n---\n# T\ntext\n"));
        var problem = Assert.Single(_problems);
        Assert.Equal(("bad-front-matter", ProblemSeverity.Warning), (problem.Code, problem.Severity));
        Assert.InRange(problem.Line, 2, 3);
    }

    [Fact]
    public void A_date_that_is_none_is_told_with_its_line()
    {
        Read("a.yaml", "- question: a\n  answer: b\n- question: c\n  answer: d\n  until: 明天\n");
        Assert.Equal(("a.yaml", 3, "bad-date"), (Assert.Single(_problems).File, _problems[0].Line, _problems[0].Code));
    }

    [Theory]
    [InlineData("9999-12-31")]
    [InlineData("9999/12/31")]
    [InlineData("9999-12-31 23:59:59")]
    [InlineData("9999-01-01T00:00:00Z")]
    public void The_year_9999_as_an_end_means_for_good_also_below_a_file_that_ends(string date)
    {
        var entry = Assert.Single(Read("a.yaml", $"until: 2026-11-11\nitems:\n- question: a\n  answer: b\n  until: {date}\n"));
        Assert.Null(entry.Until);
        Assert.Empty(_problems);
    }

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("0001-01-01 00:00:00")]
    public void The_year_1_as_a_start_means_always_also_below_a_file_that_begins(string date)
    {
        var entry = Assert.Single(Read("a.yaml", $"from: 2026-11-11\nitems:\n- question: a\n  answer: b\n  from: {date}\n"));
        Assert.Null(entry.From);
        Assert.Empty(_problems);
    }

    [Theory]
    [InlineData("until: 0001-01-01 00:00", "Asia/Shanghai")]
    [InlineData("until: 0001-01-01", "Pacific/Kiritimati")]
    [InlineData("from: 9999-12-31 23:59", "America/Los_Angeles")]
    [InlineData("until: 9999-12-31", "America/Los_Angeles")]
    public void Dates_at_the_ends_of_the_calendar_are_read_in_every_zone(string date, string zone)
    {
        _options.TimeZone = zone;
        Assert.Single(Read("a.yaml", $"- question: a\n  answer: b\n  {date}\n"));
        Assert.Empty(_problems);
    }

    [Fact]
    public void A_tag_beyond_reason_is_left_out()
    {
        var entry = Assert.Single(Read("a.csv", $"question,answer,tags\na,b,\"vip,{new string('x', 40_000)}\"\n"));
        Assert.Equal(["vip"], entry.Tags);
    }

    [Fact]
    public void A_table_in_chinese_with_variants_is_read()
    {
        var entry = Assert.Single(Read("a.csv", "编号,问题,相似问题,答案,标签\n7,运费多少,\"邮费几块|快递费\",\"满 99 元包邮,否则 10 元\",\"配送,费用\"\n"));
        Assert.Equal("a.csv#7", entry.Source);
        Assert.Equal(["运费多少", "邮费几块", "快递费"], entry.Questions);
        Assert.Equal("满 99 元包邮,否则 10 元", entry.Answer);
        Assert.Equal(["配送", "费用"], entry.Tags);
    }

    [Fact]
    public void Answers_by_language_make_a_passage_each_that_the_questions_of_all_languages_find()
    {
        var entries = Read("a.csv", "id;question_zh;question_en;answer_zh;answer_en\nh;几点开门;When do you open;九点;At nine\n");
        Assert.Equal(["zh", "en"], entries.Select(e => e.Locale));
        Assert.Equal(["几点开门", "When do you open"], entries[0].Questions);
        Assert.Equal(["When do you open", "几点开门"], entries[1].Questions);
        Assert.Single(entries.Select(e => e.Source).Distinct());
    }

    [Fact]
    public void A_row_with_too_many_fields_is_left_out_and_told()
    {
        Assert.Single(Read("a.csv", "question,answer\na,b,c\nd,e\n"));
        Assert.Equal((2, "bad-row"), (_problems[0].Line, _problems[0].Code));
    }

    [Fact]
    public void A_row_without_an_answer_is_left_out_and_told()
    {
        Assert.Single(Read("a.csv", "question,answer\na,\nd,e\n"));
        Assert.Equal((2, "no-answer"), (_problems[0].Line, _problems[0].Code));
    }

    [Fact]
    public void A_table_without_the_columns_says_which_it_has()
    {
        Assert.Null(ReadOrNull("a.csv", "name,price\nx,1\n"u8.ToArray()));
        Assert.Equal("missing-column", _problems[0].Code);
        Assert.Contains("name, price", _problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quote_that_is_never_closed_is_told_with_the_row_it_begins_in()
    {
        var text = "question,answer\na,b\nc,\"d\n" + string.Concat(Enumerable.Repeat("e,f\n", 2000));
        Assert.Null(ReadOrNull("a.csv", Encoding.UTF8.GetBytes(text)));
        var problem = Assert.Single(_problems);
        Assert.Equal(("bad-csv", 3), (problem.Code, problem.Line));
    }

    [Fact]
    public void A_huge_field_is_refused_and_not_kept_in_memory()
    {
        Assert.Null(ReadOrNull("a.csv", Encoding.UTF8.GetBytes("question,answer\na,\"" + new string('x', 3_000_000) + "\"\n")));
        Assert.Equal("bad-csv", Assert.Single(_problems).Code);
    }

    [Fact]
    public void A_list_in_yaml_may_stand_alone_or_below_items_and_inherit()
    {
        var entries = Read("a.yaml", "locale: en\ntags: shop\nitems:\n  - question: [one, uno]\n    answer: 1\n  - id: two\n    question: {zh: 二, en: two}\n    answer: {zh: 贰, en: '2'}\n    tags: [extra]\n");
        Assert.Equal(["a.yaml#one", "a.yaml#two", "a.yaml#two"], entries.Select(e => e.Source));
        Assert.Equal("en", entries[0].Locale);
        Assert.Equal(["shop", "extra"], entries[1].Tags);
        Assert.Equal(["one", "uno"], Read("b.yaml", "- question: [one, uno]\n  answer: 1\n")[0].Questions);
    }

    [Fact]
    public void A_mistake_in_yaml_is_told_with_line_and_column()
    {
        Assert.Null(ReadOrNull("a.yaml", "- question: a\n  answer: b: c\n"u8.ToArray()));
        Assert.Equal(("bad-yaml", 2), (_problems[0].Code, _problems[0].Line));
        Assert.True(_problems[0].Column > 0);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    public void Yaml_nested_beyond_reason_is_refused_without_overflowing_the_stack(string piece)
    {
        Assert.Null(ReadOrNull("a.yaml", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, 50_000)))));
        Assert.Equal("bad-yaml", Assert.Single(_problems).Code);
    }

    [Theory]
    [InlineData("> ")]
    [InlineData("- ")]
    [InlineData("[")]
    [InlineData("**a ")]
    [InlineData("<div>")]
    public void Markdown_nested_beyond_reason_neither_throws_nor_hangs(string piece) =>
        ReadOrNull("a.md", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, 20_000)) + "\n\n# T\ntext\n"));

    [Fact]
    public void Plain_text_has_paragraphs_and_questions_with_answers()
    {
        var entries = Read("hours.txt", "第一段。\n还是第一段。\n\n问：几点开门\n问：营业时间\n答：九点。\n周末十点。\n\nQ: Where?\nA: Here.\n");
        Assert.Equal(3, entries.Count);
        Assert.Equal("第一段。\n还是第一段。", entries[0].Text);
        Assert.Equal(["几点开门", "营业时间"], entries[1].Questions);
        Assert.Equal("九点。\n周末十点。", entries[1].Answer);
        Assert.Equal("Here.", entries[2].Answer);
    }

    [Fact]
    public void A_file_that_excel_saved_in_china_is_read_and_told()
    {
        var gb = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;
        var entries = ReadOrNull("a.csv", gb.GetBytes("问题,答案\n运费多少,满 99 元包邮\n"));
        Assert.Equal("满 99 元包邮", Assert.Single(entries!).Answer);
        Assert.Equal("not-utf8", Assert.Single(_problems).Code);
    }

    [Fact]
    public void What_is_no_text_is_refused()
    {
        Assert.Null(ReadOrNull("a.md", [0x89, 0x50, 0x4E, 0x47, 0, 0, 1, 2]));
        Assert.Null(ReadOrNull("b.txt", [0xFF, 0xFF, 0x80, 0x81, 0xC3, 0x28]));
        Assert.Equal(["not-text", "not-text"], _problems.Select(p => p.Code));
    }

    [Fact]
    public void Utf16_with_its_mark_is_read() =>
        Assert.Equal("正文", Assert.Single(ReadOrNull("a.md", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("# 题\n正文\n")])!).Text);

    [Fact]
    public void A_file_has_at_most_so_many_passages()
    {
        _options.MaxPassagesPerFile = 10;
        Assert.Equal(10, Read("a.md", string.Concat(Enumerable.Range(0, 50).Select(i => $"# h{i}\ntext\n"))).Count);
        Assert.Equal("too-many-passages", Assert.Single(_problems).Code);
    }

    [Theory]
    [InlineData("a.md", true)]
    [InlineData("sub/b.csv", true)]
    [InlineData("README.md", false)]
    [InlineData("sub/README.zh.md", false)]
    [InlineData("eval.csv", false)]
    [InlineData("shop.eval.csv", false)]
    [InlineData("_draft.md", false)]
    [InlineData("_drafts/a.md", false)]
    [InlineData(".git/a.md", false)]
    [InlineData("picture.png", false)]
    [InlineData("synonyms.yaml", false)]
    [InlineData("texts.yaml", false)]
    public void Some_names_are_not_knowledge(string name, bool indexed) => Assert.Equal(indexed, KnowledgeFolder.IsIndexed(name));

    private IReadOnlyList<KnowledgeEntry> Read(string name, string text) => ReadOrNull(name, Encoding.UTF8.GetBytes(text))!;

    private IReadOnlyList<KnowledgeEntry>? ReadOrNull(string name, byte[] bytes) => new KnowledgeFolder("/nowhere", _options).Read(name, bytes, _problems);
}
