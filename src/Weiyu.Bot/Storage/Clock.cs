namespace Weiyu.Bot.Storage;

/// <summary>Times in the database: milliseconds since 1970, UTC.</summary>
internal static class Clock
{
    /// <summary>As stored.</summary>
    public static long ToStore(this DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    /// <summary>As stored; null stays null.</summary>
    public static long? ToStore(this DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();

    /// <summary>As read.</summary>
    public static DateTimeOffset FromStore(long value) => DateTimeOffset.FromUnixTimeMilliseconds(value);
}
