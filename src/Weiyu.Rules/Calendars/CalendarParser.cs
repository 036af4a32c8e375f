using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Templates;
using Weiyu.Text.Dates;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Calendars;

/// <summary>The section <c>calendar</c> of a rule file.</summary>
internal static class CalendarParser
{
    private static readonly Shape HourKeys = Shapes.Schema(writer => new JsonObject
    {
        ["type"] = "object",
        ["additionalProperties"] = new JsonObject
        {
            ["anyOf"] = new JsonArray(new JsonObject { ["type"] = new JsonArray("string", "null") },
                new JsonObject { ["type"] = "array", ["items"] = Shapes.Typed("string") }),
        },
    }, new("weekdays with hours", "星期和时间"));

    private static readonly Shape Days = Shapes.Schema(_ => new JsonObject
    {
        ["anyOf"] = new JsonArray(
            Shapes.Typed("string"),
            new JsonObject { ["type"] = "array",
                ["items"] = new JsonObject { ["anyOf"] = new JsonArray(Shapes.Typed("string"), Shapes.Typed("object")) } },
            Shapes.Typed("object")),
    }, new("days, or days with a value", "日期，或日期和值")).Named("days");

    /// <summary>A time zone.</summary>
    public static readonly Shape<TimeZoneInfo> TimeZone = Shapes.Text.As((name, node, section) => Zone(name, node, section));

    /// <summary>The section. The worked days, which have a normal day's hours, are read last.</summary>
    public static readonly Mapping<WorkCalendar> Members = new Mapping<WorkCalendar>("calendar", static (_, _) => WorkCalendar.AlwaysOpen)
        .InDeclaredOrder()
        .Key("timezone", TimeZone, (c, zone) => c with { Zone = zone }, "a name such as `Asia/Shanghai`", "时区名，如 `Asia/Shanghai`",
            what: "A time zone")
        .Raw("hours", HourKeys, (c, at) => c with { Hours = Hours(at.Section, at.Node) },
            "weekdays and their hours: `{mon-fri: \"09:00-12:00,13:00-18:00\", sun: closed}`",
            "星期和时间：`{mon-fri: \"09:00-12:00,13:00-18:00\", sun: closed}`")
        .Raw("closed", Days, (c, at) => c with { Closed = Closed(at.Section, at.Node) },
            "days off: a list of days and ranges, or `{\"2026-10-01..2026-10-07\": 国庆节}`", "休息日：日期和范围的列表，或 `{\"2026-10-01..2026-10-07\": 国庆节}`")
        .Raw("ical", IcalImport.Sources, (c, at) => IcalImport.Apply(at.Section, at.Node, c, at.Section.Folder.Path),
            "an iCal file of this folder with days off and worked days: `cn.ics`, or `{file: cn.ics, unmarked: closed}`",
            "本文件夹里的 iCal 文件，写着休息日和调休：`cn.ics`，或 `{file: cn.ics, unmarked: closed}`")
        .Raw("open", Days, (c, at) => c with { Open = c.Open.SetItems(Open(at.Section, at.Node, c)) },
            "worked days (调休): a list, with a normal day's hours, or `{\"2026-10-10\": \"09:00-12:00\"}`; they win over `closed`",
            "调休上班的日子：列表（按平日时间），或 `{\"2026-10-10\": \"09:00-12:00\"}`；比 `closed` 优先");

    /// <summary>Reads the section; what can't be read is left out and noted.</summary>
    /// <param name="node">The section.</param>
    /// <param name="file">The file it stands in, relative to the rules folder.</param>
    /// <param name="problems">Where problems go.</param>
    /// <param name="rulesFolder">Where <c>ical</c> files are; null: a calendar that names one gets a problem.</param>
    public static WorkCalendar Parse(YamlMappingNode node, string file, List<RuleProblem> problems, string? rulesFolder = null) =>
        Members.Read(node, new YamlSection(file, problems, new FolderContext { Path = rulesFolder }));

