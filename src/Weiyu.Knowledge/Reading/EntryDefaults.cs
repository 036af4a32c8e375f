using System.Globalization;
using Weiyu.Text.Languages;
using Weiyu.Text.Matching;

namespace Weiyu.Knowledge.Reading;

/// <summary>What front matter, columns and members say about an entry apart from its words.</summary>
/// <param name="Locale">The language; null: not said.</param>
/// <param name="Tags">Tags, lower case.</param>
/// <param name="From">From when it holds; <see cref="ValidityDate.Always"/> where that is said, so that it counts against what is said above.</param>
/// <param name="Until">Until when it holds, exclusive; <see cref="ValidityDate.ForGood"/> where that is said.</param>
internal sealed record EntryDefaults(string? Locale, IReadOnlyList<string> Tags, DateTimeOffset? From, DateTimeOffset? Until)
{
    /// <summary>Whether a limit is said that can't be read: what has it is left out, for it may be over.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>Nothing said.</summary>
    public static EntryDefaults None { get; } = new(null, [], null, null);

    /// <summary>The most tags of an entry.</summary>
    public const int MaxTags = 32;

    /// <summary>The most characters of a tag. A longer one is text in the wrong column, and beyond 32 KiB the index would refuse the whole commit for it.</summary>
    private const int MaxTag = 100;

    /// <summary>From when an entry holds; null: always did.</summary>
    public DateTimeOffset? Start => From == ValidityDate.Always ? null : From;

    /// <summary>Until when an entry holds; null: for good.</summary>
    public DateTimeOffset? End => Until == ValidityDate.ForGood ? null : Until;

    /// <summary>What is said by name; names that mean nothing here are left alone.</summary>
    /// <param name="values">Names (any case) and values; several values of a name are separated by commas, semicolons or bars.</param>
    /// <param name="above">What holds where nothing is said.</param>
    /// <param name="context">The file's problems and zone.</param>
    /// <param name="line">Where it is said.</param>
    public static EntryDefaults Read(IReadOnlyDictionary<string, string> values, EntryDefaults above, ReadContext context, int line)
    {
        var locale = Get(values, FieldNames.Locale) is { Length: > 0 } l ? LanguageCodes.ParseOrKeep(l) : above.Locale;
        var tags = Get(values, FieldNames.Tags) is { Length: > 0 } t ? [.. above.Tags.Union(SplitTags(t)).Take(MaxTags)] : above.Tags;
        var unreadable = above.IsUnreadable;
        var (start, end) = (Date(values, FieldNames.From, false) ?? above.From, Date(values, FieldNames.Until, true) ?? above.Until);
        foreach (var (name, value) in values)
        {
            // A slip of the keys in the name of a limit would make what it limits count for ever.
            if (FieldNames.All.Contains(name, StringComparer.OrdinalIgnoreCase) || FieldNames.Meant(name) is not { } meant) continue;
            context.Warn(line, "unknown-key", $"'{ReadContext.Shorten(name)}' means nothing here.", $"Did you mean '{meant}'?");
            if (FieldNames.From.Contains(meant)) start ??= Read(value, false);
            else if (FieldNames.Until.Contains(meant)) end ??= Read(value, true);
        }

        return new EntryDefaults(locale, tags, start, end) { IsUnreadable = unreadable };

        DateTimeOffset? Date(IReadOnlyDictionary<string, string> from, string[] names, bool end)
        {
            return Get(from, names) is { Length: > 0 } text ? Read(text, end) : null;
        }

        DateTimeOffset? Read(string text, bool end)
        {
            if (ValidityDate.TryParse(text, end, context.Zone, out var date)) return date;
            unreadable = true;
            context.Warn(line, "bad-date", $"\"{ReadContext.Shorten(text)}\" is no date; what it limits is left out, for it may be over.",
                int.TryParse(text, out var serial) && serial is > 20_000 and < 80_000
                    ? string.Create(CultureInfo.InvariantCulture, $"A spreadsheet wrote its own number of the day: write {new DateTime(1899, 12, 30).AddDays(serial):yyyy-MM-dd}.")
                    : "Write 2026-11-01 or 2026-11-01 09:00.");
            return null;
        }
    }

    /// <summary>The first of some names that has a value.</summary>
    public static string? Get(IReadOnlyDictionary<string, string> values, string[] names)
    {
        foreach (var name in names)
        {
            if (values.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value)) return value.Trim();
        }

