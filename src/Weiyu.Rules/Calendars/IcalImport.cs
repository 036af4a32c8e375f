using System.Collections.Immutable;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Templates;
using Weiyu.Text.Files;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Calendars;

/// <summary>
/// Days off and worked days from an iCal file. An event's summary says what it is: 休 (also 放假, closed, holiday, day off) makes its days
/// closed, 班 (also 补班, 上班, open, working day, workday) makes them worked, with a normal day's hours, or the event's own times where it
/// has any. All other events are passed over unless <c>ical: {file: …, unmarked: closed}</c> says that they are holidays too.
/// Recurring events count for all their days, up to <see cref="MaxDays"/> a file.
/// </summary>
internal static class IcalImport
{
    /// <summary>The most days that are taken from one file.</summary>
    public const int MaxDays = 5_000;

    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private static readonly string[] ClosedMarks = ["休", "放假", "closed", "holiday", "day off"];
    private static readonly string[] OpenMarks = ["班", "working day", "workday", "open"];

    private static readonly Mapping<(string? Path, bool UnmarkedClosed)> Members = new Mapping<(string? Path, bool UnmarkedClosed)>("ical",
        static (_, _) => default)
        .Key("file", Shapes.Text, (s, path) => (path, s.UnmarkedClosed), "the file, relative to this folder", "文件，相对于本文件夹", what: "file")
        .Key("unmarked", Shapes.Text.AsValue(Unmarked).Look(Shapes.Words("closed", "ignore")), (s, closed) => (s.Path, closed),
            "what other events are: `closed` (holidays too) or `ignore`", "别的日程算什么：`closed`（也是休息日）或 `ignore`", what: "unmarked");

    /// <summary>One file or several.</summary>
    public static readonly Shape Sources = Shapes.Several(Shapes.OneOf<object>(static (_, _, _) => null, Shapes.Text, Members));

    private static bool? Unmarked(string text, YamlNode node, YamlSection section)
    {
        if (text is "closed" or "ignore") return text == "closed";
        section.Error(node, "bad-unmarked", $"'{text}' is not known.", "Write closed (all events are holidays) or ignore.");
        return null;
    }

    /// <summary>Adds what the file says to the calendar.</summary>
    public static WorkCalendar Apply(YamlSection yaml, YamlNode node, WorkCalendar calendar, string? rulesFolder)
    {
        foreach (var item in YamlSection.Items(node))
        {
            var (path, at, unmarkedClosed) = Source(yaml, item);
            if (path is null) continue;
            if (rulesFolder is null)
            {
                yaml.Error(at, "no-folder", "iCal files can only be read from a rules folder.",
                    "Save the rules in a folder with the file beside them.");
                continue;
            }

            if (RulesFolderFile.Find(yaml, at, path, rulesFolder) is { } full) calendar = Read(yaml, at, full, path, unmarkedClosed, calendar);
        }

        return calendar;
    }

    private static (string? Path, YamlNode At, bool UnmarkedClosed) Source(YamlSection yaml, YamlNode node)
    {
        if (node is not YamlMappingNode map) return (yaml.Text(node, "An iCal file"), node, false);
        var (path, closed) = Members.Read(map, yaml);
        if (path is null) yaml.Error(node, "no-file", "The iCal file is missing.", "Write ical: {file: holidays.ics}.");
        return (path, node, closed);
    }

    private static WorkCalendar Read(YamlSection yaml, YamlNode at, string full, string path, bool unmarkedClosed, WorkCalendar calendar)
    {
        if (new FileInfo(full).Length > MaxBytes)
        {
            yaml.Error(at, "ical-too-large", $"'{path}' is larger than {MaxBytes / 1024 / 1024} MB.", "Keep only the holidays in it.");
            return calendar;
        }

        if (PlainText.Decode(File.ReadAllBytes(full), path, yaml.Problems) is not { } text) return calendar;
        IList<Ical.Net.Calendar> parsed;
        try
        {
            using var reader = new StringReader(text);
            parsed = Ical.Net.Calendar.Load<Ical.Net.Calendar>(reader);
        }
        catch (Exception e)
        {
            yaml.Error(at, "bad-ical", $"'{path}' is no iCal file: {e.Message}", "Export it again as .ics (iCalendar).");
            return calendar;
        }

        var closed = calendar.Closed.ToBuilder();
        var open = calendar.Open.ToBuilder();
        var (taken, passedOver) = (0, 0);
        foreach (var calendarEvent in parsed.SelectMany(c => c.Events))
        {
            var summary = calendarEvent.Summary ?? "";
            var isOpen = Marked(summary, OpenMarks);
            if (!isOpen && !unmarkedClosed && !Marked(summary, ClosedMarks))
            {
                passedOver++;
                continue;
            }

            if (!calendarEvent.IsAllDay && !isOpen)
            {
                yaml.Warn(at, "ical-part-of-day", $"'{summary}' in '{path}' closes a part of a day and was passed over.",
                    "Make it an all-day event, or write the day's hours under open.");
                continue;
            }

            foreach (var (range, hours) in Days(calendarEvent, calendar.Zone))
            {
                if (++taken > MaxDays) break;
                if (!isOpen) closed.Add((range, summary));
                else for (var day = range.From; day <= range.To; day = day.AddDays(1)) open[day] = hours ?? calendar.NormalDay();
            }
        }

        if (taken == 0)
            yaml.Warn(at, "ical-empty", $"'{path}' has no event marked 休 or 班 ({passedOver} others were passed over).",
                "If all its events are holidays, write ical: {file: " + path + ", unmarked: closed}.");
        return calendar with { Closed = closed.ToImmutable(), Open = open.ToImmutable() };
    }

    private static bool Marked(string summary, string[] marks) => marks.Any(m => summary.Contains(m, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<(DateRange Days, ImmutableArray<DaySpan>? Hours)> Days(CalendarEvent calendarEvent, TimeZoneInfo zone)
    {
        if (calendarEvent.Start is not { } first) yield break;
        foreach (var occurrence in calendarEvent.GetOccurrences(first).TakeWhile(o => o.Period.StartTime.Year < 2100).Take(MaxDays))
        {
            var (start, end) = (occurrence.Period.StartTime, occurrence.Period.EffectiveEndTime ?? occurrence.Period.StartTime);
            if (!start.HasTime)
            {
                // The end of an all-day event is the first day that it does not cover.
                var last = end.Date > start.Date ? end.Date.AddDays(-1) : start.Date;
                yield return (new DateRange(start.Date, last), null);
                continue;
            }

            var (from, to) = (Local(start, zone), Local(end, zone));
            var begin = (int)from.TimeOfDay.TotalMinutes;
            var length = (int)Math.Clamp((to - from).TotalMinutes, 1, DaySpan.Day);
            var day = DateOnly.FromDateTime(from);
            yield return (new DateRange(day, day), [new DaySpan(begin, begin + length)]);
        }
    }

    private static DateTime Local(CalDateTime time, TimeZoneInfo zone) =>
        time.IsFloating ? time.Value : TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(time.AsUtc, DateTimeKind.Utc), zone);
}
