using System.Globalization;
using System.Text.RegularExpressions;
using Weiyu.Text.Dates;
using Weiyu.Text.Folding;
using Weiyu.Text.Numbers;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>
/// Finds every number, amount, share, date, time, web and e-mail address, account, telephone number and titled name in a text, in normal form. What it leaves out
/// (the documented exceptions of the grounding check): the numbers of a list that is counted from one or goes on from the item before, of steps (第一, step 1,
/// 以下3点), and small numbers in words that only count things (一个, 两种, one of them) without money, share or time.
/// </summary>
internal static class FactReader
{
    private const char Gone = '\u0002';

    /// <summary>Reads a text as it was written.</summary>
    public static List<Fact> Read(string text) => ReadFolded(DeepFolding.Fold(text));

    /// <summary>Reads a text that is folded already (<see cref="DeepFolding"/>); places of facts are places in it.</summary>
    public static List<Fact> ReadFolded(string folded)
    {
        var facts = new List<Fact>();
        var rest = folded.ToCharArray();
        Take(FactPatterns.Email(), rest, m => facts.Add(new Fact(FactKind.Email, m.Value.ToLowerInvariant(), m.Value) { At = m.Index }));
        Take(FactPatterns.Url(), rest, m => facts.Add(new Fact(FactKind.Url, Address(m.Value), m.Value) { At = m.Index }), skip: IsNoAddress);
        Take(FactPatterns.AnyAddress(), rest, m => facts.Add(new Fact(FactKind.Url, Address(m.Value), m.Value) { At = m.Index }), skip: m => IsNoAddress(m) || IsFile(m.Value));
        foreach (var account in (ReadOnlySpan<Regex>)[FactPatterns.Account(), FactPatterns.Handle()])
        {
            Take(account, rest, m => facts.Add(new Fact(FactKind.Account, m.Groups["id"].Value.ToLowerInvariant(), m.Value) { At = m.Groups["id"].Index }), "id", IsPlainNumber);
        }

        foreach (var person in (ReadOnlySpan<Regex>)[FactPatterns.PersonTitle(), FactPatterns.EnglishPerson()])
        {
            foreach (Match m in person.Matches(new string(rest)).Where(m => !IsNoName(m.Groups["id"].Value))) facts.Add(new Fact(FactKind.Person, m.Groups["id"].Value, m.Value) { At = m.Index });
        }

        Take(FactPatterns.Free(), rest, m => facts.Add(new Fact(FactKind.Free, "0", m.Value) { At = m.Index }));
        Dates(rest, facts);
        Times(rest, facts);
        Take(FactPatterns.AlwaysOpen(), rest, m => facts.Add(new Fact(FactKind.Number, "24", m.Value) { Unit = "hour", At = m.Index }), "all");
        Enumerations(rest);
        Take(FactPatterns.Ordinal(), rest, static _ => { });
        foreach (Match match in FactPatterns.Grouped().Matches(new string(rest))) Group(match, rest, facts);
        Take(FactPatterns.RomanMoney(), rest, m => Roman(m, facts));
        Figures(rest, facts);
        ChineseNumbers(rest, facts);
        EnglishNumbers(rest, facts);
        Take(FactPatterns.Tenths(), rest, m => facts.Add(new Fact(FactKind.Percent, NormalNumber.Of(((Value(m.Groups["n"].Value) ?? decimal.Parse(m.Groups["n"].Value, CultureInfo.InvariantCulture)) * 10) + (m.Groups["half"].Length > 0 ? 5 : 0)), m.Value) { At = m.Index }), skip: m => m.Index + m.Length < rest.Length && rest[m.Index + m.Length] is '为' or '功' or '不' or '立' or '人' or '员');
        Take(FactPatterns.HalfPrice(), rest, m => facts.Add(new Fact(FactKind.Discount, "5", m.Value) { At = m.Index }));
        Take(FactPatterns.Whole(), rest, m => facts.Add(new Fact(FactKind.Percent, "100", m.Value) { At = m.Index }));
        Ranges(folded, facts);
        return facts;
    }

