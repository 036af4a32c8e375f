using System.Globalization;
using Weiyu.Rules.Calendars;
using Weiyu.Rules.Grammar;
using Weiyu.Text.Dates;
using Weiyu.Text.Matching;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Model.Conditions;

/// <summary>Conditions as they are gathered.</summary>
/// <param name="IsLocal">Whether a name is one of the rule's own: a question's, a call's result.</param>
internal sealed record ConditionDraft(Func<string, bool> IsLocal)
{
    /// <summary>What was read, all of which must hold.</summary>
    public List<Condition> Found { get; } = [];
}

/// <summary><c>if:</c>.</summary>
internal static class ConditionParser
{
    /// <summary>The names under which a visitor's, a thread's … fields stand, dotted or as a mapping.</summary>
    private static readonly Shape Group = Shapes.Each(ValueTests.Shape).Named("group");

    private static readonly Shape<List<(TimeOnly From, TimeOnly To)>> Spans = Shapes.TextNodes("'time'").As(Times);

    private static readonly Shape<DateIs> Dates = Shapes.TextNodes("'date'").As(Read);

    private static readonly Shape<HashSet<DayOfWeek>> Weekday = Shapes.TextNodes("'day'").As(Days);

    /// <summary>The conditions of a rule.</summary>
    public static readonly Mapping<ConditionDraft> If = Build(withAnswers: false);

    /// <summary>The conditions of a step or a question, which know answers and results by name, too.</summary>
    public static readonly Mapping<ConditionDraft> IfAnswers = Build(withAnswers: true);

    private static readonly Shape Several = Shapes.Several(Shapes.Later(() => If)).Named("conditions");

    /// <summary>The names that a condition can begin with, for messages.</summary>
    public static IReadOnlyList<string> Names => If.Names;

    /// <summary>Reads a mapping of conditions, all of which must hold; null (with mistakes) when it is none.</summary>
    /// <param name="node">The mapping.</param>
    /// <param name="section">Its file.</param>
    /// <param name="isLocal">Whether a name is one of the rule's own; null: none is.</param>
    public static Condition? Parse(YamlNode node, YamlSection section, Func<string, bool>? isLocal = null)
    {
        if (section.Map(node, "'if'") is not { } map) return null;
        var found = If.Read(map, section, new ConditionDraft(isLocal ?? (static _ => false))).Found;
        return found.Count == 1 ? found[0] : new AllOf(section.At(node), found);
    }

