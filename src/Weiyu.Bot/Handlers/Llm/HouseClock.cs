using System.Globalization;

namespace Weiyu.Bot.Handlers.Llm;

/// <summary>What time it is for the people around the bot. The machine's own zone is nobody's: containers run in UTC.</summary>
/// <param name="time">The clock.</param>
/// <param name="server">The server's zone.</param>
/// <param name="calendar">The zone of the rules' calendar; null where there are no rules.</param>
internal sealed class HouseClock(TimeProvider time, TimeZoneInfo server, Func<TimeZoneInfo?> calendar)
{
    /// <summary>The time by which the shop opens and closes: by the rules' calendar, else the server's. The model speaks of today and tomorrow by it.</summary>
    public DateTimeOffset Now => TimeZoneInfo.ConvertTime(time.GetUtcNow(), calendar() ?? server);

    /// <summary>The server's day, as a sortable text. It does not change with the rules: what is counted by it would begin anew.</summary>
    public string ServerDay => TimeZoneInfo.ConvertTime(time.GetUtcNow(), server).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