    private static TimeZoneInfo? Zone(string name, YamlNode node, YamlSection section)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)) return zone;
        section.Error(node, "unknown-timezone", $"The time zone '{name}' is not known.",
            "Use a name of the IANA list, such as Asia/Shanghai or Europe/Berlin.");
        return null;
    }

    /// <summary>Reads spans: <c>"09:00-12:00,13:00-18:00"</c>, a list of them, <c>24h</c>, or <c>closed</c>.</summary>
    public static ImmutableArray<DaySpan> Spans(YamlSection yaml, YamlNode node)
    {
        var spans = new List<DaySpan>();
        if (YamlSection.IsNull(node)) return [];
        foreach (var (text, item) in yaml.Texts(node, "Hours"))
        {
            if (text is "closed" or "off" or "休息" or "休") continue;
            if (text is "24h" or "全天")
            {
                spans.Add(DaySpan.WholeDay);
                continue;
            }

            foreach (var part in text.Split([',', '，', '、', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (DaySpan.TryParse(part, out var span)) spans.Add(span);
                else yaml.Error(item, "bad-hours", $"'{part}' is no span of hours.",
                    "Write it as 09:00-18:00; several with commas; 22:00-02:00 runs past midnight; 24:00 is the day's end.");
            }
        }

        spans.Sort((a, b) => a.Start.CompareTo(b.Start));
        for (var i = 1; i < spans.Count; i++)
        {
            if (spans[i].Start < spans[i - 1].End)
                yaml.Error(node, "hours-overlap", $"{spans[i - 1]} and {spans[i]} overlap.", "Make one span of them, or correct one end.");
        }

        return [.. spans];
    }

    private static ImmutableDictionary<DayOfWeek, ImmutableArray<DaySpan>>? Hours(YamlSection yaml, YamlNode node)
    {
        // The key that names fewer days wins, so that {daily: …, sun: closed} means what it says.
        var found = new Dictionary<DayOfWeek, (int Breadth, string Key, ImmutableArray<DaySpan> Spans)>();
        if (yaml.Map(node, "hours") is not { } map) return null;
        foreach (var (key, keyNode, value) in yaml.Entries(map))
        {
            if (WeekdayNames.FindAll(key) is not { } days)
            {
                yaml.Error(keyNode, "unknown-weekday", $"'{key}' names no weekday.",
                    "Write mon, tue … sun (or 周一 … 周日), a range such as mon-fri, several with commas, weekdays, weekends or daily.");
                continue;
            }

            var spans = Spans(yaml, value);
            foreach (var day in days)
            {
                if (found.TryGetValue(day, out var other) && other.Breadth == days.Count)
                    yaml.Error(keyNode, "weekday-twice", $"'{key}' and '{other.Key}' both give hours to {day}.", "Name each weekday once.");
                if (!found.TryGetValue(day, out other) || other.Breadth > days.Count) found[day] = (days.Count, key, spans);
            }
        }

        return found.ToImmutableDictionary(f => f.Key, f => f.Value.Spans);
    }

    private static ImmutableArray<(DateRange Days, string? Name)> Closed(YamlSection yaml, YamlNode node)
    {
        var days = ImmutableArray.CreateBuilder<(DateRange, string?)>();
        foreach (var (key, at, value) in Dates(yaml, node))
        {
            if (Range(yaml, key, at) is { } range) days.Add((range, value is null ? null : yaml.Text(value, "A holiday's name")));
        }

        return days.ToImmutable();
    }

    private static Dictionary<DateOnly, ImmutableArray<DaySpan>> Open(YamlSection yaml, YamlNode node, WorkCalendar calendar)
    {
        var days = new Dictionary<DateOnly, ImmutableArray<DaySpan>>();
        foreach (var (key, at, value) in Dates(yaml, node))
        {
            if (Range(yaml, key, at) is not { } range) continue;
            var spans = value is null ? calendar.NormalDay() : Spans(yaml, value);
            if (spans.Length == 0)
                yaml.Error(value ?? at, "open-without-hours", $"{key} is to be open, but no hours are known.",
                    "Give hours: \"2026-10-10\": \"09:00-18:00\"; or write the day under closed.");
            for (var day = range.From; day <= range.To; day = day.AddDays(1)) days[day] = spans;
        }

        return days;
    }

    /// <summary>The members of a list of days, or of a mapping from days.</summary>
    private static IEnumerable<(string Key, YamlNode At, YamlNode? Value)> Dates(YamlSection yaml, YamlNode node)
    {
        foreach (var item in YamlSection.Items(node))
        {
            if (item is YamlMappingNode map)
            {
                foreach (var (key, at, value) in yaml.Entries(map)) yield return (key, at, value);
            }
            else if (yaml.Text(item, "A day") is { } text)
            {
                yield return (text, item, null);
            }
        }
    }

    private static DateRange? Range(YamlSection yaml, string text, YamlNode at)
    {
        if (!DateRange.TryParse(text, out var range))
        {
            yaml.Error(at, "bad-date", $"'{text}' is no day and no range of days.",
                "Write \"2026-10-01\" or \"2026-10-01..2026-10-07\"; the day must exist.");
            return null;
        }

        if (range.To < range.From)
        {
            yaml.Error(at, "range-reversed", $"'{text}' ends before it begins.", "Exchange the two days.");
            return null;
        }

        if (range.To.DayNumber - range.From.DayNumber <= 366) return range;
        yaml.Error(at, "range-too-long", $"'{text}' is longer than a year.",
            "Write at most a year; for weekdays that are never worked leave them out of hours.");
        return null;
    }
}
