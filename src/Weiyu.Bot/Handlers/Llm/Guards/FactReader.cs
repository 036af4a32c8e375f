using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Weiyu.Text.Dates;
using Weiyu.Text.Folding;
using Weiyu.Text.Numbers;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>
/// Finds every number, amount, share, date, time, web and e-mail address and telephone number in a text, in normal form. What it leaves out
/// (the documented exceptions of the grounding check): the numbers of a list or of steps (<c>1.</c> at the beginning of a line, <c>①</c>, 第一, 1st, 以下3点),
/// and small numbers in words that only count things (一个, 两种, one of them) without money, share or time.
/// </summary>
internal static partial class FactReader
{
    private const int MaxLength = 200_000;

    /// <summary>Reads a text; of one that is longer than any source the beginning.</summary>
    public static List<Fact> Read(string text)
    {
        if (text.Length > MaxLength) text = text[..MaxLength];
        var facts = new List<Fact>();
        var rest = Fold(text).ToCharArray();
        Take(Email(), rest, m => facts.Add(new Fact(FactKind.Email, m.Value.ToLowerInvariant(), m.Value)));
        Take(Url(), rest, m => facts.Add(new Fact(FactKind.Url, Address(m.Value), m.Value)));
        Take(Account(), rest, m => facts.Add(new Fact(FactKind.Account, m.Groups["id"].Value.ToLowerInvariant(), m.Value)), "id");
        Dates(rest, facts);
        Times(rest, facts);
        Take(AlwaysOpen(), rest, m => facts.Add(new Fact(FactKind.Number, "24", m.Value) { HasUnit = true }), "all");
        Take(Enumeration(), rest, static _ => { }, "no");
        Take(Ordinal(), rest, static _ => { });
        foreach (Match match in Grouped().Matches(new string(rest))) Group(match, rest, facts);
        Figures(rest, facts);
        ChineseNumbers(rest, facts);
        EnglishNumbers(rest, facts);
        return facts;
    }