    /// <summary>What stands before a range's other end has its unit (5 到 7 天), and the last day of a range its month (3 月 23 日到 25 日).</summary>
    private static void Ranges(string folded, List<Fact> facts)
    {
        facts.Sort(static (a, b) => a.At.CompareTo(b.At));
        for (var i = facts.Count - 2; i >= 0; i--)
        {
            var (one, two) = (facts[i], facts[i + 1]);
            var end = one.At + one.Written.Length;
            if (two.At < end || two.At - end > 5 || folded[end..two.At].Trim() is not ("到" or "至" or "-" or "~" or "--" or "to" or "or" or "或" or "—" or "、")) continue;
            if (one is { Kind: FactKind.Number, Unit.Length: 0 } && two.Kind is FactKind.Number or FactKind.Money or FactKind.Percent) facts[i] = one with { Kind = two.Kind, Unit = two.Unit };
            else if (one.Kind == FactKind.Date && two is { Kind: FactKind.Number, Unit: "day" } && two.Value.Length <= 2) facts[i + 1] = two with { Kind = FactKind.Date, Unit = "", Value = $"{one.Value[..^2]}{two.Value.PadLeft(2, '0')}" };
        }
    }

    /// <summary>Hands over every match and blanks it, so that no later pattern sees it.</summary>
    private static void Take(Regex pattern, char[] rest, Action<Match> found, string? group = null, Func<Match, bool>? skip = null)
    {
        foreach (Match match in pattern.Matches(new string(rest)))
        {
            if (skip?.Invoke(match) == true) continue;
            found(match);
            var part = group is null ? match : match.Groups[group];
            rest.AsSpan(part.Index, part.Length).Fill(Gone);
        }
    }

    /// <summary>A number behind 账号 and the like is a number like any other; one behind 号 of a messenger is an account.</summary>
    private static bool IsPlainNumber(Match match) => match.Groups["id"].ValueSpan.IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>3.5.to and the like: a number before the last label makes no address.</summary>
    private static bool IsNoAddress(Match match) =>
        !match.Value.Contains('/', StringComparison.Ordinal) && !match.Value.StartsWith("www.", StringComparison.OrdinalIgnoreCase) && match.Value[..match.Value.LastIndexOf('.')] is var front && front.All(c => char.IsAsciiDigit(c) || c == '.');

    /// <summary>Kinds of managers, which begin with a surname's character.</summary>
    private static bool IsNoName(string written) => written.Length > 3 && written[..2] is "高级" or "项目" or "安排" or "黄金" or "方案" or "房产" or "房务" or "包间" or "白天" or "单位" or "车间" or "温馨" or "金牌" or "红牌" or "左右" or "何时" or "任何" or "贵店" or "纪律" or "江苏" or "宁波" or "洪湖" or "成本";

    private static bool IsFile(string written) => written[(written.LastIndexOf('.') + 1)..] is "pdf" or "doc" or "docx" or "xls" or "xlsx" or "jpg" or "jpeg" or "png" or "gif" or "txt" or "md" or "csv" or "ppt" or "pptx" or "mp" or "yaml" or "json";

