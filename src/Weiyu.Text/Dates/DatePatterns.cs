using System.Text.RegularExpressions;
using Weiyu.Text.Numbers;

namespace Weiyu.Text.Dates;

/// <summary>How days are written. All are bounded and linear in time; text is folded and in simplified characters.</summary>
internal static partial class DatePatterns
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture;

    private const string Gap = @"\s{0,2}";

    private const string Number = "[0-9]{1,2}|[一二三四五六七八九十]{1,3}";

    private const string DayOf = "(份)?的?" + Gap + "(?<d>" + Number + ")(" + Gap + "(?<mark>[日号]))?";

    private const string Month = "(?<m>" + MonthNames.Pattern + ")";

    private const string Day = "(?<d>[0-9]{1,2})(?<o>st|nd|rd|th)?";

    private const string YearBehind = @"(\s{0,2},?\s{0,2}(?<y>[0-9]{4})|\s?,?\s(of )?(?<w>next|this|last) year)";

    private const string FullWeekday = "(?<d>" + WeekdayNames.WholePattern + ")";

    private const string AnyWeekday = "(?<d>" + WeekdayNames.AnyPattern + ")";

    private const string Count = "(?<n>an?|one|two|three|four|five|six|seven|eight|nine|ten|[0-9]{1,4})";

    private const string Unit = "(?<u>day|week|month|year)s?";

    [GeneratedRegex("[农阴旧]历", Linear)]
    public static partial Regex ChineseCalendar();

    [GeneratedRegex("(?<y>[0-9]{4})" + Gap + "[-/.年]" + Gap + "(?<m>[0-9]{1,2})" + Gap + "[-/.月]" + Gap + "(?<d>[0-9]{1,2})(" + Gap + "[日号])?", Linear)]
    public static partial Regex YearFirst();

    [GeneratedRegex("(?<a>[0-9]{1,2})" + Gap + "[-/.]" + Gap + "(?<b>[0-9]{1,2})" + Gap + "[-/.]" + Gap + "(?<y>[0-9]{4})", Linear)]
    public static partial Regex YearLast();

    [GeneratedRegex("(?<y>[0-9]{4}|[0-9]{2}|[" + ChineseNumerals.Digits + "]{4}|[" + ChineseNumerals.Digits + "]{2})" + Gap + "年" + Gap + "(?<m>" + Number + ")" + Gap + "月" + DayOf, Linear)]
    public static partial Regex WithYear();

    [GeneratedRegex("(?<y>今年|本年|明年|来年|后年|去年|前年)的?" + Gap + "(?<m>" + Number + ")" + Gap + "月" + DayOf, Linear)]
    public static partial Regex WithYearWord();

    [GeneratedRegex("(?<m>" + Number + ")" + Gap + "月" + DayOf, Linear)]
    public static partial Regex MonthAndDay();

    [GeneratedRegex("(?<w>上上个?|下下个?|[上下]个?|这个?|[本当])月" + DayOf, Linear)]
    public static partial Regex MonthWord();

    [GeneratedRegex(Day + " of (the )?(?<w>next|this|last) month", Linear)]
    public static partial Regex OfNextMonth();

    [GeneratedRegex(Month + @"\.?\s{0,2}(the )?" + Day + YearBehind, Linear)]
    public static partial Regex MonthFirstWithYear();

    [GeneratedRegex(Day + @"\s{0,2}(of )?" + Month + @"\.?" + YearBehind, Linear)]
    public static partial Regex DayFirstWithYear();

    [GeneratedRegex(Month + @"\.?\s{0,2}(the )?" + Day, Linear)]
    public static partial Regex MonthFirst();

    [GeneratedRegex(Day + @"\s{0,2}(of )?" + Month, Linear)]
    public static partial Regex DayFirst();

    [GeneratedRegex("(?<w>上上|下下|[上下这本])个?(周|星期|礼拜)(?<d>[一二三四五六日天])", Linear)]
    public static partial Regex WeekAndDay();

    [GeneratedRegex("(周|星期|礼拜)(?<d>[一二三四五六日天])", Linear)]
    public static partial Regex Weekday();

    [GeneratedRegex(AnyWeekday + @"\.?( of)? (?<w>next|this|last) week", Linear)]
    public static partial Regex DayOfNextWeek();

    [GeneratedRegex("(?<w>next|this|last) week('s)?,? (on )?" + AnyWeekday, Linear)]
    public static partial Regex NextWeekAndDay();

    [GeneratedRegex("(?<w>next|this|last|coming) " + AnyWeekday, Linear)]
    public static partial Regex NextWeekday();

    [GeneratedRegex(FullWeekday, Linear)]
    public static partial Regex EnglishWeekday();

    [GeneratedRegex(AnyWeekday, Linear)]
    public static partial Regex ShortWeekday();

    [GeneratedRegex("(?<n>[0-9]{1,4}|[一二两三四五六七八九十百]{1,4})" + Gap + "((?<u>天|周|年)|个?(?<u>星期|礼拜)|个(?<u>月))(?<by>[之以])?(?<w>[后前])", Linear)]
    public static partial Regex Later();

    [GeneratedRegex("(?<w>in) " + Count + " " + Unit, Linear)]
    public static partial Regex InDays();

    [GeneratedRegex(Count + " " + Unit + " (?<w>from now|from today|after today|later|ago)", Linear)]
    public static partial Regex DaysLater();

    [GeneratedRegex("(?<w>大{1,2}[后前]天|后天|前天|明[天日早晚]|今[天日早晚]|昨[天日晚]|后日)", Linear)]
    public static partial Regex ChineseWord();

    [GeneratedRegex("(?<w>day after tomorrow|tomorrow|tmrw?|today|tonight|day before yesterday|yesterday)", Linear)]
    public static partial Regex EnglishWord();

    [GeneratedRegex("(?<d>" + Number + ")" + Gap + "(?<mark>[日号])", Linear)]
    public static partial Regex DayOfMonth();

    [GeneratedRegex("(?<d>[0-9]{1,2})(st|nd|rd|th)", Linear)]
    public static partial Regex EnglishDayOfMonth();

    [GeneratedRegex("(?<y>(19|20)[0-9]{2})(?<m>[0-9]{2})(?<d>[0-9]{2})", Linear)]
    public static partial Regex Compact();

    [GeneratedRegex("[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}", Linear)]
    public static partial Regex ThreePairs();

    [GeneratedRegex("(?<a>[0-9]{1,2})(?<s>[-/.])(?<b>[0-9]{1,2})" + Gap + "[日号]", Linear)]
    public static partial Regex TwoNumbersAndMark();

    [GeneratedRegex("(?<a>[0-9]{1,2})(?<s>[-/.])(?<b>[0-9]{1,2})", Linear)]
    public static partial Regex TwoNumbers();

    // What stands around a day and makes it something else. What stands before it ends at the place, what follows begins there.

    /// <summary>A measure: what stands before it counts things.</summary>
    [GeneratedRegex(@"^\s?([点时位件人楼层元块月年岁分秒克米千万折次张份名桌间台条只双对盒箱包瓶袋套口%℃°]|个|天[^气]|天$|小时|公[斤里]|周([^一二三四五六日天]|$)|(people|persons?|guests?|adults?|kids|children|items?|pcs|pieces?|times|days?|hours?|hrs|weeks?|months?|years?|[ap]\.?m|of|o'clock|kg|cm|km)\b)", Linear)]
    public static partial Regex Measure();

    /// <summary>A second day, without its month.</summary>
    [GeneratedRegex(@"^\s?([-~〜–—/至到]|to |or )\s?([0-9一二三四五六七八九十]|two|three|four|five|six)|^\s?、\s?([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s?[日号]", Linear)]
    public static partial Regex GoesOn();

    [GeneratedRegex(@"([-~〜–—/至到、几或〇零一二两三四五六七八九十百千万0-9.]|or |to )\s?$", Linear)]
    public static partial Regex EndsInRange();

    /// <summary>Where a count is one from today: at the beginning, behind a mark, or behind a word that brings nothing else in.</summary>
    [GeneratedRegex(@"(^|[\s\p{P}\p{S}过约等在是就再要那想改成为订于说大-]|[-~〜–—/至到、几或〇零一二两三四五六七八九十百千万0-9.])$", Linear)]
    public static partial Regex MayCount();

    /// <summary>以后天天, 午后天气, 3天后天气: 后天 is no word there.</summary>
    [GeneratedRegex(@"([以之然今午饭]|[0-9〇零一二两三四五六七八九十百几]\s?[天日年月周])$", Linear)]
    public static partial Regex EndsOtherWord();

    /// <summary>期 makes 日期 of 明日, 数 天数 of 明天.</summary>
    [GeneratedRegex("^[期数]", Linear)]
    public static partial Regex WordGoesOn();

    [GeneratedRegex(@"^\s?([-~〜–—/至到、和或]\s?(周|星期|礼拜)?[一二三四五六日天]([^一二三四五六七八九十点个位人时号楼]|$)|[一二三四五六日]([^点个位人时号分]|$))", Linear)]
    public static partial Regex MoreDays();

    [GeneratedRegex("[〇零一二两三四五六七八九十百千半几整多]$", Linear)]
    public static partial Regex EndsInNumeral();

    [GeneratedRegex("^[次趟回个岁年]", Linear)]
    public static partial Regex Times();

    [GeneratedRegex(@"^\s?([^a-z\s]|$|(at|in|for|please|around|before|after|or|and|evening|morning|afternoon|works)\b)", Linear)]
    public static partial Regex EndsSentence();

    [GeneratedRegex(@"[路街巷弄道村区栋座第]\s?$", Linear)]
    public static partial Regex EndsAsStreet();

    [GeneratedRegex(@"^\s?[楼线店桌口码房门柜窗车厅院馆库仓室座栋幢铺档]", Linear)]
    public static partial Regex Place();

    [GeneratedRegex("^[历常期用程本元游内均餐]", Linear)]
    public static partial Regex WordWithDay();

    [GeneratedRegex(@"^\s(floor|street|st|ave|avenue|road|rd|time|order|item|one|person|people|option|row|table|day|week|month|of|birthday|anniversary)\b", Linear)]
    public static partial Regex OrdinalOf();

    [GeneratedRegex(@"([a-z0-9][-/.:+]?|[:+$￥¥€£]|(上午|下午|早上|晚上|中午|早|晚|at)\s?)$", Linear)]
    public static partial Regex EndsAsTimeOrNumber();

    [GeneratedRegex("^([-/.:~〜–—][0-9]|[a-z])", Linear)]
    public static partial Regex NumberGoesOn();

    [GeneratedRegex("[明来后去前]年|(next|last) year", Linear)]
    public static partial Regex SomeYear();

    [GeneratedRegex(@"月|month|\b(jan(uary)?|feb(ruary)?|march|april|june|july|august|september|october|november|december)\b", Linear)]
    public static partial Regex SomeMonth();

    [GeneratedRegex("[上下每隔]个?(周|星期|礼拜)|第.{1,2}个?(周|星期|礼拜)|week", Linear)]
    public static partial Regex SomeWeek();
}
