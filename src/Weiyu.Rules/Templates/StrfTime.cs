using System.Globalization;
using System.Text;
using Weiyu.Text.Dates;

namespace Weiyu.Rules.Templates;

/// <summary>
/// Dates by Liquid's letters (<c>%Y-%m-%d %H:%M</c>), those of strftime; <c>%-m</c> leaves the leading zero out, <c>%^a</c> writes capitals. A format without
/// a percent sign is .NET's.
/// </summary>
internal static class StrfTime
{
    private const string Letters = "YymdeHIklMSLNpPAaBbhFTRDjuwsVCzZ%nt";
    private const string Flags = "-_0^";

    /// <summary>Writes a time.</summary>
    /// <param name="time">By the wall clock.</param>
    /// <param name="zone">The wall clock's zone.</param>
    /// <param name="format">How.</param>
    public static string Format(DateTime time, TimeZoneInfo zone, string format)
    {
        if (!format.Contains('%', StringComparison.Ordinal)) return time.ToString(format, CultureInfo.InvariantCulture);
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            var flag = Flags.Contains(format[i + 1], StringComparison.Ordinal) && i + 2 < format.Length ? format[++i] : '\0';
            text.Append(Flagged(Part(time, zone, format[++i]), flag));
        }

        return text.ToString();
    }

    /// <summary>The first letter behind a percent sign that means nothing; null when all do.</summary>
    public static char? Unknown(string format)
    {
        for (var i = 0; i < format.Length - 1; i++)
        {
            if (format[i] != '%') continue;
            if (Flags.Contains(format[i + 1], StringComparison.Ordinal) && i + 2 < format.Length) i++;
            if (!Letters.Contains(format[++i], StringComparison.Ordinal)) return format[i];
        }

        return null;
    }

    private static string Flagged(string part, char flag) => flag switch
    {
        '-' => part.TrimStart(' ', '0') is { Length: > 0 } bare ? bare : part.Length > 0 ? "0" : "",
        '_' => part.TrimStart('0').PadLeft(part.Length),
        '0' => part.Replace(' ', '0'),
        '^' => part.ToUpperInvariant(),
        _ => part,
    };

    private static string Part(DateTime time, TimeZoneInfo zone, char letter)
    {
        var pattern = letter switch
        {
            'Y' => "yyyy", 'y' => "yy", 'm' => "MM", 'd' => "dd", 'e' => "%d", 'H' => "HH", 'k' => "%H", 'I' => "hh", 'l' => "%h", 'M' => "mm", 'S' => "ss", 'L' => "fff", 'N' => "fffffff",
            'p' or 'P' => "tt", 'A' => "dddd", 'a' => "ddd", 'B' => "MMMM", 'b' or 'h' => "MMM", 'F' => "yyyy-MM-dd", 'T' => "HH:mm:ss", 'R' => "HH:mm", 'D' => "MM/dd/yy", _ => null,
        };
        if (pattern is not null)
        {
            var text = time.ToString(pattern, CultureInfo.InvariantCulture);
            return letter == 'P' ? text.ToLowerInvariant() : letter is 'k' or 'l' ? text.PadLeft(2) : text;
        }

        return letter switch
        {
            'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
            'u' => (time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            'w' => ((int)time.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            'V' => ISOWeek.GetWeekOfYear(time).ToString("00", CultureInfo.InvariantCulture),
            'C' => (time.Year / 100).ToString("00", CultureInfo.InvariantCulture),
            's' => Moment(time, zone).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            'z' => Moment(time, zone).ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal),
            'Z' => zone.Id,
            'n' => "\n",
            't' => "\t",
            '%' => "%",
            _ => $"%{letter}",
        };
    }

    private static DateTimeOffset Moment(DateTime time, TimeZoneInfo zone) => WallClock.ToMoment(time, zone);
}
