using System.Globalization;
using Quartz;
using Weiyu.Text.Dates;

namespace Weiyu.Rules.Notices;

/// <summary>
/// When a notice is due. A cron time that clocks set forward leave out is due at the moment of the change; one that comes twice is due at its
/// first occurrence, unless the expression names every hour (then in both).
/// </summary>
internal abstract record NoticeSchedule
{
    /// <summary>Not before this wall-clock time.</summary>
    public DateTime? From { get; init; }

    /// <summary>Not after this wall-clock time.</summary>
    public DateTime? Until { get; init; }

    /// <summary>The next time after <paramref name="after"/>; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        if (From is { } from && WallClock.ToMoment(from, zone).AddSeconds(-1) is var before && before > after) after = before;
        var next = NextAfter(after, zone);
        return next is { } time && Until is { } until && time > WallClock.ToMoment(until, zone) ? null : next;
    }

    /// <summary>The times in (<paramref name="after"/>, <paramref name="to"/>], in order, at most so many.</summary>
    public IEnumerable<DateTimeOffset> Between(DateTimeOffset after, DateTimeOffset to, TimeZoneInfo zone, int limit)
    {
        for (var i = 0; i < limit; i++)
        {
            if (Next(after, zone) is not { } next || next > to) yield break;
            yield return next;
            after = next;
        }
    }

    /// <summary>As a person reads it.</summary>
    public abstract string Describe();

    /// <summary>Whether another one comes at the same times.</summary>
    protected bool SameAs(NoticeSchedule other) => (Describe(), From, Until) == (other.Describe(), other.From, other.Until);

    /// <summary>The next time, whatever the bounds.</summary>
    protected abstract DateTimeOffset? NextAfter(DateTimeOffset after, TimeZoneInfo zone);
}

/// <summary>By a cron expression: six or seven fields with seconds first (Quartz), or the five of Unix.</summary>
internal sealed record CronSchedule(string Text, CronExpression Expression) : NoticeSchedule
{
    /// <inheritdoc/>
    public override string Describe() => $"cron {Text}";

    /// <summary>The expression in a zone.</summary>
    public CronExpression In(TimeZoneInfo zone) => Expression.WithTimeZone(zone);

    /// <inheritdoc/>
    protected override DateTimeOffset? NextAfter(DateTimeOffset after, TimeZoneInfo zone) => In(zone).GetNextValidTimeAfter(after)?.ToUniversalTime();

    /// <inheritdoc/>
    public bool Equals(CronSchedule? other) => other is not null && SameAs(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Describe().GetHashCode(StringComparison.Ordinal);
}

/// <summary>At given times.</summary>
/// <param name="Times">Wall clock, in order; those with an offset of their own as moments.</param>
internal sealed record AtSchedule(IReadOnlyList<AtTime> Times) : NoticeSchedule
{
    /// <inheritdoc/>
    public override string Describe() => $"at {string.Join(", ", Times)}";

    /// <summary>The moments, in order.</summary>
    public IEnumerable<DateTimeOffset> Moments(TimeZoneInfo zone) => Times.Select(t => t.In(zone)).Order();

    /// <inheritdoc/>
    protected override DateTimeOffset? NextAfter(DateTimeOffset after, TimeZoneInfo zone)
    {
        foreach (var moment in Moments(zone))
        {
            if (moment > after) return moment;
        }

        return null;
    }

    /// <inheritdoc/>
    public bool Equals(AtSchedule? other) => other is not null && SameAs(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Describe().GetHashCode(StringComparison.Ordinal);
}

/// <summary>A time as written: by the wall clock, or with an offset.</summary>
internal readonly record struct AtTime(DateTime Local, TimeSpan? Offset)
{
    /// <summary>The moment.</summary>
    public DateTimeOffset In(TimeZoneInfo zone) => (Offset is { } offset ? new DateTimeOffset(Local, offset) : WallClock.ToMoment(Local, zone)).ToUniversalTime();

    /// <inheritdoc/>
    public override string ToString() =>
        Local.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + (Offset is { } offset ? new DateTimeOffset(Local, offset).ToString("zzz", CultureInfo.InvariantCulture) : "");
}

/// <summary>At intervals of real time, counted from <see cref="NoticeSchedule.From"/>, or from a midnight of the zone.</summary>
internal sealed record EverySchedule(TimeSpan Interval) : NoticeSchedule
{
    /// <inheritdoc/>
    public override string Describe() => $"every {Durations.Write(Interval)}";

    /// <inheritdoc/>
    protected override DateTimeOffset? NextAfter(DateTimeOffset after, TimeZoneInfo zone)
    {
        var anchor = WallClock.ToMoment(From ?? new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Unspecified), zone).ToUniversalTime();
        var since = (after - anchor).Ticks;
        var count = since < 0 ? 0 : (since / Interval.Ticks) + 1;
        return anchor.AddTicks(count * Interval.Ticks);
    }
}
