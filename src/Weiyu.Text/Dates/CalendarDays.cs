namespace Weiyu.Text.Dates;

/// <summary>Which day is meant where a year, a month or a week is not said.</summary>
public static class CalendarDays
{
    private const int YearsAhead = 10;

    /// <summary>The day; null when there is none such.</summary>
    public static DateOnly? Of(int year, int month, int day) =>
        year is >= 1900 and <= 2200 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;

    /// <summary>The year of two digits: up to ten years from now, else of the past.</summary>
    public static int YearOf(int twoDigits, DateOnly today)
    {
        var year = today.Year - (today.Year % 100) + twoDigits;
        return year > today.Year + YearsAhead ? year - 100 : year;
    }

    /// <summary>Without a year: of last, this and next year the day that is nearest to today.</summary>
    public static DateOnly? Nearest(int month, int day, DateOnly today)
    {
        DateOnly? best = null;
        for (var year = today.Year - 1; year <= today.Year + 1; year++)
        {
            if (Of(year, month, day) is { } date && (best is not { } other || Distance(date) < Distance(other))) best = date;
        }

        return best;

        int Distance(DateOnly date) => Math.Abs(date.DayNumber - today.DayNumber);
    }

    /// <summary>Without a month: the next such day, today included; of a month that has it.</summary>
    public static DateOnly? Next(int day, DateOnly today)
    {
        for (var months = 0; months <= 2; months++)
        {
            if (OfMonth(months, day, today) is { } date && date >= today) return date;
        }

        return null;
    }

    /// <summary>A day of the month that lies so many before or behind today's; null when it does not have it.</summary>
    public static DateOnly? OfMonth(int months, int day, DateOnly today)
    {
        var month = new DateOnly(today.Year, today.Month, 1).AddMonths(months);
        return Of(month.Year, month.Month, day);
    }

    /// <summary>Without a week: the next such day, today included.</summary>
    public static DateOnly Next(DayOfWeek day, DateOnly today) => today.AddDays(((int)day - (int)today.DayOfWeek + 7) % 7);

    /// <summary>A day of the week that lies so many before or behind today's. Weeks begin on Monday.</summary>
    public static DateOnly OfWeek(int weeks, DayOfWeek day, DateOnly today) => today.AddDays((7 * weeks) + FromMonday(day) - FromMonday(today.DayOfWeek));

    private static int FromMonday(DayOfWeek day) => ((int)day + 6) % 7;
}
