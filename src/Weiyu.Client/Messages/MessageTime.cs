using System.Globalization;

namespace Weiyu.Client.Messages;

/// <summary>
/// <c>Message.createdAt</c>: local time of the server as <c>yyyy-MM-dd HH:mm:ss</c>, or (the documentation's example) epoch milliseconds in digits.
/// Both are read, the first is written.
/// </summary>
public static class MessageTime
{
    private const string Format = "yyyy-MM-dd HH:mm:ss";

    private static readonly string[] LocalFormats =
    [
        Format, "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd",
    ];

    private static readonly string[] OffsetFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd HH:mm:ss.FFFFFFFzzz",
    ];

    /// <summary>A smaller number is one of seconds.</summary>
    private const long SecondsBelow = 100_000_000_000;

    /// <summary>The zone of a server that nobody configured: Asia/Shanghai (UTC+8 where the machine has no zone data).</summary>
    public static TimeZoneInfo DefaultZone { get; } = TimeZoneInfo.TryFindSystemTimeZoneById("Asia/Shanghai", out var zone)
        ? zone
        : TimeZoneInfo.CreateCustomTimeZone("Asia/Shanghai", TimeSpan.FromHours(8), "Asia/Shanghai", "Asia/Shanghai");

    /// <summary>Reads either shape; ISO 8601 too. Null for anything else.</summary>
    /// <param name="createdAt">What the message carries.</param>
    /// <param name="serverZone">The zone of times without an offset; <see cref="DefaultZone"/> when null.</param>
    public static DateTimeOffset? Read(string? createdAt, TimeZoneInfo? serverZone = null)
    {
        var text = createdAt.AsSpan().Trim();
        if (text.IsEmpty || text.Length > 64) return null;

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var millis))
        {
            // Seconds where somebody counts in them: as milliseconds they would be of the first months of 1970.
            if (Math.Abs(millis) < SecondsBelow) millis *= 1_000;
            return millis is >= -62_135_596_800_000 and <= 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds(millis) : null;
        }

        if (DateTime.TryParseExact(text, LocalFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return At(local, serverZone ?? DefaultZone);
        }

        return DateTimeOffset.TryParseExact(text, OffsetFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var exact) ? exact : null;
    }

    /// <summary>The server's own shape, <c>yyyy-MM-dd HH:mm:ss</c>, in its zone.</summary>
    public static string Write(DateTimeOffset time, TimeZoneInfo? serverZone = null) =>
        TimeZoneInfo.ConvertTime(time, serverZone ?? DefaultZone).ToString(Format, CultureInfo.InvariantCulture);

    private static DateTimeOffset? At(DateTime local, TimeZoneInfo zone)
    {
        var utcTicks = local.Ticks - zone.GetUtcOffset(local).Ticks;
        return utcTicks < DateTimeOffset.MinValue.Ticks || utcTicks > DateTimeOffset.MaxValue.Ticks
            ? null
            : new DateTimeOffset(local, zone.GetUtcOffset(local));
    }
}
