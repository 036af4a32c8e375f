using System.Text;
using Weiyu.Bot.Core;
using Weiyu.Bot.Scheduling.Notices;
using Weiyu.Rules.Calendars;
using Weiyu.Rules.Notices;
using Weiyu.Rules.Templates;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Bot.Tests.Scheduling;

public sealed class NoticeParserTests
{
    [Fact]
    public void Everything_that_a_notice_may_say_is_read()
    {
        var notice = Assert.Single(Read("""
            - id: maintenance
              cron: "0 0 9 ? * MON-FRI"
              timezone: Asia/Shanghai
              from: "2026-10-01"
              until: "2026-12-31"
              to: {threads: open, tag: vip, type: [agent, WORKGROUP], channel: web, locale: [zh, en], active_within: 30d, topics: [org/group/g1], groups: [g2]}
              calendar: open
              quiet: "22:00-08:00"
              misfire: {send_within: 30m, else: skip}
              hold_if_replied: {for: 10m, at_most: 2h}
              rate: 5/s
              say: {zh: "今晚系统维护，{{ visitor.nickname }}", en: [Maintenance tonight, Tonight we maintain]}
            """));
        Assert.Equal("maintenance", notice.Id);
        Assert.True(notice.CalendarOpen);
        Assert.Equal(["org/group/g1", "org/group/g2"], notice.To.Topics);
        Assert.Equal(["AGENT", "WORKGROUP"], notice.To.Threads!.Types);
        Assert.Equal(TimeSpan.FromDays(30), notice.To.Threads.ActiveWithin);
        Assert.Equal(new QuietHours(22 * 60, 32 * 60, Wait: false), notice.Delivery.Quiet);
        Assert.Equal((TimeSpan.FromMinutes(10), TimeSpan.FromHours(2)), (notice.Delivery.HoldIfReplied!.Value, notice.Delivery.HoldAtMost));
        Assert.Equal((5.0, TimeSpan.FromMinutes(30), false), (notice.Delivery.Rate, notice.Delivery.SendWithin, notice.Delivery.ElseSend));
        Assert.Equal(2, notice.Delivery.Texts["en"].Count);
        var zone = WorkCalendar.DefaultZone();
        Assert.Equal(At("2026-10-01T09:00+08:00"), notice.Schedule.Next(At("2026-01-01T00:00Z"), zone));
        Assert.Equal(At("2026-12-31T09:00+08:00"), notice.Schedule.Next(At("2026-12-30T09:00+08:00"), zone));
        Assert.Null(notice.Schedule.Next(At("2026-12-31T09:00+08:00"), zone));
    }

    [Fact]
    public void Other_messages_than_text_keep_their_shape_and_are_filled_string_by_string()
    {
        var notice = Assert.Single(Read("""
            - id: card
              every: 2h
              to: {topics: [org/group/g1]}
              send:
                type: image
                content: {url: "https://x/{{ vars.name }}.png", label: "{{ visitor.nickname }}", big: true}
            """));
        Assert.Equal("IMAGE", notice.Delivery.Type);
        var values = new TemplateValues().Set("vars", new System.Text.Json.Nodes.JsonObject { ["name"] = "a" })
            .Set("visitor", new System.Text.Json.Nodes.JsonObject { ["nickname"] = "O\"Neil" });
        Assert.Equal("""{"url":"https://x/a.png","label":"O\"Neil","big":true}""", new NoticeContent(notice.Delivery, "zh").Render("en", values, 0));
    }

    [Fact]
    public void The_language_falls_back_to_the_default_and_variants_stay_with_their_target()
    {
        var delivery = Read("- {id: a, at: '2026-11-01 09:00', to: {threads: open}, say: {zh: 你好, en: [Hi, Hello]}}")[0].Delivery;
        var content = new NoticeContent(delivery, "zh");
        Assert.Equal("你好", content.Render("fr", new TemplateValues(), 1));
        Assert.Equal("你好", content.Render(null, new TemplateValues(), 1));
        Assert.Equal("Hello", content.Render("en-GB", new TemplateValues(), 1));
        Assert.Equal("Hi", content.Render("en", new TemplateValues(), -2));
    }

