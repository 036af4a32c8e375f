using System.Text.RegularExpressions;
using Weiyu.Text.Dates;
using Weiyu.Text.Numbers;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>The expressions by which <see cref="FactReader"/> finds facts in folded text.</summary>
internal static partial class FactPatterns
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private const string Top = "com|cn|net|org|io|co|top|xyz|vip|shop|info|cc|me|tv|app|dev|site|online|club|link|ly|gl|to|ru|tk|store|live|work|biz|pro|ai|us|uk|hk|tw|jp|de|example|test|invalid|local|pay|bank|wang|fun|win|中国|公司|网络|网址|在线|商城|集团";

    [GeneratedRegex(@"[a-z0-9._%+'-]{1,64}@[\p{L}0-9-]{1,63}(\.[\p{L}0-9-]{1,63}){1,8}", Linear)]
    public static partial Regex Email();

    [GeneratedRegex(@"([a-z][a-z0-9+.-]{1,20}://|//|www\.)[\p{L}0-9\-._~:/?#@!$&'*+,;=%\[\]]+|(javascript|data|mailto|tel|sms):[^\s]+|[\p{L}0-9][\p{L}0-9-]{0,62}(\.[\p{L}0-9-]{1,63}){0,5}\.(" + Top + @"|xn--[a-z0-9-]+)(:[0-9]{1,5})?(/[a-z0-9\-._~:/?#@!$&'*+,;=%\[\]]*)?", Linear)]
    public static partial Regex Url();

    /// <summary>Small letters with a dot between and none around: an address under a top level that no list knows.</summary>
    [GeneratedRegex(@"[a-z0-9][a-z0-9-]*[a-z0-9](\.[a-z0-9-]{2,40}){0,4}\.[a-z]{2,18}\b(/[a-z0-9\-._~:/?#=&%]*)?", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    public static partial Regex AnyAddress();

    [GeneratedRegex(@"(微信号?|微 ?信|v ?信|威信|薇信|wechat|weixin|vx|telegram|whatsapp|line|qq|扣扣|飞信|钉钉|支付宝|alipay|paypal|银行卡|卡号|账号|账户|account|收款码)(\s*(id|号|账号|账户|number|no\.?|是|is|为))*\s*[:@]?\s*(?<id>[a-z0-9][a-z0-9_-]{4,33})", Linear)]
    public static partial Regex Account();

    [GeneratedRegex(@"(^|[^a-z0-9._%+-])@(?<id>[a-z][a-z0-9_]{4,30})", Linear)]
    public static partial Regex Handle();

    [GeneratedRegex("(?<id>[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁马任袁柳史唐薛雷贺倪汤罗毕郝傅齐康余元顾孟黄穆萧尹姚邵汪毛米戴宋庞熊纪舒屈祝董梁杜蓝季贾江童郭梅林钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房丁宣邓单洪包左石崔吉龚程邢裴陆荣翁段侯秋仲伊宫宁刘景詹龙叶幸司黎白赖卓池乔温庄晏柴瞿阎习容古易廖耿匡寇欧沃利越巩聂曾沙游荆红][一-龥]{0,2}(经理|主管|店长|总监|主任|老板|律师))", Linear)]
    public static partial Regex PersonTitle();

    [GeneratedRegex(@"\b(?<id>(Mr|Ms|Mrs|Dr|Manager|Supervisor|Director)\.? [A-Z][a-z]{1,20})", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    public static partial Regex EnglishPerson();

    [GeneratedRegex(@"([0-9]{4})\s*[-/.年]\s*([01]?[0-9])\s*[-/.月]\s*([0-3]?[0-9])\s*[日号]?", Linear)]
    public static partial Regex FullDate();

    [GeneratedRegex(@"(?<m>[01]?[0-9]|[一二三四五六七八九]|十[一二]?)\s*月\s*(?<d>[0-3]?[0-9]|[一二三四五六七八九十]{1,3})\s*[日号]", Linear)]
    public static partial Regex ShortDate();

    private const string MonthName = "(" + MonthNames.Pattern + ")";

    [GeneratedRegex(@"\b" + MonthName + @"\.?\s+([0-3]?[0-9])(?:st|nd|rd|th)?(?:\s*,?\s*([0-9]{4}))?\b", Linear)]
    public static partial Regex MonthFirst();

    [GeneratedRegex(@"([0-3]?[0-9])(?:st|nd|rd|th)?\s+(?:of\s+)?" + MonthName + @"\b\.?(?:\s*,?\s*([0-9]{4}))?", Linear)]
    public static partial Regex DayFirst();

    private const string Parts = "(?<part>凌晨|早上|清晨|上午|中午|下午|傍晚|晚上|早|晚)";

    private const string Hour = "(?<h>[0-2]?[0-9]|[一二三四五六七八九十两]{1,3})";

    [GeneratedRegex("(" + Parts + @"\s*)?(?<h>[0-2]?[0-9]):(?<m>[0-5][0-9])(:[0-5][0-9])?(\s*(?<after>a\.?m|p\.?m)\b\.?)?", Linear)]
    public static partial Regex ClockTime();

    [GeneratedRegex("(?<all>" + Parts + @"\s*" + Hour + @"\s*[点时](?<half>半|一刻)?((?<m>[0-5]?[0-9])分)?)", Linear)]
    public static partial Regex TimeWithPart();

    [GeneratedRegex("(?<all>" + Hour + @"\s*[点时]((?<half>半|一刻)|(?<m>[0-5]?[0-9])分)(?<part>))", Linear)]
    public static partial Regex TimeWithMinutes();

    [GeneratedRegex("[至到从~—-](?<all>(?<h>[0-2]?[0-9])[点时](?<part>)(?<m>)(?<half>))|(?<all>(?<h>[0-2]?[0-9]|[二三四五六七八九两]|十[一二]?)[点时](?<part>)(?<m>)(?<half>))[前后至到开关起之~—-]", Linear)]
    public static partial Regex TimeInRange();

    [GeneratedRegex(@"(?<all>(?<h>[0-1]?[0-9])\s*(?<part>a\.?m|p\.?m)\.?)([^a-z]|$)", Linear)]
    public static partial Regex EnglishTime();

    [GeneratedRegex(@"(^|[^0-9])(?<all>24\s*[/x×*]\s*7|7\s*[/x×*]\s*24)([^0-9]|$)", Linear)]
    public static partial Regex AlwaysOpen();

    [GeneratedRegex(@"(^|\n)[ \t·*-]*(?<no>\(?(?<n>[0-9]{1,3})[.)、:])[ \t]*[^0-9\s]|(?<no>\((?<n>[1-9])\))", Linear)]
    public static partial Regex Enumeration();

    [GeneratedRegex(@"(以下|如下|下面|下列)\s*[1-9]\s*[个条步种项点]|第\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*[步条点项个种类章节]|第[一二三四五六七八九十]|\b(1st|2nd|3rd|[4-9]th)\b|\bstep\s+[0-9]{1,2}\b|步骤\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})", Linear)]
    public static partial Regex Ordinal();

    [GeneratedRegex(@"[0-9]{2,8}\)?([- ]\(?[0-9]{2,8}\)?){1,5}", Linear)]
    public static partial Regex Grouped();

    [GeneratedRegex(@"^\s*(%|percent|折|" + Units.Currencies + "|" + Units.Measures + ")", Linear)]
    public static partial Regex UnitAhead();

    [GeneratedRegex(@"((?<before>￥|\$|€|£|rmb|cny|usd|eur|hkd|人民币|百分之)\s*)?(?<n>[0-9]+(\.[0-9]+)?)(?<big>\s*[万亿千百]|k\b)?\s*(?<after>%|‰|percent|per cent|折|" + Units.Currencies + "|" + Units.Measures + ")?", Linear)]
    public static partial Regex Figure();

    private const string Numerals = "〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟";

    [GeneratedRegex("百分之([" + Numerals + "]{1,8})", Linear)]
    public static partial Regex ChineseShare();

    /// <summary>七成: seventy in a hundred.</summary>
    [GeneratedRegex("(?<n>[一二三四五六七八九1-9])成(?<half>半)?", Linear)]
    public static partial Regex Tenths();

    [GeneratedRegex("(?<n>[" + Numerals + @"]{1,16})\s*(?<after>折|元|圆|块钱|块|人民币|美元|美金|港币|港元|欧元|日元|英镑|个?工作日|个?小时|个月|个?星期|周|天|晚|年|分钟|楼|层|公斤|斤|千克|积分|倍)", Linear)]
    public static partial Regex ChineseNumber();

    [GeneratedRegex("[〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]{5,24}|[壹贰叁肆伍陆柒捌玖拾佰仟]{2,16}|[二三四五六七八九两]?[百千万][〇零一二三四五六七八九十百千]{1,10}|[二三四五六七八九]十[一二三四五六七八九]", Linear)]
    public static partial Regex BareNumerals();

    [GeneratedRegex(@"\b(?<n>(" + EnglishNumerals.Words + @")([ -](and |a )?(" + EnglishNumerals.Words + @"))*)[ -]*(?<after>percent|per cent|yuan|rmb|dollars?|euros?|pounds?|bucks|cents|days?|hours?|weeks?|months?|years?|nights?|minutes?|business days?|working days?|points?)\b", Linear)]
    public static partial Regex EnglishNumber();

    private const string Tens = "(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)";

    [GeneratedRegex(@"\b(?<n>" + Tens + @"([ -](one|two|three|four|five|six|seven|eight|nine))?|((one|two|three|four|five|six|seven|eight|nine|a)[ -])?(hundred|thousand|million)([ -](and[ -])?(" + EnglishNumerals.Words + @"))*)\b", Linear)]
    public static partial Regex BareEnglishNumber();

    [GeneratedRegex(@"\b(?<n>[ivxlcdm]{2,15})\s*(?<after>" + Units.Currencies + @")|(?<before>￥|\$|€|£)\s*(?<n>[ivxlcdm]{2,15})\b", Linear)]
    public static partial Regex RomanMoney();

    [GeneratedRegex(@"半价|对折|打一半|一半(的)?价|只(收|要|付|需)(您|你)?一半|\bhalf[ -](price|off|the price)\b", Linear)]
    public static partial Regex HalfPrice();

    [GeneratedRegex(@"全额|全款|足额|全部(的)?(房费|金额|费用|款项|货款|押金)|百分之?百|\bfull (amount|price|refund|rate|deposit|night)\b|\bin full\b", Linear)]
    public static partial Regex Whole();

    [GeneratedRegex(@"买[一二两三1-9].{0,2}[送赠]|第二.{0,2}(免费|半价)|buy one,? get one|bogo|免费|免单|白送|白拿|不要钱|不收(取)?(任何)?(费|钱)|不用(付|花|给)?(钱|费)|分文不(取|收)|零元|全免|不另收费|\bfree of charge\b|\b(for|is|are|it's|be|get|totally|completely|absolutely) free\b|\bfree (of|stay|night|room|upgrade|breakfast|cancell?ation|shipping|delivery|for)\b|\bno (extra )?(charge|cost|fee)s?\b|\bcosts? nothing\b|\bon the house\b|\bcomplimentary\b|\bat no cost\b", Linear)]
    public static partial Regex Free();
}
