using System.Globalization;

namespace Weiyu.Rules.Calendars;

/// <summary>Opening hours within a day, in minutes of the wall clock since its midnight.</summary>
/// <param name="Start">From 0 to 1439.</param>
/// <param name="End">Above <paramref name="Start"/>; beyond 1440 when the span runs past midnight, at most 2880.</param>
internal readonly record struct DaySpan(int Start, int End)
{
    /// <summary>The minutes of a day.</summary>
    public const int Day = 24 * 60;

    /// <summary>The whole day.</summary>
    public static readonly DaySpan WholeDay = new(0, Day);

    /// <summary>Reads <c>09:00-12:00</c>; <c>22:00-02:00</c> runs past midnight, <c>24:00</c> is the day's end.</summary>
    public static bool TryParse(string text, out DaySpan span)
    {
        span = default;
        var parts = text.Split(['-', '–', '—', '~', '～'], StringSplitOptions.TrimEntries);
        if (parts.Length != 2 || !TryTime(parts[0], out var start) || !TryTime(parts[1], out var end) || start == Day) return false;
        if (end <= start) end += Day;
        span = new DaySpan(start, end);
        return true;
    }

    /// <summary>Reads <c>09:00</c>, <c>9:00</c>, <c>9</c> or <c>24:00</c> as minutes since midnight.</summary>
    public static bool TryTime(string text, out int minutes)
    {
        minutes = 0;
        var parts = text.Replace('：', ':').Split(':');
        if (parts.Length is not (1 or 2) || !Number(parts[0], out var hour)) return false;
        var minute = 0;
        if (parts.Length == 2 && (parts[1].Length != 2 || !Number(parts[1], out minute))) return false;
        minutes = (hour * 60) + minute;
        return minute < 60 && minutes <= Day;
    }

    private static bool Number(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && text.Length <= 2;

    /// <inheritdoc/>
    public override string ToString() => $"{Clock(Start)}-{Clock(End)}";

    private static string Clock(int minutes)
    {
        if (minutes > Day) minutes -= Day;
        return string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:00}:{minutes % 60:00}");
    }
}

/// <summary>Days from the first to the last, both included.</summary>
internal readonly record struct DateRange(DateOnly From, DateOnly To)
{
    /// <summary>Whether the day is among them.</summary>
    public bool Contains(DateOnly day) => day >= From && day <= To;

    /// <summary>Reads <c>2026-10-01</c> or <c>2026-10-01..2026-10-07</c>.</summary>
    public static bool TryParse(string text, out DateRange range)
    {
        range = default;
        var parts = text.Split("..", StringSplitOptions.TrimEntries);
        if (parts.Length > 2 || !TryDay(parts[0], out var from)) return false;
        var to = from;
        if (parts.Length == 2 && !TryDay(parts[1], out to)) return false;
        range = new DateRange(from, to);
        return true;
    }

    private static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, ["yyyy-MM-dd", "yyyy-M-d", "yyyy/M/d"], CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && day.Year is >= 1970 and <= 9000;
}
