using System.Globalization;
using System.Text;

namespace Weiyu.Bot.Handlers.Rules.Templates;

/// <summary>Dates by Liquid's letters (<c>%Y-%m-%d %H:%M</c>); a format without a percent sign is .NET's.</summary>
internal static class StrfTime
{
    /// <summary>Writes a time.</summary>
    public static string Format(DateTime time, string format)
    {
        if (!format.Contains('%', StringComparison.Ordinal)) return time.ToString(format, CultureInfo.InvariantCulture);
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length) text.Append(format[i]);
            else text.Append(Part(time, format[++i]));
        }

        return text.ToString();
    }

    private static string Part(DateTime time, char letter)
    {
        var pattern = letter switch
        {
            'Y' => "yyyy", 'y' => "yy", 'm' => "MM", 'd' => "dd", 'e' => "%d", 'H' => "HH", 'I' => "hh", 'M' => "mm", 'S' => "ss", 'L' => "fff",
            'p' => "tt", 'A' => "dddd", 'a' => "ddd", 'B' => "MMMM", 'b' => "MMM", 'F' => "yyyy-MM-dd", 'T' => "HH:mm:ss", 'R' => "HH:mm", _ => null,
        };
        if (pattern is not null) return time.ToString(pattern, CultureInfo.InvariantCulture);
        return letter switch
        {
            'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
            'u' => (time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            's' => new DateTimeOffset(time, TimeSpan.Zero).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            '%' => "%",
            _ => $"%{letter}",
        };
    }
}
