namespace Weiyu.Bot.Configuration;

/// <summary>How late the server's history shows what was said.</summary>
internal static class HistoryLag
{
    /// <summary>How much longer than its lag (<c>Weiyu:StoreLag</c>) the history may take, for the time that storing takes: 100 to 400 ms.</summary>
    public static TimeSpan Slack(TimeSpan lag) => TimeSpan.FromMilliseconds(Math.Clamp(lag.TotalMilliseconds / 5, 100, 400));

    /// <summary>After which time what was said is surely in the history.</summary>
    public static TimeSpan Settled(TimeSpan lag) => lag + Slack(lag);
}
