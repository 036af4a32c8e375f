using System.Globalization;
using Quartz;
using Weiyu.Rules.Notices;
using Weiyu.Text.Dates;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>
/// A schedule with its zone as one line of text: the same for the same schedule, so that a change is seen, and readable again, so that what the
/// schedule before a change had promised is known.
/// </summary>
internal static class ScheduleKey
{
    private const char Separator = '|';

    /// <summary>Writes it.</summary>
    public static string Write(NoticeSchedule schedule, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return string.Create(CultureInfo.InvariantCulture, $"{schedule.Describe()}|{schedule.From:s}|{schedule.Until:s}|{zone.Id}");
    }

    /// <summary>Reads it; false when it is none, or of a zone that this machine does not know.</summary>
    public static bool TryRead(string key, out NoticeSchedule schedule, out TimeZoneInfo zone)
    {
        (schedule, zone) = (null!, TimeZoneInfo.Utc);
        if (key.Split(Separator) is not [var when, var from, var until, var name] || !TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found)) return false;
        var space = when.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || Read(when[..space], when[(space + 1)..]) is not { } read) return false;
        (schedule, zone) = (read with { From = Bound(from), Until = Bound(until) }, found);
        return true;
    }

    private static NoticeSchedule? Read(string kind, string text) => kind switch
    {
        "cron" when ScheduleParser.TryCron(text, out var expression) => new CronSchedule(text, expression),
        "every" when Durations.TryParse(text, out var interval) => new EverySchedule(interval),
        "at" => Times(text),
        _ => null,
    };

    private static AtSchedule? Times(string text)
    {
        var times = new List<AtTime>();
        foreach (var part in text.Split(", "))
        {
            if (!ScheduleParser.TryTime(part, out var time)) return null;
            times.Add(time);
        }

        return new AtSchedule(times);
    }

    private static DateTime? Bound(string text) => DateTime.TryParseExact(text, "s", CultureInfo.InvariantCulture, DateTimeStyles.None, out var bound) ? bound : null;
}
