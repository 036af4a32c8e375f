using System.Text.RegularExpressions;
using Weiyu.Rules.Calendars;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Templates;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Notices;

/// <summary>The section <c>notices</c> of a rule file.</summary>
internal static partial class NoticeParser
{
    /// <summary>A notice as it is gathered. To whom it goes is read before what is said: a table's columns are variables.</summary>
    public static readonly Mapping<NoticeDraft> Members = new Mapping<NoticeDraft>("a notice", static (_, _) => new())
        .InDeclaredOrder()
        .Tried("id", Shapes.Text.As(Id), (n, id, at) => (n.IdAt, n.Id) = (at, id), "its name for ever: part of what makes a message unique",
            "永久的名字：消息靠它保证不重复", required: true)
        .Tried("cron", ScheduleParser.Cron, (n, cron, at) => n.When.Add((at, cron)),
            "seconds, minutes, hours, day, month, weekday (`0 30 9 ? * MON-FRI`), or Unix's five fields",
            "秒 分 时 日 月 星期（`0 30 9 ? * MON-FRI`），也可以写 Unix 的五段")
        .Tried("at", ScheduleParser.At, (n, times, at) => n.When.Add((at, times)),
            "one time or several; without an offset by the clock of `timezone`", "一个或几个时间；不带时差的按 `timezone` 的钟")
        .Tried("every", ScheduleParser.Every, (n, every, at) => n.When.Add((at, every)), "an interval from 1m, counted from `from`",
            "间隔，最短 1m，从 `from` 算起")
        .Key("timezone", CalendarParser.TimeZone, (n, zone) => n.Zone = zone, "a name such as `Europe/Berlin`; default: that of the calendar",
            "时区名，如 `Europe/Berlin`；不写就用日历的", what: "A time zone")
        .Key("from", ScheduleParser.Bound(endOfDay: false), (n, from) => n.From = from, "not before this day or time", "从何时起")
        .Key("until", ScheduleParser.Bound(endOfDay: true), (n, until, at) => (n.Until, n.UntilAt) = (until, at.Node),
            "not after it; a day counts to its end", "到何时止；只写日期则到当天结束")
        .Key("calendar", Shapes.Word("open", "closed"), (n, word) => n.CalendarOpen = word == "open",
            "`open` / `closed`: only when the calendar is open (or closed) at that time; holidays and worked weekends (调休) are heeded",
            "`open` / `closed`：只在日历营业（或休息）时发；节假日和调休都算在内")
        .Key("enabled", Shapes.Flag, (n, enabled) => n.Enabled = enabled, "`false`: it stays in the file and is never sent", "`false`：留在文件里，但不发")
        .Raw("to", AudienceParser.Members, (n, at) => n.Audience = AudienceParser.Parse(at.Node, at.Section), "to whom, see below", "发给谁，见下文")
        .Raw("say", TextShapes.Say, DeliveryParser.Say, "a text, one for each language, or a list of variants (a person always gets the same one)",
            "一段文字、每种语言一段，或几种说法（同一个人总是收到同一种）")
        .Raw("send", DeliveryParser.SendMembers, DeliveryParser.Send,
            "`{type, content}`: any other message type; `content` is a text or the members of the object, for all or by language",
            "`{type, content}`：其他消息类型；`content` 是文字或对象的各个成员，可以统一写，也可以按语言写")
        .Key("quiet", DeliveryParser.Quiet, (n, quiet) => n.Delivery = n.Delivery with { Quiet = quiet },
            "hours in which nothing is sent, by the notice's clock: `22:00-08:00`. "
            + "What they delay goes out at their end if that is within `send_within`, else it is skipped; "
            + "with `{hours: …, wait: true}` it always waits",
            "免打扰时段，按通知的时钟：`22:00-08:00`。被它推迟的，如果时段结束时还在 `send_within` 之内就发，否则跳过；写 `{hours: …, wait: true}` 则总是等到结束")
        .Raw("hold_if_replied", DeliveryParser.HoldShape, (n, at) => n.Delivery = DeliveryParser.Hold(at, n.Delivery),
            "not while somebody is talking: `true`, or how long the visitor must have been silent (5m); "
            + "`{for: 10m, at_most: 2h}`: it waits no longer than that (4h)",
            "对方正在说话时先不发：`true`，或访客要安静多久（5m）；`{for: 10m, at_most: 2h}`：最多等这么久（4h）")
        .Raw("misfire", DeliveryParser.MisfireMembers, (n, at) => n.Delivery = DeliveryParser.Misfire(at, n.Delivery),
            "how late it may be when the bot was off at its time: `{send_within: 30m, else: skip}`. Of several missed times only the latest is sent",
            "到点时机器人没有运行，最多可以晚多久：`{send_within: 30m, else: skip}`。错过好几次时只补最近的一次")
        .Key("rate", DeliveryParser.Rate, (n, rate) => n.Delivery = n.Delivery with { Rate = rate },
            "messages a second (20); after three failures in a row it pauses, longer each time", "每秒几条（20）；连续三次失败会暂停，一次比一次久",
            what: "rate (messages a second)")
        .Key("even_when_human", Shapes.Flag, (n, even) => n.Delivery = n.Delivery with { EvenWhenHumanOwns = even },
            "also while a human talks in the conversation; default: it waits for them", "人工正在接待时也发；默认等人工结束");

