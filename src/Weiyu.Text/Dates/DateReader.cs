using System.Globalization;
using System.Text.RegularExpressions;

namespace Weiyu.Text.Dates;

/// <summary>
/// Finds the day in a text. What can be nothing else (2026-10-03, 10月3日, 明天, 下周三, Oct 3) is found anywhere; what may be (10/3, 23号, 3天后) only in
/// an answer to the question for it. Nothing is guessed: of two different days, a day that does not exist, 05/06/1990 there is none, so that
/// who asked can ask again. Kept as yyyy-MM-dd. Which day is meant where a year, a month or a week is not said is in <see cref="CalendarDays"/>.
/// </summary>
public static class DateReader
{
    /// <summary>Finds the day; null when there is none, or when it can't be told which is meant.</summary>
    /// <param name="text">The text, folded (<see cref="Folding.CompatibilityForms"/>), in simplified characters.</param>
    /// <param name="today">The day on which it was said, by the clock of the place.</param>
    /// <param name="asked">Whether the text answers the question for a day; otherwise only what can be nothing else counts.</param>
    public static FoundValue? Find(string text, DateOnly today, bool asked)
    {
        // Days of the Chinese calendar are not worked out.
        if (DatePatterns.ChineseCalendar().IsMatch(text)) return null;
        var reading = new DateReading(text);
        OfMonth(reading, today);
        OfEnglishMonth(reading, today);
        OfWeek(reading, today);
        OfEnglishWeek(reading, today, asked);
        if (asked) Counted(reading, today);
        InWords(reading, today);
        if (asked) Short(reading, today);
        if (reading.Result is not var (day, start, length) || IsLeftOpen(reading)) return null;
        return new FoundValue(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), start, length);
    }

    /// <summary>Whether a word like 明年, 下个月 or "next week" stands apart from a day that lacks just that.</summary>
    private static bool IsLeftOpen(DateReading reading)
    {
        var (rest, unsaid) = (reading.Rest, reading.Unsaid);
        return (unsaid.HasFlag(Unsaid.Year) && DatePatterns.SomeYear().IsMatch(rest))
            || (unsaid.HasFlag(Unsaid.Month) && DatePatterns.SomeMonth().IsMatch(rest))
            || (unsaid.HasFlag(Unsaid.Week) && DatePatterns.SomeWeek().IsMatch(rest));
    }

    /// <summary>2026-10-03, 2026年10月3日, 明年10月3日, 10月3日, 下个月3号.</summary>
    private static void OfMonth(DateReading reading, DateOnly today)
    {
        reading.Take(DatePatterns.YearFirst(), m => CalendarDays.Of(m.Number("y"), m.Number("m"), m.Number("d")));
        reading.Take(DatePatterns.YearLast(), m => EitherWay(m.Number("a"), m.Number("b"), m.Number("y")));
        reading.Take(DatePatterns.WithYear(), m => CalendarDays.Of(DateWords.Year(m["y"], today), m.Number("m"), m.Number("d")), IsBareNumeral);
        reading.Take(DatePatterns.WithYearWord(), m => m.Follows("大") ? null : CalendarDays.Of(today.Year + DateWords.Steps(m["y"]), m.Number("m"), m.Number("d")), IsBareNumeral);
        reading.Take(
            DatePatterns.MonthAndDay(),
            m => m.Follows("年") || IsRange(m) ? null : CalendarDays.Nearest(m.Number("m"), m.Number("d"), today),
            m => IsBareNumeral(m) || (m["mark"].Length == 0 && IsCounted(m)),
            Unsaid.Year);
        reading.Take(DatePatterns.MonthWord(), m => IsRange(m) ? null : CalendarDays.OfMonth(DateWords.Steps(m["w"]), m.Number("d"), today));
    }

    /// <summary>Oct 3, 3rd of October 2026, the 3rd of next month.</summary>
    private static void OfEnglishMonth(DateReading reading, DateOnly today)
    {
        reading.Take(DatePatterns.OfNextMonth(), m => CalendarDays.OfMonth(DateWords.Steps(m["w"]), m.Number("d"), today));
        foreach (var way in (ReadOnlySpan<Regex>)[DatePatterns.MonthFirstWithYear(), DatePatterns.DayFirstWithYear()])
        {
            reading.Take(way, m => CalendarDays.Of(m["y"].Length > 0 ? m.Number("y") : today.Year + DateWords.Steps(m["w"]), MonthNames.NumberOf(m["m"]), m.Number("d")));
        }

        foreach (var way in (ReadOnlySpan<Regex>)[DatePatterns.MonthFirst(), DatePatterns.DayFirst()])
        {
            reading.Take(way, m => IsRange(m) ? null : CalendarDays.Nearest(MonthNames.NumberOf(m["m"]), m.Number("d"), today), m => IsCounted(m) || IsVerb(m), Unsaid.Year);
        }
    }

    /// <summary>下周三, 周三.</summary>
    private static void OfWeek(DateReading reading, DateOnly today)
    {
        reading.Take(DatePatterns.WeekAndDay(), m => IsRowOfDays(m) ? null : CalendarDays.OfWeek(DateWords.Steps(m["w"]), m.Weekday, today));
        reading.Take(
            DatePatterns.Weekday(), m => m.Follows("每") || m.Follows("逢") || IsRowOfDays(m) ? null : CalendarDays.Next(m.Weekday, today), IsSpanOfWeeks, Unsaid.Week);
    }

    /// <summary>Next Monday, Friday, Monday next week.</summary>
    private static void OfEnglishWeek(DateReading reading, DateOnly today, bool asked)
    {
        foreach (var way in (ReadOnlySpan<Regex>)[DatePatterns.DayOfNextWeek(), DatePatterns.NextWeekAndDay()])
        {
            reading.Take(way, m => CalendarDays.OfWeek(DateWords.Steps(m["w"]), m.Weekday, today));
        }

        reading.Take(DatePatterns.NextWeekday(), m => DateWords.Around(m["w"], m.Weekday, today));
        reading.Take(
            asked ? DatePatterns.ShortWeekday() : DatePatterns.EnglishWeekday(),
            m => m.Follows("every") || m.Follows("each") ? null : CalendarDays.Next(m.Weekday, today),
            unsaid: Unsaid.Week);
    }

    /// <summary>3天后, 两周后, in 3 days, a week ago: of an answer only, for elsewhere they count from something else (买了3天后).</summary>
    private static void Counted(DateReading reading, DateOnly today)
    {
        reading.Take(
            DatePatterns.Later(),
            m => DatePatterns.EndsInRange().IsMatch(m.Before) || m["w"] == "前" && m["by"] == "之" ? null : DateWords.Count(m["n"], m["u"], m["w"] == "后", today),
            m => !DatePatterns.MayCount().IsMatch(m.Before));
        foreach (var way in (ReadOnlySpan<Regex>)[DatePatterns.InDays(), DatePatterns.DaysLater()])
        {
            reading.Take(way, m => DatePatterns.EndsInRange().IsMatch(m.Before) || IsRange(m) ? null : DateWords.Count(m["n"], m["u"], !m["w"].Equals("ago", StringComparison.OrdinalIgnoreCase), today));
        }
    }

    /// <summary>明天, 后天, tomorrow.</summary>
    private static void InWords(DateReading reading, DateOnly today)
    {
        reading.Take(DatePatterns.ChineseWord(), m => today.AddDays(DateWords.Days(m["w"])), m => DatePatterns.WordGoesOn().IsMatch(m.After) || (m["w"] is "后天" or "前天" && DatePatterns.EndsOtherWord().IsMatch(m.Before)));
        reading.Take(DatePatterns.EnglishWord(), m => today.AddDays(DateWords.Days(m["w"])));
    }

    /// <summary>23号, the 23rd, 20261003, 10.3号, 10/3, 10-3, 10.3: of an answer only, for elsewhere they are house numbers, shares and amounts.</summary>
    private static void Short(DateReading reading, DateOnly today)
    {
        reading.Take(DatePatterns.TwoNumbersAndMark(), m => m["s"] == "-" ? null : Pair(m, today), unsaid: Unsaid.Year);
        reading.Take(DatePatterns.DayOfMonth(), m => IsRange(m) || DatePatterns.EndsInRange().IsMatch(m.Before) || m.Follows("月") ? null : CalendarDays.Next(m.Number("d"), today), IsPlace, Unsaid.Month);
        reading.Take(DatePatterns.EnglishDayOfMonth(), m => IsRange(m) ? null : CalendarDays.Next(m.Number("d"), today), m => DatePatterns.OrdinalOf().IsMatch(m.After), Unsaid.Month);
        reading.Take(DatePatterns.Compact(), m => CalendarDays.Of(m.Number("y"), m.Number("m"), m.Number("d")));
        reading.Take(DatePatterns.ThreePairs(), static _ => null);
        // Beside a day in words two numbers are rather a time; beside a weekday they may be its date.
        if (reading.IsEmpty || reading.IsWeekday) reading.Take(DatePatterns.TwoNumbers(), m => Pair(m, today), m => IsPartOfMore(m) || (m["s"] == "-" && !reading.IsEmpty), Unsaid.Year);
    }

    /// <summary>10/3 is the third of October; a first number that can be no month is the day.</summary>
    private static DateOnly? Pair(DateMatch m, DateOnly today)
    {
        var (first, second) = (m.Number("a"), m.Number("b"));
        // 24/7 is always.
        if ((first, second) == (24, 7)) return null;
        return m["s"] == "/" && first > 12 && second <= 12 ? CalendarDays.Nearest(second, first, today) : CalendarDays.Nearest(first, second, today);
    }

    /// <summary>Day and month before a year come in both orders: only where one of them can be no month, or both are the same, it can be told which is which.</summary>
    private static DateOnly? EitherWay(int first, int second, int year) =>
        first == second || second > 12 ? CalendarDays.Of(year, first, second) : first > 12 ? CalendarDays.Of(year, second, first) : null;

    /// <summary>八月十五 without 日 or 号 is rather a day of the Chinese calendar.</summary>
    private static bool IsBareNumeral(DateMatch m) => m["mark"].Length == 0 && !char.IsAsciiDigit(m["d"][0]);

    private static bool IsCounted(DateMatch m) => DatePatterns.Measure().IsMatch(m.After);

    private static bool IsRange(DateMatch m) => DatePatterns.GoesOn().IsMatch(m.After);

    /// <summary>周六日, 周一至五.</summary>
    private static bool IsRowOfDays(DateMatch m) => DatePatterns.MoreDays().IsMatch(m.After);

    /// <summary>一周三次, 三周五天: no day of the week.</summary>
    private static bool IsSpanOfWeeks(DateMatch m) => DatePatterns.EndsInNumeral().IsMatch(m.Before) || DatePatterns.Times().IsMatch(m.After);

    /// <summary>"5 may be" names no month.</summary>
    private static bool IsVerb(DateMatch m) => m["m"].Equals("may", StringComparison.OrdinalIgnoreCase) && m["o"].Length == 0 && !DatePatterns.EndsSentence().IsMatch(m.After);

    /// <summary>人民路23号, 23号楼, 日期.</summary>
    private static bool IsPlace(DateMatch m) => DatePatterns.EndsAsStreet().IsMatch(m.Before) || (m["mark"] == "号" ? DatePatterns.Place() : DatePatterns.WordWithDay()).IsMatch(m.After);

    /// <summary>Two numbers in the middle of a time, an amount, a longer number.</summary>
    private static bool IsPartOfMore(DateMatch m) => DatePatterns.EndsAsTimeOrNumber().IsMatch(m.Before) || DatePatterns.NumberGoesOn().IsMatch(m.After) || IsCounted(m);
}
