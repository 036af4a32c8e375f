using System.Globalization;
using Quartz;
using Weiyu.Rules.Grammar;
using Weiyu.Text.Dates;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Notices;

/// <summary>Reads when a notice is due.</summary>
internal static class ScheduleParser
{
    /// <summary>The shortest interval.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    /// <summary>The most times that <c>at</c> may name.</summary>
    public const int MaxTimes = 500;

    /// <summary>Years outside of these are no times of notices: as a bound they mean always and for good.</summary>
    private const int FirstYear = 1970;
    private const int LastYear = 9000;

    private static readonly string[] LocalFormats = ["yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd"];

    private static readonly string[] OffsetFormats = ["yyyy-MM-dd HH:mmzzz", "yyyy-MM-dd HH:mm:sszzz", "yyyy-MM-dd'T'HH:mmzzz",
        "yyyy-MM-dd'T'HH:mm:sszzz"];

    /// <summary>A cron expression.</summary>
    public static readonly Shape<NoticeSchedule> Cron = Shapes.Text.As<NoticeSchedule>(ReadCron);

    /// <summary>Times.</summary>
    public static readonly Shape<NoticeSchedule> At = Shapes.TextNodes("at").As<NoticeSchedule>(ReadAt);

    /// <summary>An interval.</summary>
    public static readonly Shape<NoticeSchedule> Every = Shapes.Duration.As<NoticeSchedule>(ReadEvery);

    /// <summary>A day or a time by the notice's clock.</summary>
    /// <param name="endOfDay">A day means its last second.</param>
    public static Shape<DateTime> Bound(bool endOfDay) => Shapes.Text.AsValue((text, node, yaml) => ReadBound(text, node, yaml, endOfDay));

    /// <summary>Puts together when a notice is due; null, with a problem, when nothing says so or several things do.</summary>
    public static NoticeSchedule? Finish(NoticeDraft draft, YamlNode node, YamlSection yaml)
    {
        if (draft.When is not [var (_, schedule)])
        {
            yaml.Error(draft.When.Count == 0 ? node : draft.When[1].At.Node, "when",
                draft.When.Count == 0 ? "The notice does not say when." : $"{string.Join(" and ", draft.When.Select(w => w.At.Name))} both say when.",
                "Write one of: cron: \"0 0 9 ? * MON-FRI\", at: \"2026-11-01 09:00\", every: 2h.");
            return null;
        }

        if (draft.From is not null && draft.Until is not null && draft.Until <= draft.From)
            yaml.Error(draft.UntilAt!, "range-reversed", "until lies before from.", "Exchange them, or correct one.");
        return schedule is null ? null : schedule with { From = draft.From, Until = draft.Until };
    }

    /// <summary>Reads a time by the wall clock, or with an offset.</summary>
    public static bool TryTime(string text, out AtTime time)
    {
        time = default;
        text = text.Trim();
        if (DateTime.TryParseExact(text, LocalFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            time = new AtTime(local, null);
            return local.Year is >= FirstYear and <= LastYear;
        }

        if (!DateTimeOffset.TryParseExact(text.EndsWith('Z') ? text[..^1] + "+00:00" : text, OffsetFormats, CultureInfo.InvariantCulture,
            DateTimeStyles.None, out var moment)) return false;
        time = new AtTime(moment.DateTime, moment.Offset);
        return moment.Year is >= FirstYear and <= LastYear;
    }

    /// <summary>Reads a cron expression: Quartz's six or seven fields, or Unix's five.</summary>
    public static bool TryCron(string text, out CronExpression expression)
    {
        try
        {
            expression = Expression(text);
            return true;
        }
        catch (FormatException)
        {
            expression = null!;
            return false;
        }
    }

    private static CronExpression Expression(string text) =>
        CronExpression.Parse(text, text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 5 ? CronFormat.Unix : CronFormat.Quartz);

    private static CronSchedule? ReadCron(string text, YamlNode node, YamlSection yaml)
    {
        try
        {
            var expression = Expression(text);
            if (expression.GetNextValidTimeAfter(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)) is { } first)
            {
                CheckPace(text, expression, first, node, yaml);
                return new CronSchedule(text, expression);
            }

            yaml.Error(node, "cron-never", $"'{text}' never comes.", "Check day and month, such as 30 February, and the year.");
        }
        catch (FormatException e)
        {
            yaml.Error(node, "bad-cron", $"'{text}' is no cron expression: {FirstSentence(e.Message)}",
                "Write seconds, minutes, hours, day, month, weekday: \"0 0 9 ? * MON-FRI\" is weekdays at nine; or Unix's five fields.");
        }

        return null;
    }

