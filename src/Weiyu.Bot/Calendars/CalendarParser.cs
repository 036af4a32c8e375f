using System.Collections.Immutable;
using Weiyu.Bot.Handlers.Rules;
using Weiyu.Bot.Handlers.Rules.Loading;
using Weiyu.Text.Dates;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Bot.Calendars;

/// <summary>
/// Reads the section <c>calendar</c> of a rule file. Members: <c>timezone</c>, <c>hours</c> (weekdays: spans), <c>closed</c> (days off: a list of
/// days and ranges, or a mapping from them to names), <c>open</c> (worked days: a list, with a normal day's hours, or a mapping to hours of
/// their own; they win over <c>closed</c>), <c>ical</c> (a file of the rules folder, see <see cref="IcalImport"/>).
/// </summary>
internal static class CalendarParser
{
    private static readonly string[] Known = ["timezone", "hours", "closed", "open", "ical"];

    /// <summary>Reads the section; what can't be read is left out and noted.</summary>
    /// <param name="node">The section.</param>
    /// <param name="file">The file it stands in, relative to the rules folder.</param>
    /// <param name="problems">Where problems go.</param>
    /// <param name="rulesFolder">Where <c>ical</c> files are; null: a calendar that names one gets a problem.</param>
    public static WorkCalendar Parse(YamlMappingNode node, string file, List<RuleProblem> problems, string? rulesFolder = null)
    {
        if (rulesFolder?.Length == 0) rulesFolder = null;
        var yaml = new YamlSection(file, problems);
        var calendar = WorkCalendar.AlwaysOpen;
        var members = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        foreach (var (key, keyNode, value) in yaml.Entries(node))
        {
            if (Known.Contains(key, StringComparer.Ordinal)) members[key] = value;
            else yaml.UnknownKey(keyNode, key, "calendar", Known);
        }

        if (members.TryGetValue("timezone", out var zone)) calendar = calendar with { Zone = Zone(yaml, zone) ?? calendar.Zone };
        if (members.TryGetValue("hours", out var hours)) calendar = calendar with { Hours = Hours(yaml, hours) };
        if (members.TryGetValue("closed", out var closed)) calendar = calendar with { Closed = Closed(yaml, closed) };
        if (members.TryGetValue("ical", out var ical)) calendar = IcalImport.Apply(yaml, ical, calendar, rulesFolder);
        if (members.TryGetValue("open", out var open)) calendar = calendar with { Open = calendar.Open.SetItems(Open(yaml, open, calendar)) };
        return calendar;
    }

    /// <summary>Reads the name of a time zone.</summary>
    public static TimeZoneInfo? Zone(YamlSection yaml, YamlNode node)
    {
        if (yaml.Text(node, "A time zone") is not { } name) return null;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)) return zone;
        yaml.Error(node, "unknown-timezone", $"The time zone '{name}' is not known.", "Use a name of the IANA list, such as Asia/Shanghai or Europe/Berlin.");
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
                else yaml.Error(item, "bad-hours", $"'{part}' is no span of hours.", "Write it as 09:00-18:00; several with commas; 22:00-02:00 runs past midnight; 24:00 is the day's end.");
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
                yaml.Error(keyNode, "unknown-weekday", $"'{key}' names no weekday.", "Write mon, tue … sun (or 周一 … 周日), a range such as mon-fri, several with commas, weekdays, weekends or daily.");
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
                yaml.Error(value ?? at, "open-without-hours", $"{key} is to be open, but no hours are known.", "Give hours: \"2026-10-10\": \"09:00-18:00\"; or write the day under closed.");
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
            yaml.Error(at, "bad-date", $"'{text}' is no day and no range of days.", "Write \"2026-10-01\" or \"2026-10-01..2026-10-07\"; the day must exist.");
            return null;
        }

        if (range.To < range.From)
        {
            yaml.Error(at, "range-reversed", $"'{text}' ends before it begins.", "Exchange the two days.");
            return null;
        }

        if (range.To.DayNumber - range.From.DayNumber <= 366) return range;
        yaml.Error(at, "range-too-long", $"'{text}' is longer than a year.", "Write at most a year; for weekdays that are never worked leave them out of hours.");
        return null;
    }
}