    private static Mapping<ConditionDraft> Build(bool withAnswers)
    {
        var mapping = new Mapping<ConditionDraft>("'if'", static (_, _) => new(static _ => false)).Named(withAnswers ? "ifAnswers" : "if");
        mapping.Stranger(Unknown)
            .Key("calendar", Shapes.Word("open", "closed"), (d, word, at) => d.Found.Add(new CalendarIs(at.At, word == "open")),
                "by the section `calendar`", "按 `calendar` 里的工作时间")
            .Key("time", Spans, (d, spans, at) => d.Found.Add(new TimeIs(at.At, spans)),
                "`09:00-18:00`, several with commas; `22:00-06:00` runs past midnight; by the calendar's time zone",
                "`09:00-18:00`，几段用逗号隔开；`22:00-06:00` 跨过午夜；按日历的时区")
            .Key("day", Weekday, (d, days, at) => d.Found.Add(new DayIs(at.At, days)),
                "`mon` … `sun`, `mon-fri`, `weekends`; by the calendar's time zone", "`mon` … `sun`、`mon-fri`、`weekends`；按日历的时区")
            .Key("date", Dates, (d, dates, at) => d.Found.Add(dates with { At = at.At }),
                "`2026-11-01..2026-11-11`, one day, a list; `11-11` and `12-24..01-02` come every year; by the calendar's time zone",
                "`2026-11-01..2026-11-11`、某一天或列表；`11-11`、`12-24..01-02` 每年都算；按日历的时区")
            .Key("repeats", Shapes.Whole(2, 20), (d, least, at) => d.Found.Add(new RepeatsIs(at.At, least)),
                "the visitor says the same for the third time or more: `3`", "访客把同一句话说了至少这么多次：`3`")
            .Key("mood", Shapes.TextNodes("'mood'").As(Moods), (d, test, at) => d.Found.Add(new FieldIs(at.At, "mood", test)),
                "how the message sounds: `angry` (insults), `urgent` (急死了), `loud` (capitals, !!!)", "这句话的语气：`angry`（骂人）、`urgent`（急死了）、`loud`（全大写、!!!）")
            .Key("first", Shapes.Flag, (d, first, at) => d.Found.Add(new FirstIs(at.At, first)),
                "the first message since the conversation was opened", "会话打开以后的第一条消息")
            .Key("tag", Shapes.Texts("A tag"), (d, tags, at) => d.Found.Add(new TagIs(at.At, tags)),
                "the conversation has one of these tags; `!x`: has not", "会话有其中一个标签；`!x` 表示没有", alias: "tags")
            .Key("rating", ValueTests.Shape, (d, test, at) => d.Found.Add(new FieldIs(at.At, "event.score", test)),
                "how the visitor rated: `\"<=2\"`", "访客打了几分：`\"<=2\"`")
            .Key("reaction", ValueTests.Shape, Reaction,
                "what the visitor put to one of our messages: `up` (👍 ❤️ and their kind), `down` (👎) or `other`",
                "访客给机器人的某条消息加的表情：`up`（👍 ❤️ 之类）、`down`（👎）或 `other`");
        Field("locale", "the visitor's language", "访客的语言");
        Field("channel", "where the visitor writes from: `web`, `wechat` …", "访客从哪里来：`web`、`wechat` 等");
        Field("text", "what the message says", "消息的文字");
        Field("misses", "how many questions in a row were not answered", "连续几次没有答上来");
        Field("owner", "who has the conversation: `bot`, `human` …", "会话现在归谁：`bot`、`human` 等");
        Field("thread.type", "`AGENT`, `WORKGROUP`, `GROUP` …; a rule that names one works there too",
            "`AGENT`、`WORKGROUP`、`GROUP` 等；写了的类型，规则在那里也生效");
        Field("thread.state", "the conversation's state", "会话状态");
        Field("thread.channel", "the same as `channel`", "同 `channel`");
        Field("thread.uid", "the conversation's uid", "会话的 uid");
        Field("thread.topic", "the conversation's topic", "会话的 topic");
        Field("visitor.uid", "the visitor's uid", "访客的 uid");
        Field("visitor.nickname", "the visitor's name", "访客的昵称");
        Field("visitor.avatar", "the visitor's picture", "访客的头像");
        Field("visitor.type", "the visitor's type", "访客的类型");
        Field("message.uid", "the message's uid", "消息的 uid");
        Field("message.type", "`TEXT`, `IMAGE` …", "`TEXT`、`IMAGE` 等");
        Field("message.content", "the message as it came", "消息原文");
        Field("agent.uid", "the agent's uid", "客服的 uid");
        Field("agent.nickname", "the agent's name", "客服的昵称");
        Field("event.name", "the event's name", "事件的名字");
        Field("event.argument", "what stands in the event's brackets", "事件括号里的内容");
        mapping
            .Raw("any", Shapes.Later(() => Several), (d, at) => d.Found.Add(new AnyOf(at.At, All(at, d))), "one of these holds", "满足其中之一")
            .Raw("all", Shapes.Later(() => Several), (d, at) => d.Found.Add(new AllOf(at.At, All(at, d))), "all of these hold", "全部满足")
            .Raw("not", Shapes.Later(() => Several), (d, at) => d.Found.Add(new AllOf(at.At, [.. All(at, d).Select(c => new NotOf(at.At, c))])),
                "none of these holds", "一个都不满足");
        foreach (var name in (string[])["thread", "visitor", "vars", "message", "event", "agent"])
            mapping.Raw(name, Group, Members, $"its fields: `{name}: {{…}}` is short for `{name}.…`", $"它的各个字段：`{name}: {{…}}` 等于 `{name}.…`");
        mapping
            .Open("visitor.extra.NAME", @"^visitor\.extra\..+$", Below("visitor.extra."), ValueTests.Shape, Test,
                "what your site said of the visitor", "网站传来的访客信息")
            .Open("thread.extra.NAME", @"^thread\.extra\..+$", Below("thread.extra."), ValueTests.Shape, Test,
                "what the server said of the conversation", "服务器传来的会话信息")
            .Open("vars.NAME", @"^vars\..+$", Below("vars."), ValueTests.Shape, Test, "what `set` and forms remember", "`set` 和表单记住的内容")
            .Open("event.NAME", @"^event\..+$", Below("event."), ValueTests.Shape, Test,
                "what came with the event: of a rating `score`, `content`, `resolved`, of a reaction `emoji`, `answer` (the message's uid)",
                "事件带来的内容：评价有 `score`、`content`、`resolved`，表情回应有 `emoji`、`answer`（那条消息的 uid）")
            .Open("", withAnswers ? "" : null, (name, d, _) => d.IsLocal(name.Split('.')[0]), ValueTests.Shape, Test);
        return mapping;

        void Field(string path, string en, string zh) => mapping.Key(path, ValueTests.Shape, (d, test, at) =>
        {
            if (path == "thread.type") CheckThreadType(test, at);
            d.Found.Add(new FieldIs(at.At, path, test));
        }, en, zh, what: "The value");

        // 'thread: {type: AGENT}' is 'thread.type: AGENT'.
        void Members(ConditionDraft draft, Found found)
        {
            if (found.Node is not YamlMappingNode map)
            {
                found.Section.Error(found.KeyNode, "unknown-condition", $"'{found.Name}' by itself is no condition.",
                    $"Name a field of it: {found.Name}: {{…: …}}.");
                return;
            }

            foreach (var (member, keyNode, value) in found.Section.Entries(map))
            {
                var one = new Found($"{found.Name}.{member}", keyNode, value, found.Section);
                if (!mapping.TryReadEntry(one, ref draft)) Unknown(one, draft);
            }
        }
    }

