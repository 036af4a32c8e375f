namespace Weiyu.Text.Dates;

/// <summary>The names of weekdays, English (whole, or from three letters on) and Chinese (周三, 星期三, 礼拜三, 三).</summary>
public static class WeekdayNames
{
    /// <summary>A regular expression's alternatives for one whole English name, in small letters.</summary>
    public const string WholePattern = "monday|tuesday|wednesday|thursday|friday|saturday|sunday";

    /// <summary>The same with the short names. They are words of other meaning too (sat, sun).</summary>
    public const string AnyPattern = WholePattern + "|mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun";

    private const string Chinese = "日一二三四五六";
    private const int FewestLetters = 3;

    private static readonly string[] Prefixes = ["星期", "周", "礼拜"];

    /// <summary>The day that a name means; null when it means none.</summary>
    public static DayOfWeek? Find(string name)
    {
        name = name.ToLowerInvariant();
        if (Array.Find(Prefixes, p => name.StartsWith(p, StringComparison.Ordinal)) is { } prefix) name = name[prefix.Length..];
        if (name == "天") return DayOfWeek.Sunday;
        if (name.Length == 1 && Chinese.IndexOf(name[0], StringComparison.Ordinal) is >= 0 and var index) return (DayOfWeek)index;
        if (name == "weds") return DayOfWeek.Wednesday;
        for (var day = DayOfWeek.Sunday; day <= DayOfWeek.Saturday; day++)
        {
            if (name.Length >= FewestLetters && day.ToString().StartsWith(name, StringComparison.OrdinalIgnoreCase)) return day;
        }

        return null;
    }

    /// <summary>
    /// The days of a list: names and ranges (<c>mon-fri</c>, also round the week's end) with commas, or a word for several (daily, weekdays, weekends);
    /// each once, in the order in which they are named. Null when a part is no day.
    /// </summary>
    public static IReadOnlyList<DayOfWeek>? FindAll(string text)
    {
        switch (text.Trim().ToLowerInvariant())
        {
            case "daily" or "all" or "every day" or "每天":
                return Enum.GetValues<DayOfWeek>();
            case "weekdays" or "工作日":
                return [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];
            case "weekend" or "weekends" or "周末":
                return [DayOfWeek.Saturday, DayOfWeek.Sunday];
        }

        var days = new List<DayOfWeek>();
        foreach (var part in text.Split([',', '，', '、'], StringSplitOptions.TrimEntries))
        {
            var ends = part.Split(['-', '–', '~', '至', '到'], StringSplitOptions.TrimEntries);
            if (ends.Length > 2 || Find(ends[0]) is not { } from || Find(ends[^1]) is not { } to) return null;
            for (var day = from; ; day = (DayOfWeek)(((int)day + 1) % 7))
            {
                if (!days.Contains(day)) days.Add(day);
                if (day == to) break;
            }
        }

        return days;
    }
}
