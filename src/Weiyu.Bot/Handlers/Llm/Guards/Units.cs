namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>What numbers count in, by one name each.</summary>
internal static class Units
{
    /// <summary>For a regular expression: what money is counted in.</summary>
    public const string Currencies = "元|圆|块钱|块|人民币|美元|美金|港币|港元|欧元|日元|英镑|rmb|cny|usd|eur|hkd|yuan|dollars?|euros?|pounds?|bucks|cents|角|毛";

    /// <summary>For a regular expression: what else is counted in.</summary>
    public const string Measures = "个?工作日|个?小时|个?钟头|个?月|个?星期|周|天|日|年|分钟|秒|晚|夜|(?:business|working) days?|days?|hours?|hrs?|weeks?|months?|years?|minutes?|mins?|seconds?|nights?|个?人|件|位|人|名|次|间|张|个|只|台|本|份|套|双|盒|瓶|辆|支|条|把|箱|顶|袋|款|楼|层|岁|公斤|斤|千克|克|kg|公里|厘米|毫米|平方米|米|cm|mm|升|毫升|ml|寸|瓦|w|g|积分|分|points?|级|倍|percent off|guests?|people|persons?|rooms?|beds?|kilos?|kilometers?|km|meters?";

    /// <summary>The one name of a currency or measure; its own where it has no other.</summary>
    public static string Name(string written)
    {
        if (written.Trim() == "个") return "piece";
        var unit = written.Trim().ToLowerInvariant().TrimStart('个');
        return unit switch
        {
            "元" or "圆" or "块" or "块钱" or "人民币" or "rmb" or "cny" or "yuan" or "￥" => "CNY",
            "美元" or "美金" or "usd" or "dollar" or "dollars" or "bucks" or "$" => "USD",
            "港币" or "港元" or "hkd" => "HKD",
            "欧元" or "eur" or "euro" or "euros" or "€" => "EUR",
            "英镑" or "pound" or "pounds" or "£" => "GBP",
            "日元" => "JPY",
            "角" or "毛" or "cents" => "cent",
            "工作日" or "business day" or "business days" or "working day" or "working days" => "workday",
            "小时" or "钟头" or "hour" or "hours" or "hr" or "hrs" => "hour",
            "月" or "month" or "months" => "month",
            "星期" or "周" or "week" or "weeks" => "week",
            "天" or "日" or "day" or "days" => "day",
            "晚" or "夜" or "night" or "nights" => "night",
            "年" or "year" or "years" => "year",
            "分钟" or "minute" or "minutes" or "min" or "mins" => "minute",
            "秒" or "second" or "seconds" => "second",
            "人" or "位" or "名" or "guest" or "guests" or "people" or "person" or "persons" => "person",
            "件" or "间" or "张" or "次" or "只" or "台" or "本" or "份" or "套" or "双" or "盒" or "瓶" or "辆" or "支" or "条" or "把" or "箱" or "顶" or "袋" or "款" or "room" or "rooms" or "bed" or "beds" => "piece",
            "公斤" or "千克" or "kg" or "kilo" or "kilos" => "kilo",
            "分" or "积分" or "point" or "points" => "point",
            "米" or "meter" or "meters" => "meter",
            "公里" or "km" or "kilometer" or "kilometers" => "kilometer",
            _ => unit,
        };
    }

    /// <summary>Whether a unit is a currency.</summary>
    public static bool IsCurrency(string name) => name is "CNY" or "USD" or "HKD" or "EUR" or "GBP" or "JPY" or "cent";

    /// <summary>Whether a unit only counts people, nights and things.</summary>
    public static bool IsCount(string name) => name is "person" or "piece" or "night" or "point";

    /// <summary>The unit of a number in running text that says none: it counts in nothing, while a value of a tool's result may count in anything (<c>""</c>).</summary>
    public const string Bare = "-";

    /// <summary>Whether two units may name the same: equal, or one of them unsaid.</summary>
    public static bool Fit(string one, string other) => one.Length == 0 || other.Length == 0 || one == other || Loose(one) == Loose(other);

    /// <summary>Whether a unit measures time.</summary>
    public static bool IsTime(string name) => name == "workday" || Minutes(name) is not null;

    /// <summary>How many minutes a unit of time has; null when it is none.</summary>
    public static decimal? Minutes(string name) => name switch { "minute" => 1, "hour" => 60, "day" or "night" => 1440, "week" => 10_080, "month" => 43_200, "year" => 518_400, _ => null };

    private static string Loose(string name) => name == "night" ? "day" : name;
}
