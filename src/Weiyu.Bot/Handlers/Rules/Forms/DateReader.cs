using System.Globalization;
using System.Text.RegularExpressions;

namespace Weiyu.Bot.Handlers.Rules.Forms;

/// <summary>Days as visitors write them: 2026-10-03, 2026年10月3日, 10月3号, 10/3, 明天, next to "tomorrow". Kept as yyyy-MM-dd.</summary>
internal static partial class DateReader
{
    private static readonly (string Word, int Days)[] Words =
    [
        ("大后天", 3), ("后天", 2), ("明天", 1), ("今天", 0), ("今日", 0), ("前天", -2), ("昨天", -1),
        ("the day after tomorrow", 2), ("tomorrow", 1), ("today", 0), ("the day before yesterday", -2), ("yesterday", -1),
    ];

    /// <summary>Finds the first day; null when there is none.</summary>
    public static FoundValue? Find(string text, DateOnly today)
    {
        var full = FullDate().Match(text);
        if (full.Success && Day(Number(full, 1), Number(full, 2), Number(full, 3)) is { } whole) return Found(whole, full.Index, full.Length);
        var partial = MonthAndDay().Match(text);
        if (partial.Success)
        {
            var (month, day) = partial.Groups[1].Success ? (Number(partial, 1), Number(partial, 2)) : (Number(partial, 3), Number(partial, 4));
            if (Nearest(month, day, today) is { } near) return Found(near, partial.Index, partial.Length);
        }

        foreach (var (word, days) in Words)
        {
            var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase);
            if (at >= 0) return Found(today.AddDays(days), at, word.Length);
        }

        return null;
    }

    private static FoundValue Found(DateOnly day, int start, int length) => new(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), start, length);

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    private static DateOnly? Day(int year, int month, int day) =>
        year is >= 1900 and <= 2200 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;

    /// <summary>Of last, this and next year the day that is nearest to today.</summary>
    private static DateOnly? Nearest(int month, int day, DateOnly today)
    {
        DateOnly? best = null;
        for (var year = today.Year - 1; year <= today.Year + 1; year++)
        {
            if (Day(year, month, day) is { } date && (best is not { } other || Math.Abs(date.DayNumber - today.DayNumber) < Math.Abs(other.DayNumber - today.DayNumber))) best = date;
        }

        return best;
    }

    [GeneratedRegex(@"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*[日号]?", RegexOptions.CultureInvariant, 100)]
    private static partial Regex FullDate();

    [GeneratedRegex(@"([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]?|(?<![0-9])([0-9]{1,2})[-/]([0-9]{1,2})(?![0-9])", RegexOptions.CultureInvariant, 100)]
    private static partial Regex MonthAndDay();
}