    /// <summary>A notice; its mistakes leave it out.</summary>
    public static readonly Shape<NoticeDefinition> Notice = Members.As(Finish).Named("notice");

    /// <summary>What a notice may hold.</summary>
    public static IReadOnlyList<string> Known => Members.Names;

    /// <summary>Reads the section; a notice with an error is left out and noted.</summary>
    /// <param name="node">The section: a list.</param>
    /// <param name="file">The file, relative to the rules folder.</param>
    /// <param name="problems">Where problems go.</param>
    /// <param name="rulesFolder">Where CSV files are; null: they are not looked at.</param>
    /// <param name="platform">The words of the platform; null: any.</param>
    public static IReadOnlyList<NoticeDefinition> Parse(YamlNode node, string file, List<RuleProblem> problems, string? rulesFolder = null,
        Platform? platform = null) =>
        Parse(node, new YamlSection(file, problems,
            new FolderContext
        {
            IsLocale = static _ => true, Path = rulesFolder?.Length > 0 ? rulesFolder : null, Platform = platform ?? Platform.Unknown,
        }));

    /// <summary>Reads the section; a notice with an error is left out and noted.</summary>
    public static IReadOnlyList<NoticeDefinition> Parse(YamlNode node, YamlSection yaml)
    {
        if (YamlSection.IsNull(node)) return [];
        if (node is not YamlSequenceNode list)
        {
            yaml.Error(node, "wrong-shape", "notices must be a list.", "Begin each notice with '- id: name'.");
            return [];
        }

        var notices = new List<NoticeDefinition>();
        foreach (var item in list.Children)
        {
            var errors = yaml.Problems.Count(p => p.Severity == ProblemSeverity.Error);
            if (Notice.TryRead(item, yaml, "A notice", out var notice)
                && yaml.Problems.Count(p => p.Severity == ProblemSeverity.Error) == errors) notices.Add(notice);
        }

        Duplicates(notices, yaml.Problems);
        return notices;
    }

    /// <summary>Notes ids that stand twice; for the notices of all files together.</summary>
    public static void Duplicates(IEnumerable<NoticeDefinition> notices, List<RuleProblem> problems)
    {
        foreach (var twice in notices.GroupBy(n => n.Id, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            foreach (var (file, line, column) in twice.Skip(1).Select(n => n.Position))
            {
                if (problems.Exists(p => p.Code == "duplicate-notice" && p.File == file && p.Line == line)) continue;
                problems.Add(new RuleProblem(file, line, column, ProblemSeverity.Error, "duplicate-notice",
                    $"The notice '{twice.Key}' is there already ({twice.First().Position}).", "Give each notice an id of its own."));
            }
        }
    }

    private static NoticeDefinition? Finish(NoticeDraft draft, YamlNode node, YamlSection yaml)
    {
        if (draft.IdAt is null) yaml.Error(node, "no-id", "The notice has no id.",
            "Write '- id: name' as its first line; the id must stay the same for ever.");
        var schedule = ScheduleParser.Finish(draft, node, yaml);
        var to = draft.Audience.To;
        if (!draft.SaysTo) yaml.Error(node, "no-audience", "The notice does not say to whom.",
            "Write to: {threads: open}, to: {topics: [org/group/…]}, to: {groups: […]} or to: {csv: list.csv}.");
        var delivery = DeliveryParser.Finish(draft, node, yaml);
        if (draft.Id is null || schedule is null || to is null || delivery is null) return null;
        return new NoticeDefinition
        {
            Id = draft.Id, Position = yaml.At(node), Enabled = draft.Enabled, Schedule = schedule, Zone = draft.Zone,
                CalendarOpen = draft.CalendarOpen, To = to, Delivery = delivery,
        };
    }

    private static string? Id(string id, YamlNode node, YamlSection yaml)
    {
        if (IdShape().IsMatch(id) && !id.StartsWith("once-", StringComparison.Ordinal)) return id;
        yaml.Error(node, "bad-id", $"'{id}' can't be an id.",
            "Use letters, digits, '-', '_' and '.', at most 64, beginning with a letter or digit; 'once-' is kept for one-off notices.");
        return null;
    }

    [GeneratedRegex(@"^[\p{L}\p{Nd}][\p{L}\p{Nd}._-]{0,63}$", RegexOptions.NonBacktracking)]
    private static partial Regex IdShape();
}
