using Weiyu.Text.Numbers;

namespace Weiyu.Text.Dates;

/// <summary>What the words of days, weeks, months and years mean.</summary>
internal static class DateWords
{
    private const int MaxCount = 3_650;

    /// <summary>How many years, months or weeks a word is from now: 上上 -2, 去年 -1, 本 0, 下 and "next" 1.</summary>
    public static int Steps(string word) => word.ToLowerInvariant() switch
    {
        "前年" => -2,
        ['上', '上', ..] => -2,
        ['上', ..] or "去年" or "last" => -1,
        "明年" or "来年" or "next" => 1,
        "后年" => 2,
        ['下', '下', ..] => 2,
        ['下', ..] => 1,
        _ => 0,
    };

    /// <summary>How many days a word is from today.</summary>
    public static int Days(string word) => word.ToLowerInvariant() switch
    {
        [.., '后', '天'] => word.Length,
        [.., '前', '天'] => -word.Length,
        ['明', ..] or "tomorrow" or "tmr" or "tmrw" => 1,
        ['昨', ..] or "yesterday" => -1,
        "后日" or "day after tomorrow" => 2,
        "day before yesterday" => -2,
        _ => 0,
    };

    /// <summary>A day of the week by "next" (the first after today), "last" (the last before today), "this" or "coming" (the next, today included).</summary>
    public static DateOnly Around(string word, DayOfWeek day, DateOnly today) => word.ToLowerInvariant() switch
    {
        "next" => CalendarDays.Next(day, today.AddDays(1)),
        "last" => CalendarDays.Next(day, today.AddDays(-7)),
        _ => CalendarDays.Next(day, today),
    };

    /// <summary>A year of two or four digits, also in Chinese ones; 0 when it is none.</summary>
    public static int Year(string digits, DateOnly today)
    {
        var year = 0;
        foreach (var c in digits)
        {
            if (ChineseNumerals.ReadWhole([c]) is not (>= 0 and < 10 and var digit)) return 0;
            year = (year * 10) + digit;
        }

        return digits.Length == 2 ? CalendarDays.YearOf(year, today) : year;
    }

    /// <summary>So many days, weeks, months or years later or earlier; null when that is no number, or too many.</summary>
    public static DateOnly? Count(string number, string unit, bool isLater, DateOnly today)
    {
        if (CountOf(number) is not (> 0 and var count)) return null;
        var steps = isLater ? count : -count;
        var (days, months) = unit.ToLowerInvariant() switch
        {
            "天" or "day" => (steps, 0),
            "月" or "month" => (0, steps),
            "年" or "year" => (0, 12 * steps),
            _ => (7 * steps, 0),
        };
        return Math.Abs(days) > MaxCount || Math.Abs(months) > 12 * (MaxCount / 365) ? null : today.AddMonths(months).AddDays(days);
    }

    private static int? CountOf(string number) =>
        number is "a" or "an" or "A" or "An" ? 1
        : EnglishNumerals.ValueOf(number) ?? ChineseNumerals.ReadWhole(number);
}