    [Theory]
    [InlineData("id: a, cron: '0 0 9 ? * MON-FRI', say: x", "no-audience", "{")]
    [InlineData("id: a, to: {threads: open}, say: x", "when", "{")]
    [InlineData("id: a, cron: '0 0 9 * * ?', every: 2h, to: {threads: open}, say: x", "when", "2h")]
    [InlineData("id: a, cron: '0 0 25 * * ?', to: {threads: open}, say: x", "bad-cron", "'0 0 25")]
    [InlineData("id: a, cron: '0 0 9 30 2 ?', to: {threads: open}, say: x", "cron-never", "'0 0 9 30")]
    [InlineData("id: a, at: '2026-02-30 09:00', to: {threads: open}, say: x", "bad-time", "'2026-02-30")]
    [InlineData("id: a, every: 10s, to: {threads: open}, say: x", "wrong-value", "10s")]
    [InlineData("id: a, every: often, to: {threads: open}, say: x", "wrong-value", "often")]
    [InlineData("id: a/b, every: 1h, to: {threads: open}, say: x", "bad-id", "a/b")]
    [InlineData("every: 1h, to: {threads: open}, say: x", "no-id", "{")]
    [InlineData("id: a, every: 1h, to: {threads: opened}, say: x", "wrong-value", "opened")]
    [InlineData("id: a, every: 1h, to: {tag: vip, topics: [org/group/g]}, say: x", "filter-without-threads", "tag")]
    [InlineData("id: a, every: 1h, to: {threads: open, type: AGNET}, say: x", "unknown-thread-type", "AGNET")]
    [InlineData("id: a, every: 1h, to: {topics: [/group/x]}, say: x", "bad-topic", "/group/x")]
    [InlineData("id: a, every: 1h, to: {csv: none.csv}, say: x", "no-file", "none.csv")]
    [InlineData("id: a, every: 1h, to: {threads: open}", "what", "{")]
    [InlineData("id: a, every: 1h, to: {threads: open}, say: x, send: {content: y}", "what", "{content")]
    [InlineData("id: a, every: 1h, to: {threads: open}, say: {zh: '{{ visitr.name }}'}", "unknown-name", "'{{ visitr")]
    [InlineData("id: a, every: 1h, to: {threads: open}, say: '{% if %}'", "bad-template", "'{% if")]
    [InlineData("id: a, every: 1h, to: {threads: open}, say: {chinese: x}", "bad-locale", "chinese")]
    [InlineData("id: a, every: 1h, to: {threads: open}, send: {type: TYPING, content: x}", "wrong-type", "TYPING")]
    [InlineData("id: a, every: 1h, to: {threads: open}, say: x, quiet: late", "bad-hours", "late")]
    [InlineData("id: a, every: 1h, to: {threads: open}, say: x, misfire: {else: maybe}", "wrong-value", "maybe")]
    [InlineData("id: a, every: 1h, to: {threads: open}, say: x, rate: 0", "wrong-value", "0")]
    [InlineData("id: a, every: 1h, to: {threads: open}, say: x, calendar: sometimes", "wrong-value", "sometimes")]
    [InlineData("id: a, every: 1h, to: {threads: open}, say: x, from: '2026-02-02', until: '2026-01-01'", "range-reversed", "'2026-01-01")]
    [InlineData("id: a, every: 1h, to: {threads: open}, say: x, timezone: Mars", "unknown-timezone", "Mars")]
    [InlineData("id: a, every: 1h, to: {threads: open}, say: x, crn: y", "unknown-key", "crn")]
    public void Mistakes_have_a_position_and_a_cure(string notice, string code, string where)
    {
        var problems = new List<RuleProblem>();
        var text = $"- {{{notice}}}";
        Assert.Empty(NoticeParser.Parse(Node(text), "n.yaml", problems, Path.GetTempPath(), WeiyuPlatform.Words));
        var problem = Assert.Single(problems);
        Assert.Equal(code, problem.Code);
        Assert.StartsWith(where, text[(problem.Column - 1)..], StringComparison.Ordinal);
        Assert.NotEmpty(problem.Cure);
    }

    [Fact]
    public void An_id_that_stands_twice_is_noted_where_it_stands_again()
    {
        var problems = new List<RuleProblem>();
        NoticeParser.Parse(Node("- {id: a, every: 1h, to: {threads: open}, say: x}\n- {id: a, every: 2h, to: {threads: open}, say: y}"), "n.yaml", problems, platform: WeiyuPlatform.Words);
        Assert.Equal(("duplicate-notice", 2, 3), (problems[0].Code, problems[0].Line, problems[0].Column));
    }