        return null;
    }

    /// <summary>Tags of one text.</summary>
    public static IEnumerable<string> SplitTags(string text) =>
        text.Split([',', '，', ';', '；', '|', '、'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(t => t.Length <= MaxTag).Select(t => t.ToLowerInvariant());
}

/// <summary>The names of columns and members, in English and Chinese.</summary>
internal static class FieldNames
{
    public static readonly string[] Locale = ["locale", "language", "lang", "语言"];
    public static readonly string[] Tags = ["tags", "tag", "标签"];
    public static readonly string[] From = ["from", "valid_from", "start", "生效", "生效日期", "开始"];
    public static readonly string[] Until = ["until", "to", "valid_until", "valid_to", "end", "expires", "失效", "失效日期", "截止", "结束"];
    public static readonly string[] Id = ["id", "uid", "key", "编号"];
    public static readonly string[] Question = ["question", "questions", "q", "title", "问题", "标准问题", "标准问", "问"];
    public static readonly string[] Variants = ["variants", "similar", "similar_questions", "alternatives", "aliases", "相似问题", "相似问", "相似问法", "问法", "其他问法"];
    public static readonly string[] Answer = ["answer", "answers", "a", "reply", "答案", "回答", "回复", "答"];
    public static readonly string[] Items = ["items", "faq", "faqs", "qa", "questions", "entries", "list", "问答"];

    /// <summary>The name that a slip of the keys made another of (untill); null: none is that near. Short names are near to too many words.</summary>
    public static string? Meant(string name) =>
        All.FirstOrDefault(n => n.Length >= 5 && Math.Abs(n.Length - name.Length) <= 1 && EditDistance.Of(name.ToLowerInvariant(), n, 2) <= 1);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Locale, .. Tags, .. From, .. Until, .. Id, .. Question, .. Variants, .. Answer, .. Items];
}

/// <summary>A day or time from which, or until which, something holds.</summary>
internal static class ValidityDate
{
    private static readonly string[] Days = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyy年M月d日"];
    private static readonly string[] Times = ["yyyy-M-d H:mm", "yyyy-M-d H:mm:ss", "yyyy/M/d H:mm", "yyyy/M/d H:mm:ss", "yyyy-M-d'T'H:mm", "yyyy-M-d'T'H:mm:ss"];

    /// <summary>What other systems write as 0001-01-01 where something has no start.</summary>
    public static DateTimeOffset Always => DateTimeOffset.MinValue;

    /// <summary>What other systems write as 9999-12-31 where something has no end.</summary>
    public static DateTimeOffset ForGood => DateTimeOffset.MaxValue;

    /// <summary>Reads a date. As an end, a day is meant with all its hours, and the year 9999 means for good; as a start, the year 1 means always.</summary>
    public static bool TryParse(string text, bool isEnd, TimeZoneInfo zone, out DateTimeOffset date)
    {
        if (!TryRead(text.Trim(), isEnd, zone, out date)) return false;
        if (isEnd && date.Year == DateTimeOffset.MaxValue.Year) date = ForGood;
        if (!isEnd && date.Year == DateTimeOffset.MinValue.Year) date = Always;
        return true;
    }

    private static bool TryRead(string text, bool isEnd, TimeZoneInfo zone, out DateTimeOffset date)
    {
        if (DateTime.TryParseExact(text, Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            date = At(isEnd && day < DateTime.MaxValue.Date ? day.AddDays(1) : day, zone);
            return true;
        }

        if (DateTime.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            date = At(time, zone);
            return true;
        }

        return DateTimeOffset.TryParseExact(text, "yyyy-M-d'T'H:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.None, out date)
            || DateTimeOffset.TryParseExact(text, "yyyy-M-d'T'H:mmK", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
    }

    /// <summary>A local time; at the ends of the calendar, where its UTC time can't be told, the end itself.</summary>
    private static DateTimeOffset At(DateTime local, TimeZoneInfo zone)
    {
        var offset = zone.GetUtcOffset(local);
        var utc = local.Ticks - offset.Ticks;
        return utc < DateTime.MinValue.Ticks ? Always : utc > DateTime.MaxValue.Ticks ? ForGood : new DateTimeOffset(local, offset);
    }
}

/// <summary>Names of languages.</summary>
internal static class LocaleNames
{
    /// <summary>The language that a path names: <c>returns.zh.md</c>, <c>en/returns.md</c>; null where it names none.</summary>
    public static string? OfPath(string file)
    {
        var parts = file.Split('/');
        var name = parts[^1].Split('.');
        if (name.Length > 2 && IsCode(name[^2])) return LanguageCodes.ParseOrKeep(name[^2]);
        return parts[..^1].LastOrDefault(IsCode) is { } folder ? LanguageCodes.ParseOrKeep(folder) : null;
    }

    private static bool IsCode(string part) =>
        part.ToLowerInvariant() is "zh" or "en" or "ja" or "ko" or "fr" or "de" or "es" or "ru" or "pt" or "it" or "ar" or "th" or "vi" or "ms" or "id"
            or "zh-cn" or "zh-tw" or "zh-hk" or "en-us" or "en-gb" or "zh_cn" or "en_us";
}