    private static Func<string, ConditionDraft, YamlSection, bool> Below(string root) =>
        (name, _, _) => name.Length > root.Length && name.StartsWith(root, StringComparison.Ordinal);

    private static void Test(ConditionDraft draft, Found found)
    {
        if (ValueTests.Shape.TryRead(found.Node, found.Section, "The value", out var test)) draft.Found.Add(new FieldIs(found.At, found.Name, test));
    }

    private static void Reaction(ConditionDraft draft, ValueTest test, Found found)
    {
        if (test.EqualTo.FirstOrDefault(r => !Reactions.All.Contains(r)) is { } strange)
            found.Section.Error(found.Node, "wrong-value", $"'{strange}' is no reaction.",
                "Write up, down or other; 'event.emoji' asks for the emoji itself.");
        draft.Found.Add(new FieldIs(found.At, "event.reaction", test));
    }

    private static bool Unknown(Found found, ConditionDraft draft)
    {
        found.Section.Error(found.KeyNode, "unknown-condition", $"The condition '{found.Name}' is unknown.", Nearest.Advice(found.Name, Names));
        return true;
    }

    private static List<Condition> All(Found found, ConditionDraft draft) =>
        [.. YamlSection.Items(found.Node).Select(item => Parse(item, found.Section, draft.IsLocal)).OfType<Condition>()];

    private static void CheckThreadType(ValueTest test, Found found)
    {
        var platform = found.Section.Folder.Platform;
        foreach (var type in test.EqualTo.Where(t => !platform.IsThreadType(t.ToUpperInvariant())))
            found.Section.Error(found.Node, "unknown-name", $"'{type}' is no thread type.",
                Nearest.Advice(type.ToUpperInvariant(), platform.ThreadTypes));
    }

    private static List<(TimeOnly From, TimeOnly To)>? Times(List<(string Text, YamlNode Node)> texts, YamlNode node, YamlSection section)
    {
        var spans = new List<(TimeOnly, TimeOnly)>();
        foreach (var (text, item) in texts)
        {
            foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var ends = part.Split('-', StringSplitOptions.TrimEntries);
                if (ends.Length == 2 && TimeOf(ends[0]) is { } from && TimeOf(ends[1]) is { } to) spans.Add((from, to));
                else section.Error(item, "wrong-value", $"'{part}' is no span of time.",
                    "Write it as \"09:00-18:00\"; one such as \"22:00-06:00\" runs past midnight.");
            }
        }

        return spans.Count > 0 ? spans : null;

        static TimeOnly? TimeOf(string text) => text == "24:00" ? TimeOnly.MaxValue
            : TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
    }

    private static ValueTest? Moods(List<(string Text, YamlNode Node)> texts, YamlNode node, YamlSection section)
    {
        foreach (var (text, item) in texts.Where(t => !Mood.All.Contains(t.Text)))
            section.Error(item, "wrong-value", $"'{text}' is no mood.", Nearest.Advice(text, Mood.All));
        return ValueTest.OneOf(texts.ConvertAll(t => ValueTest.Parse(t.Text)));
    }

    private static DateIs? Read(List<(string Text, YamlNode Node)> texts, YamlNode node, YamlSection section)
    {
        var (days, yearly) = (new List<DateRange>(), new List<(int, int)>());
        foreach (var (text, item) in texts)
        {
            foreach (var part in text.Split([',', '，'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var ends = part.Split("..", StringSplitOptions.TrimEntries);
                if (DateRange.TryParse(part, out var range) && range.From <= range.To) days.Add(range);
                else if (ends.Length <= 2 && DayOfYear(ends[0]) is { } from && DayOfYear(ends[^1]) is { } to) yearly.Add((from, to));
                else section.Error(item, "wrong-value", $"'{part}' is no day and no span of days.", "Write 2026-11-11, 2026-11-01..2026-11-11, or 11-11 for every year; the day must exist.");
            }
        }

        return days.Count + yearly.Count > 0 ? new DateIs(default, days, yearly) : null;
    }

    private static int? DayOfYear(string text) =>
        DateOnly.TryParseExact($"2028-{text}", ["yyyy-MM-dd", "yyyy-M-d"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? (day.Month * 100) + day.Day : null;

    private static HashSet<DayOfWeek>? Days(List<(string Text, YamlNode Node)> texts, YamlNode node, YamlSection section)
    {
        var days = new HashSet<DayOfWeek>();
        foreach (var (text, item) in texts)
        {
            if (WeekdayNames.FindAll(text) is { } found) days.UnionWith(found);
            else section.Error(item, "wrong-value", $"'{text}' names no weekday.", "Write mon … sun, a range such as mon-fri, or weekends.");
        }

        return days.Count > 0 ? days : null;
    }
}
