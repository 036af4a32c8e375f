namespace Weiyu.Bot.Calendars;

/// <summary>The names of weekdays in rule files: <c>mon</c>, <c>monday</c>, 周一, 星期一, 一; ranges <c>mon-fri</c> (also round the week's end); several with commas.</summary>
internal static class Weekdays
{
    private static readonly string[] Short = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
    private const string Chinese = "日一二三四五六";

    /// <summary>Reads a key of <c>hours</c>; null when it is none.</summary>
    public static IReadOnlyList<DayOfWeek>? Parse(string text)
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
            if (ends.Length > 2 || One(ends[0]) is not { } from || One(ends[^1]) is not { } to) return null;
            for (var day = from; ; day = (DayOfWeek)(((int)day + 1) % 7))
            {
                if (!days.Contains(day)) days.Add(day);
                if (day == to) break;
            }
        }

        return days;
    }

    private static DayOfWeek? One(string text)
    {
        text = text.ToLowerInvariant();
        foreach (var prefix in (string[])["星期", "周", "礼拜"])
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal)) text = text[prefix.Length..];
        }

        if (text.Length == 1 && Chinese.IndexOf(text[0], StringComparison.Ordinal) is >= 0 and var index) return (DayOfWeek)index;
        if (text is "天") return DayOfWeek.Sunday;
        for (var day = DayOfWeek.Sunday; day <= DayOfWeek.Saturday; day++)
        {
            var name = day.ToString().ToLowerInvariant();
            if (text == Short[(int)day] || text == name || (text.Length >= 3 && name.StartsWith(text, StringComparison.Ordinal))) return day;
        }

        return null;
    }
}