    [Fact]
    public void A_csv_gives_targets_and_variables()
    {
        var folder = Directory.CreateTempSubdirectory("weiyu-csv-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "list.csv"), "\uFEFFtopic,locale,name,due\norg/agent/a/v1,en,Ann,Monday\norg/agent/a/v2,,\"李, 雷\",周一\n,en,nobody,x\n");
            var problems = new List<RuleProblem>();
            var yaml = Node("- {id: a, every: 1h, to: {csv: list.csv}, say: '{{ name }} {{ due }}'}\n- {id: b, every: 1h, to: {csv: list.csv}, say: '{{ nmae }}'}");
            Assert.Single(NoticeParser.Parse(yaml, "n.yaml", problems, folder.FullName, WeiyuPlatform.Words));
            Assert.Equal(["csv-line", "csv-line", "unknown-name"], problems.Select(p => p.Code).Order());
            var targets = CsvTargets.Read(Path.Combine(folder.FullName, "list.csv"), WeiyuPlatform.Words).ToList();
            Assert.Equal(["org/agent/a/v1", "org/agent/a/v2", "line 4"], targets.Select(t => t.Topic));
            Assert.Equal("it does not say where to", targets[2].Problem);
            Assert.Equal(("en", null), (targets[0].Locale, targets[1].Locale));
            Assert.Equal("李, 雷", targets[1].Vars!["name"]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("utf-8", ',')]
    [InlineData("gb18030", ',')]
    [InlineData("utf-16", '\t')]
    [InlineData("utf-8", ';')]
    public void A_csv_is_read_as_excel_saves_it(string encoding, char separator)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("weiyu-csv-").FullName, "list.csv");
        try
        {
            File.WriteAllText(file, "topic,姓名\r\norg/agent/a/v1,李雷\r\n\r\norg/agent/a/v2,韩梅梅\r\n".Replace(',', separator), CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding));
            Assert.Equal(["李雷", "韩梅梅"], CsvTargets.Read(file, WeiyuPlatform.Words).Select(t => t.Vars!["姓名"]));
        }
        finally
        {
            Directory.GetParent(file)!.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("topic,name,place\norg/agent/a/v1,Ann,Road 1\norg/agent/a/v2,李,女士,Road 1\n", "line 3: it has 4 fields, the first line 3: put quotes around a field that holds the separator")]
    [InlineData("topic,name,place\norg/agent/a/v1,Ann,Road 1\norg/agent/a/v2,Bob\n", "line 3: it has 2 fields, the first line 3: place is missing")]
    [InlineData("topic;name;place\norg/agent/a/v1;Ann;Road 1\norg/agent/a/v2;Bob;a;b\n", "line 3: it has 4 fields, the first line 3: put quotes around a field that holds the separator")]
    public void A_line_whose_values_stand_in_the_wrong_columns_reaches_nobody(string csv, string problem)
    {
        var targets = Targets(csv);
        Assert.Equal(["org/agent/a/v1", "line 3"], targets.Select(t => t.Topic));
        Assert.Equal(problem, $"{targets[1].Topic}: {targets[1].Problem}");
    }

    [Theory]
    [InlineData("Topic,Name\norg/agent/a/v1,Ann\n")]
    [InlineData("TOPIC,name,\norg/agent/a/v1,Ann,\n")]
    [InlineData("name,topic,locale\nAnn,org/agent/a/v1\n")]
    [InlineData("ｔｏｐｉｃ,name\norg/agent/a/v1,Ann\n")]
    public void The_names_of_columns_count_in_any_case(string csv)
    {
        var target = Assert.Single(Targets(csv));
        Assert.Equal(("org/agent/a/v1", null, "Ann"), (target.Topic, target.Problem, target.Vars!["name"]));
    }

    [Theory]
    [InlineData("id,Name\n1,Ann\n", "its columns are id, Name")]
    [InlineData("topic,name,name\norg/agent/a/v1,Ann,Bob\n", "two columns are named name")]
    public void A_table_that_names_nobody_says_what_it_has(string csv, string words) =>
        Assert.Contains(words, Assert.Throws<InvalidDataException>(() => Targets(csv)).Message, StringComparison.Ordinal);

    private static List<NoticeTarget> Targets(string csv)
    {
        var folder = Directory.CreateTempSubdirectory("weiyu-csv-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "list.csv"), csv);
            return [.. CsvTargets.Read(Path.Combine(folder.FullName, "list.csv"), WeiyuPlatform.Words)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_line_that_reaches_nobody_says_why()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("weiyu-csv-").FullName, "list.csv");
        try
        {
            File.WriteAllText(file, "topic,name\norg/agent/a/v1,Ann\n张三,\n,Bob\norg/agent/a/v1,Ann again\n,\norg/agent/a/v2,Eve\n");
            Assert.Equal(
                ["org/agent/a/v1: ", "line 3: '张三' is no topic", "line 4: it does not say where to", "line 5: line 2 goes to 'org/agent/a/v1' already", "org/agent/a/v2: "],
                CsvTargets.Read(file, WeiyuPlatform.Words).Select(t => $"{t.Topic}: {t.Problem}"));
            File.WriteAllText(file, "topic,name\norg/agent/a/v1,\"Ann\n");
            Assert.Equal("list.csv can't be read: a quote that is opened in line 2 is never closed.", Assert.Throws<InvalidDataException>(() => CsvTargets.Read(file, WeiyuPlatform.Words).ToList()).Message);
        }
        finally
        {
            Directory.GetParent(file)!.Delete(recursive: true);
        }
    }

    internal static IReadOnlyList<NoticeDefinition> Read(string yaml)
    {
        var problems = new List<RuleProblem>();
        var notices = NoticeParser.Parse(Node(yaml), "n.yaml", problems, platform: WeiyuPlatform.Words);
        // Clocks of tests tick faster than those of a shop.
        Assert.DoesNotContain(problems, p => p.Code != "cron-too-often");
        return notices;
    }

    private static YamlNode Node(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return stream.Documents[0].RootNode;
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, null);
}
