using System.Globalization;
using Weiyu.Text.Dates;

namespace Weiyu.Bot.Scheduling.Housekeeping;

/// <summary>Times of day.</summary>
internal static class WallTimes
{
    /// <summary>The next time after a moment at which the wall clock shows a time of day (HH:mm).</summary>
    public static DateTimeOffset NextDaily(string timeOfDay, TimeZoneInfo zone, DateTimeOffset after)
    {
        var time = TimeOnly.ParseExact(timeOfDay, "HH:mm", CultureInfo.InvariantCulture);
        for (var day = DateOnly.FromDateTime(WallClock.At(after, zone)); ; day = day.AddDays(1))
        {
            var moment = WallClock.ToMoment(day.ToDateTime(time), zone).ToUniversalTime();
            if (moment > after) return moment;
        }
    }
}