    /// <summary>Full-width forms, and tricks with dots in addresses, in their plain form. Positions may shift by what is removed.</summary>
    public static string Fold(string text)
    {
        text = AsciiFolding.Fold(text).Replace("hxxp", "http", StringComparison.OrdinalIgnoreCase);
        text = HiddenDot().Replace(text, ".");
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c != AsciiFolding.Invisible) result.Append(c is '。' && result.Length > 0 && char.IsAsciiLetter(result[^1]) ? '.' : c is '¥' ? '￥' : c);
        }

        return Thousands().Replace(result.ToString(), static m => m.Value.Replace(",", "", StringComparison.Ordinal));
    }

    /// <summary>Hands over every match and blanks it, so that no later pattern sees it.</summary>
    private static void Take(Regex pattern, char[] rest, Action<Match> found, string? group = null)
    {
        foreach (Match match in pattern.Matches(new string(rest)))
        {
            found(match);
            var part = group is null ? match : match.Groups[group];
            rest.AsSpan(part.Index, part.Length).Fill('\u0002');
        }
    }

    private static string Address(string written)
    {
        var text = written.ToLowerInvariant();
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0 && text[..scheme] is "http" or "https") text = text[(scheme + 3)..];
        else if (text.StartsWith("//", StringComparison.Ordinal)) text = text[2..];
        if (text.StartsWith("www.", StringComparison.Ordinal)) text = text[4..];
        return text.TrimEnd('.', ',', ';', ':', '!', '?', ')', ']', '\'', '"', '/');
    }

    private static void Dates(char[] rest, List<Fact> facts)
    {
        Take(FullDate(), rest, m => Date(m, m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value));
        Take(ShortDate(), rest, m => Date(m, "", m.Groups[1].Value, m.Groups[2].Value));
        Take(MonthFirst(), rest, m => Date(m, m.Groups[3].Value, Month(m.Groups[1].Value), m.Groups[2].Value));
        Take(DayFirst(), rest, m => Date(m, m.Groups[3].Value, Month(m.Groups[2].Value), m.Groups[1].Value));

        void Date(Match m, string year, string month, string day)
        {
            var (mm, dd) = (int.Parse(month, CultureInfo.InvariantCulture), int.Parse(day, CultureInfo.InvariantCulture));
            facts.Add(new Fact(FactKind.Date, string.Create(CultureInfo.InvariantCulture, $"{year}-{mm:00}-{dd:00}"), m.Value));
        }

        static string Month(string name) => MonthNames.NumberOf(name).ToString(CultureInfo.InvariantCulture);
    }

    private static void Times(char[] rest, List<Fact> facts)
    {
        Take(ClockTime(), rest, m => Time(m, m.Groups["part"].Value, m.Groups["h"].Value, m.Groups["m"].Value, ""));
        foreach (var pattern in (ReadOnlySpan<Regex>)[TimeWithPart(), TimeWithMinutes(), TimeInRange()])
        {
            Take(pattern, rest, m => Time(m, m.Groups["part"].Value, m.Groups["h"].Value, m.Groups["m"].Value, m.Groups["half"].Value), "all");
        }

        Take(EnglishTime(), rest, m => Time(m, m.Groups["part"].Value, m.Groups["h"].Value, "", ""), "all");

        void Time(Match m, string part, string hours, string minutes, string half)
        {
            var hour = char.IsAsciiDigit(hours[0]) ? int.Parse(hours, CultureInfo.InvariantCulture) : (int)(Value(hours) ?? 99);
            var minute = minutes.Length > 0 ? int.Parse(minutes, CultureInfo.InvariantCulture) : half == "半" ? 30 : half.Length > 0 ? 15 : 0;
            if (hour > 24) return;
            var late = part.Length > 0 && (part[0] is '下' or '晚' or 'p' or 'P' || part.StartsWith('傍') || (part[0] == '中' && hour < 3));
            if (late && hour < 12) hour += 12;
            if (!late && part.Length > 0 && part[0] is 'a' or 'A' && hour == 12) hour = 0;
            facts.Add(new Fact(FactKind.Time, ((hour * 60) + minute).ToString(CultureInfo.InvariantCulture), m.Value));
        }
    }

    /// <summary>Groups of seven digits and more are one number (a telephone's) unless they end in a unit; fewer are a range.</summary>
    private static void Group(Match match, char[] rest, List<Fact> facts)
    {
        var parts = match.Value.Split(['-', ' ', '(', ')', '+'], StringSplitOptions.RemoveEmptyEntries);
        var digits = string.Concat(parts);
        if (digits.Length < 7 || UnitAhead().IsMatch(new string(rest, match.Index + match.Length, Math.Min(8, rest.Length - match.Index - match.Length)))) return;
        facts.Add(new Fact(FactKind.Digits, digits.TrimStart('0'), match.Value) { Parts = [.. parts.Select(p => NormalNumber.Of(p) ?? p)] });
        rest.AsSpan(match.Index, match.Length).Fill('\u0002');
    }

    private static void Figures(char[] rest, List<Fact> facts) => Take(Figure(), rest, m =>
    {
        decimal times = m.Groups["big"].Value.Trim() switch { "万" => 10_000, "千" or "k" or "K" => 1000, "百" => 100, "亿" => 100_000_000, _ => 1 };
        if (NormalNumber.Of(m.Groups["n"].Value, times) is not { } value) return;
        Add(facts, value, m.Value, m.Groups["before"].Value, m.Groups["after"].Value);
    });

    private static void ChineseNumbers(char[] rest, List<Fact> facts)
    {
        Take(ChineseShare(), rest, m =>
        {
            if (Value(m.Groups[1].Value) is { } share) facts.Add(new Fact(FactKind.Percent, NormalNumber.Of(share), m.Value));
        });
        Take(ChineseNumber(), rest, m =>
        {
            var unit = m.Groups["after"].Value;
            if (unit == "折" && m.Groups["n"].Value is { Length: <= 2 } tenths && Value(tenths) is { } discount)
            {
                Add(facts, NormalNumber.Of(discount), m.Value, "", unit);
            }
            else if (IsAbout(m.Groups["n"].Value))
            {
                // 一两天, 三五个工作日: between the two, and both must stand somewhere.
                foreach (var digit in m.Groups["n"].Value) Add(facts, NormalNumber.Of(Value(digit.ToString()) ?? 0), m.Value, "", unit);
            }
            else if (m.Value != "一块" && Value(m.Groups["n"].Value) is { } value)
            {
                Add(facts, NormalNumber.Of(value), m.Value, "", unit);
            }
        });
    }

    /// <summary>Whatever numerals come to: a number that can't be told must be proved, too.</summary>
    private static decimal? Value(ReadOnlySpan<char> numerals) => ChineseNumerals.Read(numerals, NumeralReading.Lenient);

    private static bool IsAbout(string number) =>
        number is [not ('〇' or '零' or '十' or '百' or '千' or '万' or '亿'), not ('〇' or '零' or '十' or '百' or '千' or '万' or '亿')] && Value(number.AsSpan(0, 1)) < Value(number.AsSpan(1));

    private static void EnglishNumbers(char[] rest, List<Fact> facts) => Take(EnglishNumber(), rest, m =>
        Add(facts, NormalNumber.Of(EnglishNumerals.Read(m.Groups["n"].Value)), m.Value, "", m.Groups["after"].Value));

    private static void Add(List<Fact> facts, string value, string written, string before, string after)
    {
        after = after.Trim().ToLowerInvariant();
        before = before.Trim();
        if (after is "%" or "‰" or "percent" or "per cent" || before.StartsWith("百分之", StringComparison.Ordinal))
        {
            facts.Add(new Fact(FactKind.Percent, value, written));
        }
        else if (after == "折" && decimal.TryParse(value, CultureInfo.InvariantCulture, out var tenths))
        {
            if (tenths >= 10) tenths /= 10;
            facts.Add(new Fact(FactKind.Discount, NormalNumber.Of(tenths), written));
        }
        else if (before.Length > 0 || IsCurrency(after))
        {
            facts.Add(new Fact(FactKind.Money, value, written));
        }
        else
        {
            facts.Add(new Fact(FactKind.Number, value, written) { HasUnit = after.Length > 0 });
        }
    }

    private static bool IsCurrency(string unit) => unit is "元" or "块" or "块钱" or "人民币" or "美元" or "港币" or "港元" or "欧元" or "日元" or "rmb" or "cny" or "usd" or "eur" or "hkd"
        or "yuan" or "dollar" or "dollars" or "euro" or "euros" or "bucks" or "cents" or "角" or "毛" or "$" or "￥" or "€" or "£";

    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private const string Currencies = "元|块钱|块|人民币|美元|港币|港元|欧元|日元|rmb|cny|usd|eur|hkd|yuan|dollars?|euros?|bucks|cents|角|毛";

    private const string Units = "个?工作日|个?小时|个?月|个?星期|周|天|日|年|分钟|秒|days?|hours?|weeks?|months?|years?|minutes?|mins?|seconds?|business days?|working days?|nights?|件|人|次|楼|层|岁|公斤|斤|千克|克|kg|厘米|毫米|米|cm|mm|升|毫升|ml|寸|瓦|w|g|积分|分|points?|级";

    [GeneratedRegex(@"[a-z0-9._%+'-]{1,64}@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,8}", Linear)]
    private static partial Regex Email();

    [GeneratedRegex(@"([a-z][a-z0-9+.-]{1,20}://|//|www\.)[a-z0-9\-._~:/?#@!$&'*+,;=%\[\]]+|(javascript|data|mailto|tel|sms):[^\s]+|[a-z0-9][a-z0-9-]{0,62}(\.[a-z0-9-]{1,63}){0,5}\.(com|cn|net|org|io|co|top|xyz|vip|shop|info|cc|me|tv|app|dev|site|online|club|link|ly|gl|to|ru|store|live|work|biz|pro|ai|us|uk|hk|tw|jp|de|example|test|invalid|local)(:[0-9]{1,5})?(/[a-z0-9\-._~:/?#@!$&'*+,;=%\[\]]*)?", Linear)]
    private static partial Regex Url();

    [GeneratedRegex(@"(微信号?|wechat|weixin|vx|telegram|whatsapp|line|qq|飞信|钉钉)(\s*(id|号|是|is|为))?\s*[:@]?\s*(?<id>[a-z][a-z0-9_-]{4,30})", Linear)]
    private static partial Regex Account();

    [GeneratedRegex(@"([0-9]{4})\s*[-/.年]\s*([01]?[0-9])\s*[-/.月]\s*([0-3]?[0-9])\s*[日号]?", Linear)]
    private static partial Regex FullDate();

    [GeneratedRegex("([01]?[0-9])\\s*月\\s*([0-3]?[0-9])\\s*[日号]", Linear)]
    private static partial Regex ShortDate();

    private const string MonthName = "(" + MonthNames.Pattern + ")";

    [GeneratedRegex(@"\b" + MonthName + @"\.?\s+([0-3]?[0-9])(?:st|nd|rd|th)?(?:\s*,?\s*([0-9]{4}))?\b", Linear)]
    private static partial Regex MonthFirst();

    [GeneratedRegex(@"([0-3]?[0-9])(?:st|nd|rd|th)?\s+(?:of\s+)?" + MonthName + @"\b\.?(?:\s*,?\s*([0-9]{4}))?", Linear)]
    private static partial Regex DayFirst();

    private const string Parts = "(?<part>凌晨|早上|上午|中午|下午|傍晚|晚上|早|晚)";

    private const string Hour = "(?<h>[0-2]?[0-9]|[一二三四五六七八九十两]{1,3})";

    [GeneratedRegex("(" + Parts + @"\s*)?(?<h>[0-2]?[0-9]):(?<m>[0-5][0-9])(:[0-5][0-9])?", Linear)]
    private static partial Regex ClockTime();

    [GeneratedRegex("(?<all>" + Parts + @"\s*" + Hour + @"\s*[点时](?<half>半|一刻)?((?<m>[0-5]?[0-9])分)?)", Linear)]
    private static partial Regex TimeWithPart();

    [GeneratedRegex("(?<all>" + Hour + @"\s*[点时]((?<half>半|一刻)|(?<m>[0-5]?[0-9])分)(?<part>))", Linear)]
    private static partial Regex TimeWithMinutes();

    [GeneratedRegex("[至到从~—-](?<all>(?<h>[0-2]?[0-9])[点时](?<part>)(?<m>)(?<half>))|(?<all>(?<h>[0-2]?[0-9]|[二三四五六七八九两]|十[一二]?)[点时](?<part>)(?<m>)(?<half>))[前后至到开关起~—-]", Linear)]
    private static partial Regex TimeInRange();

    [GeneratedRegex(@"(?<all>(?<h>[0-1]?[0-9])\s*(?<part>a\.?m|p\.?m)\.?)([^a-z]|$)", Linear)]
    private static partial Regex EnglishTime();

    [GeneratedRegex(@"(^|[^0-9])(?<all>24\s*[/x×*]\s*7|7\s*[/x×*]\s*24)([^0-9]|$)", Linear)]
    private static partial Regex AlwaysOpen();

    [GeneratedRegex(@"(^|\n)[ \t·*-]*(?<no>\(?[0-9]{1,2}[.)、:])[ \t]*[^0-9\s]|(?<no>\([1-9]\))", Linear)]
    private static partial Regex Enumeration();

    [GeneratedRegex(@"[1-9]\s*点|(以下|如下|下面|下列)\s*[1-9]\s*[个条步种项]|第\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*[步条点项个种类章节]?|[0-9]{0,2}(1st|2nd|3rd|[04-9]th)\b|\bstep\s+[0-9]{1,2}\b|[\u2460-\u2473]|步骤\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})", Linear)]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"[0-9]{2,8}\)?([- ]\(?[0-9]{2,8}\)?){1,5}", Linear)]
    private static partial Regex Grouped();

    [GeneratedRegex(@"^\s*(%|percent|折|" + Currencies + "|" + Units + ")", Linear)]
    private static partial Regex UnitAhead();

    [GeneratedRegex(@"((?<before>￥|\$|€|£|rmb|cny|usd|eur|hkd|人民币|百分之)\s*)?(?<n>[0-9]+(\.[0-9]+)?)(?<big>\s*[万亿千百]|k)?\s*(?<after>%|‰|percent|per cent|折|" + Currencies + "|" + Units + ")?", Linear)]
    private static partial Regex Figure();

    [GeneratedRegex("百分之([〇零一二三四五六七八九十百两]{1,6})", Linear)]
    private static partial Regex ChineseShare();

    [GeneratedRegex("(?<n>[〇零一二三四五六七八九十百千万亿两]{1,16})\\s*(?<after>折|元|块钱|块|人民币|美元|港币|港元|欧元|日元|个?工作日|个?小时|个月|个?星期|周|天|年|分钟|楼|层|公斤|斤|千克|积分)", Linear)]
    private static partial Regex ChineseNumber();

    [GeneratedRegex(@"\b(?<n>(" + EnglishNumerals.Words + @")([ -](and |a )?(" + EnglishNumerals.Words + @"))*)[ -]*(?<after>percent|per cent|yuan|rmb|dollars?|euros?|bucks|cents|days?|hours?|weeks?|months?|years?|minutes?|business days?|working days?|points?)\b", Linear)]
    private static partial Regex EnglishNumber();

    [GeneratedRegex("[0-9]{1,3}(,[0-9]{3})+", Linear)]
    private static partial Regex Thousands();

    private const string Dot = @"(\[\.\]|\(\.\)|\[dot\]|\(dot\)|\{\.\}|\[点\]|（点）|\(点\))";

    // Twice rather than with an optional space in front, which this engine does not always see.
    [GeneratedRegex(@"\s" + Dot + @"\s?|" + Dot + @"\s?", Linear)]
    private static partial Regex HiddenDot();
}
