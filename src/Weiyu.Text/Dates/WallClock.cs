namespace Weiyu.Text.Dates;

/// <summary>From the wall clock of a zone to a moment, whatever the zone does to its clocks.</summary>
public static class WallClock
{
    /// <summary>
    /// The moment at which a clock on the wall shows this. A time that occurs twice (clocks are set back) means its first occurrence;
    /// one that does not occur (clocks are set forward) means the moment of the change.
    /// </summary>
    public static DateTimeOffset ToMoment(DateTime local, TimeZoneInfo zone)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        // Clocks are changed on full minutes; the end of the gap on the wall is the change itself, read with the new offset.
        if (zone.IsInvalidTime(local)) local = local.AddTicks(-(local.Ticks % TimeSpan.TicksPerMinute));
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }

    /// <summary>The wall clock at a moment.</summary>
    public static DateTime At(DateTimeOffset moment, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(moment, zone).DateTime;
}