    /// <summary>
    /// Says so of what comes more often than every minute, and of what comes in every minute of some hours: whoever wrote
    /// <c>* 9 * * *</c> meant once at nine.
    /// </summary>
    private static void CheckPace(string text, CronExpression expression, DateTimeOffset first, YamlNode node, YamlSection yaml)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var quartz = fields.Length > 5;
        if (expression.GetNextValidTimeAfter(first) is not { } second) return;
        var (minutes, hours) = quartz ? (fields[1], fields[2]) : (fields[0], fields[1]);
        var once = string.Join(' ', quartz ? ["0", "0", .. fields[2..]] : ["0", .. fields[1..]]);
        // Two within a minute, wherever they lie: "0,30 0 9 * * ?" as well as "* * 9 * * ?".
        if (second - first < Shortest)
            yaml.Warn(node, "cron-too-often", string.Create(CultureInfo.InvariantCulture, $"'{text}' comes {PerDay(expression, first)} times a day, every {(second - first).TotalSeconds:0} s: the first field is the seconds."),
                $"Write \"{(minutes == "*" && hours != "*" ? once : string.Join(' ', ["0", .. fields[1..]]))}\"; the shortest distance is 1m.");
        else if (minutes == "*" && hours != "*")
            yaml.Warn(node, "cron-every-minute", string.Create(CultureInfo.InvariantCulture, $"'{text}' comes every minute of the hours '{hours}': {PerDay(expression, first)} times a day."),
                $"Write \"{once}\" if once an hour is meant; or \"{(quartz ? "0 */10" : "*/10")} {string.Join(' ', quartz ? fields[2..] : fields[1..])}\" for every ten minutes.");
    }

    private static string PerDay(CronExpression expression, DateTimeOffset first)
    {
        const int most = 5000;
        var (count, at) = (1, first);
        while (count < most && expression.GetNextValidTimeAfter(at) is { } next && next < first.AddDays(1)) (count, at) = (count + 1, next);
        return count < most ? count.ToString("N0", CultureInfo.InvariantCulture) : $"more than {most:N0}";
    }

    /// <summary>What the library says is wrong, without what it says about its own use.</summary>
    private static string FirstSentence(string message) => message.IndexOf(". ",
        StringComparison.Ordinal) is > 0 and var end ? message[..(end + 1)] : message;

    private static AtSchedule? ReadAt(List<(string Text, YamlNode Node)> texts, YamlNode node, YamlSection yaml)
    {
        var times = new List<AtTime>();
        foreach (var (text, item) in texts)
        {
            if (TryTime(text, out var time)) times.Add(time);
            else yaml.Error(item, "bad-time", $"'{text}' is no time.",
                "Write \"2026-11-01 09:00\" (in the notice's zone) or \"2026-11-01T09:00+08:00\"; the day must exist.");
        }

        if (times.Count > MaxTimes) yaml.Error(node, "too-many", $"at names {times.Count} times.", $"Name at most {MaxTimes}, or use cron.");
        return times.Count > 0 ? new AtSchedule(times) : null;
    }

    private static EverySchedule? ReadEvery(TimeSpan interval, YamlNode node, YamlSection yaml)
    {
        if (interval >= Shortest && interval <= TimeSpan.FromDays(366)) return new EverySchedule(interval);
        yaml.Error(node, "wrong-value", $"every {Durations.Write(interval)} is out of range.", "Write at least 1m and at most 366d.");
        return null;
    }

    private static DateTime? ReadBound(string text, YamlNode node, YamlSection yaml, bool endOfDay)
    {
        if (DateTime.TryParseExact(text, LocalFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time.Year is < FirstYear or > LastYear ? null : endOfDay && text.Length <= 10 ? time.AddDays(1).AddSeconds(-1) : time;
        yaml.Error(node, "bad-time", $"'{text}' is no day and no time.", "Write \"2026-12-31\" or \"2026-12-31 18:00\"; the day must exist.");
        return null;
    }
}