    private static string Address(string written)
    {
        var text = written.ToLowerInvariant();
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0 && text[..scheme] is "http" or "https") text = text[(scheme + 3)..];
        else if (text.StartsWith("//", StringComparison.Ordinal)) text = text[2..];
        if (text.StartsWith("www.", StringComparison.Ordinal)) text = text[4..];
        // In Chinese no blank stands before an address.
        var host = text.Split('/')[0];
        var han = host.Length;
        while (han > 0 && host[han - 1] < '\u2e80') han--;
        if (han > 0 && han < host.Length && host.AsSpan(han).Contains('.') && char.IsAsciiLetterOrDigit(host[han])) text = text[han..];
        return text.TrimEnd('.', ',', ';', ':', '!', '?', ')', ']', '\'', '"', '/');
    }

    /// <summary>Numbers before items count them only where they go on from one.</summary>
    private static void Enumerations(char[] rest)
    {
        var expected = 1;
        foreach (Match match in FactPatterns.Enumeration().Matches(new string(rest)))
        {
            var number = int.Parse(match.Groups["n"].Value, CultureInfo.InvariantCulture);
            if (number != expected && number != 1) continue;
            expected = number + 1;
            var part = match.Groups["no"];
            rest.AsSpan(part.Index, part.Length).Fill(Gone);
        }
    }

    private static void Dates(char[] rest, List<Fact> facts)
    {
        Take(FactPatterns.FullDate(), rest, m => Date(m, m.Groups[1].Value, Whole(m.Groups[2].Value), Whole(m.Groups[3].Value)));
        Take(FactPatterns.ShortDate(), rest, m => Date(m, "", Whole(m.Groups["m"].Value), Whole(m.Groups["d"].Value)));
        Take(FactPatterns.MonthFirst(), rest, m => Date(m, m.Groups[3].Value, MonthNames.NumberOf(m.Groups[1].Value), Whole(m.Groups[2].Value)));
        Take(FactPatterns.DayFirst(), rest, m => Date(m, m.Groups[3].Value, MonthNames.NumberOf(m.Groups[2].Value), Whole(m.Groups[1].Value)));

        void Date(Match m, string year, int month, int day) =>
            facts.Add(new Fact(FactKind.Date, string.Create(CultureInfo.InvariantCulture, $"{year}-{month:00}-{day:00}"), m.Value) { At = m.Index });

        static int Whole(string number) => ChineseNumerals.ReadWhole(number) ?? 0;
    }

    private static void Times(char[] rest, List<Fact> facts)
    {
        Take(FactPatterns.ClockTime(), rest, m => Time(m, m.Groups["after"].Length > 0 ? m.Groups["after"].Value : m.Groups["part"].Value, m.Groups["h"].Value, m.Groups["m"].Value, ""));
        foreach (var pattern in (ReadOnlySpan<Regex>)[FactPatterns.TimeWithPart(), FactPatterns.TimeWithMinutes(), FactPatterns.TimeInRange()])
        {
            Take(pattern, rest, m => Time(m, m.Groups["part"].Value, m.Groups["h"].Value, m.Groups["m"].Value, m.Groups["half"].Value), "all");
        }

        Take(FactPatterns.EnglishTime(), rest, m => Time(m, m.Groups["part"].Value, m.Groups["h"].Value, "", ""), "all");

        void Time(Match m, string part, string hours, string minutes, string half)
        {
            var hour = char.IsAsciiDigit(hours[0]) ? int.Parse(hours, CultureInfo.InvariantCulture) : (int)(Value(hours) ?? 99);
            var minute = minutes.Length > 0 ? int.Parse(minutes, CultureInfo.InvariantCulture) : half == "半" ? 30 : half.Length > 0 ? 15 : 0;
            if (hour > 24) return;
            var late = part.Length > 0 && (part[0] is '下' or '晚' or 'p' or 'P' || part.StartsWith('傍') || (part[0] == '中' && hour < 3));
            if (late && hour < 12) hour += 12;
            if (!late && part.Length > 0 && part[0] is 'a' or 'A' && hour == 12) hour = 0;
            facts.Add(new Fact(FactKind.Time, ((hour * 60) + minute).ToString(CultureInfo.InvariantCulture), m.Value) { At = m.Index });
        }
    }

    /// <summary>Groups of seven digits and more are one number (a telephone's) unless they end in a unit; fewer are a range.</summary>
    private static void Group(Match match, char[] rest, List<Fact> facts)
    {
        var parts = match.Value.Split(['-', ' ', '(', ')', '+'], StringSplitOptions.RemoveEmptyEntries);
        var digits = string.Concat(parts);
        var after = match.Index + match.Length;
        if (digits.Length < 7 || FactPatterns.UnitAhead().IsMatch(new string(rest, after, Math.Min(8, rest.Length - after)))) return;
        facts.Add(new Fact(FactKind.Digits, digits.TrimStart('0'), match.Value) { Parts = [.. parts.Select(p => NormalNumber.Of(p) ?? p)], At = match.Index });
        rest.AsSpan(match.Index, match.Length).Fill(Gone);
    }

    private static void Figures(char[] rest, List<Fact> facts) => Take(FactPatterns.Figure(), rest, m =>
    {
        decimal times = m.Groups["big"].Value.Trim() switch { "万" => 10_000, "千" or "k" or "K" => 1000, "百" => 100, "亿" => 100_000_000, _ => 1 };
        // 88 Wutong Road has no watts.
        var unit = m.Groups["after"].Value;
        var end = m.Index + m.Length;
        if (unit.Length is 1 or 2 && char.IsAsciiLetter(unit[^1]) && end < rest.Length && char.IsAsciiLetter(rest[end])) unit = "";
        if (NormalNumber.Of(m.Groups["n"].Value, times) is { } value) Add(facts, value, m, m.Groups["before"].Value, unit);
    });

    private static void ChineseNumbers(char[] rest, List<Fact> facts)
    {
        Take(FactPatterns.ChineseShare(), rest, m =>
        {
            if (Value(m.Groups[1].Value) is { } share) facts.Add(new Fact(FactKind.Percent, NormalNumber.Of(share), m.Value) { At = m.Index });
        });
        Take(FactPatterns.ChineseNumber(), rest, m =>
        {
            var (number, unit) = (m.Groups["n"].Value, m.Groups["after"].Value);
            if (unit == "折" && number.Length <= 2 && Value(number) is { } discount) Add(facts, NormalNumber.Of(discount), m, "", unit);
            // 一两天, 三五个工作日: between the two, and both must stand somewhere.
            else if (IsAbout(number)) Array.ForEach(number.ToCharArray(), digit => Add(facts, NormalNumber.Of(Value(digit.ToString()) ?? 0), m, "", unit));
            else if (m.Value != "一块" && Value(number) is { } value) Add(facts, NormalNumber.Of(value), m, "", unit);
        });
        Take(FactPatterns.BareNumerals(), rest, m =>
        {
            if (m.Value.Length >= 7 && m.Value.All(c => ChineseNumerals.SpelledDigitOf(c) >= 0))
                facts.Add(new Fact(FactKind.Digits, string.Concat(m.Value.Select(c => (char)('0' + ChineseNumerals.SpelledDigitOf(c)))).TrimStart('0'), m.Value) { At = m.Index });
            else if (Value(m.Value) is { } value) Add(facts, NormalNumber.Of(value), m, "", "");
        });
    }

    /// <summary>Whatever numerals come to: a number that can't be told must be proved, too.</summary>
    private static decimal? Value(ReadOnlySpan<char> numerals) => ChineseNumerals.Read(numerals, NumeralReading.Lenient);

    private static bool IsAbout(string number) =>
        number is [not ('〇' or '零' or '十' or '百' or '千' or '万' or '亿'), not ('〇' or '零' or '十' or '百' or '千' or '万' or '亿' or '拾' or '佰' or '仟')] && Value(number.AsSpan(0, 1)) < Value(number.AsSpan(1));

    private static void EnglishNumbers(char[] rest, List<Fact> facts)
    {
        Take(FactPatterns.EnglishNumber(), rest, m => Add(facts, NormalNumber.Of(EnglishNumerals.Read(m.Groups["n"].Value)), m, "", m.Groups["after"].Value));
        Take(FactPatterns.BareEnglishNumber(), rest, m =>
        {
            var value = EnglishNumerals.Read(m.Groups["n"].Value);
            if (value > 0) Add(facts, NormalNumber.Of(value), m, "", "");
        });
    }

    private static void Roman(Match m, List<Fact> facts)
    {
        int total = 0, last = 0;
        foreach (var c in m.Groups["n"].Value.ToLowerInvariant().Reverse())
        {
            var value = c switch { 'i' => 1, 'v' => 5, 'x' => 10, 'l' => 50, 'c' => 100, 'd' => 500, _ => 1000 };
            total += value < last ? -value : value;
            last = Math.Max(last, value);
        }

        Add(facts, NormalNumber.Of(total), m, m.Groups["before"].Value, m.Groups["after"].Value);
    }

    private static void Add(List<Fact> facts, string value, Match match, string before, string after)
    {
        after = after.Trim().ToLowerInvariant();
        before = before.Trim();
        var fact = new Fact(FactKind.Number, value, match.Value.Trim()) { At = match.Index };
        if (after is "%" or "‰" or "percent" or "per cent" or "percent off" || before.StartsWith("百分之", StringComparison.Ordinal)) fact = fact with { Kind = FactKind.Percent };
        else if (after == "折" && decimal.TryParse(value, CultureInfo.InvariantCulture, out var tenths)) fact = fact with { Kind = FactKind.Discount, Value = NormalNumber.Of(tenths >= 10 ? tenths / 10 : tenths) };
        else if (before.Length > 0) fact = fact with { Kind = FactKind.Money, Unit = Units.Name(before) };
        else if (Units.Name(after) is var unit) fact = fact with { Kind = Units.IsCurrency(unit) ? FactKind.Money : FactKind.Number, Unit = unit };
        facts.Add(fact.Kind == FactKind.Money && fact.Value == "0" ? fact with { Kind = FactKind.Free } : fact);
    }
}
