using System.Collections.Immutable;
using Weiyu.Text.Dates;

namespace Weiyu.Rules.Calendars;

/// <summary>
/// When the shop is open: hours by weekday, days off (holidays), and days with hours of their own (调休: a weekend day that is worked).
/// A span belongs to the day on which it begins: a night shift that began before a holiday is worked to its end.
/// </summary>
internal sealed record WorkCalendar
{
    /// <summary>How far openings and closings are looked for, in days; beyond it the answer is "never".</summary>
    public const int SearchDays = 800;

    private static readonly ImmutableArray<DaySpan> WholeDay = [DaySpan.WholeDay];

    /// <summary>Open always; in the zone of the Weiyu server's clock.</summary>
    public static readonly WorkCalendar AlwaysOpen = new();

    /// <summary>The zone whose wall clock the hours are of; Asia/Shanghai unless said otherwise, as on the Weiyu server.</summary>
    public TimeZoneInfo Zone { get; init; } = DefaultZone();

    /// <summary>The hours by weekday; a weekday that is missing is closed. Null: every day, all day.</summary>
    public ImmutableDictionary<DayOfWeek, ImmutableArray<DaySpan>>? Hours { get; init; }

    /// <summary>Days off, with their names where they have one.</summary>
    public ImmutableArray<(DateRange Days, string? Name)> Closed { get; init; } = [];

    /// <summary>Days with hours of their own; they win over weekdays and days off.</summary>
    public ImmutableDictionary<DateOnly, ImmutableArray<DaySpan>> Open { get; init; } = ImmutableDictionary<DateOnly, ImmutableArray<DaySpan>>.Empty;

    /// <summary>Whether the shop is open at a moment.</summary>
    public bool IsOpen(DateTimeOffset moment)
    {
        var day = DateOnly.FromDateTime(WallClock.At(moment, Zone));
        return OpenOn(day.AddDays(-1), moment) || OpenOn(day, moment);
    }

    /// <summary>The next moment after <paramref name="moment"/> at which a closed shop opens; null when there is none within <see cref="SearchDays"/>.</summary>
    public DateTimeOffset? NextOpening(DateTimeOffset moment)
    {
        foreach (var (start, _) in PeriodsFrom(moment))
        {
            if (start > moment) return start;
        }

        return null;
    }

    /// <summary>The end of the present opening, or of the next one; null when there is none within <see cref="SearchDays"/>.</summary>
    public DateTimeOffset? NextClosing(DateTimeOffset moment)
    {
        var horizon = moment.AddDays(SearchDays);
        foreach (var (_, end) in PeriodsFrom(moment))
        {
            if (end > moment) return end < horizon ? end : null;
        }

        return null;
    }

    /// <summary>The hours of a day: its own, none on a day off, else those of its weekday.</summary>
    public ImmutableArray<DaySpan> SpansOn(DateOnly day)
    {
        if (Open.TryGetValue(day, out var own)) return own;
        if (ClosedName(day) is not null) return [];
        if (Hours is null) return WholeDay;
        return Hours.TryGetValue(day.DayOfWeek, out var spans) ? spans : [];
    }

    /// <summary>The name of the holiday that a day belongs to, empty for one without a name; null for any other day.</summary>
    public string? ClosedName(DateOnly day)
    {
        foreach (var (days, name) in Closed)
        {
            if (days.Contains(day)) return name ?? "";
        }

        return null;
    }

    /// <summary>The hours of a normal working day: what a worked weekend day (调休) has unless it says otherwise.</summary>
    public ImmutableArray<DaySpan> NormalDay()
    {
        if (Hours is null) return WholeDay;
        for (var day = DayOfWeek.Monday; day <= DayOfWeek.Saturday; day++)
        {
            if (Hours.TryGetValue(day, out var spans) && spans.Length > 0) return spans;
        }

        return Hours.TryGetValue(DayOfWeek.Sunday, out var sunday) ? sunday : [];
    }

    /// <summary>The zone that holds where none is given.</summary>
    public static TimeZoneInfo DefaultZone() =>
        TimeZoneInfo.TryFindSystemTimeZoneById("Asia/Shanghai", out var zone) ? zone : TimeZoneInfo.CreateCustomTimeZone("UTC+8", TimeSpan.FromHours(8), "UTC+8", "UTC+8");

    private bool OpenOn(DateOnly day, DateTimeOffset moment)
    {
        foreach (var span in SpansOn(day))
        {
            var (start, end) = Moments(day, span);
            if (start <= moment && moment < end) return true;
        }

        return false;
    }

    /// <summary>The openings around and after a moment, in order, with those that touch made one.</summary>
    private IEnumerable<(DateTimeOffset Start, DateTimeOffset End)> PeriodsFrom(DateTimeOffset moment)
    {
        var day = DateOnly.FromDateTime(WallClock.At(moment, Zone)).AddDays(-2);
        (DateTimeOffset Start, DateTimeOffset End)? current = null;
        for (var i = 0; i < SearchDays + 4; i++, day = day.AddDays(1))
        {
            foreach (var span in SpansOn(day))
            {
                var next = Moments(day, span);
                if (next.End <= next.Start) continue; // swallowed by a change of clocks
                if (current is { } open && next.Start <= open.End)
                {
                    current = (open.Start, next.End > open.End ? next.End : open.End);
                    continue;
                }

                if (current is { } done) yield return done;
                current = next;
            }
        }

        if (current is { } last) yield return last;
    }

    private (DateTimeOffset Start, DateTimeOffset End) Moments(DateOnly day, DaySpan span)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return (WallClock.ToMoment(midnight.AddMinutes(span.Start), Zone), WallClock.ToMoment(midnight.AddMinutes(span.End), Zone));
    }
}
