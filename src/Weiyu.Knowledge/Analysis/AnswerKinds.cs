namespace Weiyu.Knowledge.Analysis;

/// <summary>
/// What kinds of questions a text can answer by what stands in it: amounts of money answer "how much", lengths of time "how long",
/// times of day "what time", counted things "how many". The kinds are the groups of question words in <see cref="CommonSynonyms"/>.
/// </summary>
internal static class AnswerKinds
{
    private const string HowLong = "§多久";
    private const string HowMuch = "§多少钱";
    private const string WhatTime = "§几点";
    private const string HowMany = "§几个";

    private static readonly string[] Lengths = ["天", "日", "小时", "分钟", "年", "个月", "个工作日", "周", "day", "hour", "minute", "year", "month", "week", "working day", "business day"];
    private static readonly string[] Money = ["元", "块", "美元", "%", "yuan", "dollar", "pound", "euro", "rmb", "cny", "usd", "percent"];

    private static readonly string[] Counted = ["个", "本", "册", "件", "次", "张", "份", "位", "人", "名", "条", "台", "项", "items", "pieces", "times", "copies", "people", "books"];

    /// <summary>The kinds, as terms.</summary>
    public static AnalyzedText Of(string text)
    {
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < text.Length && kinds.Count < 4; i++)
        {
            if (!char.IsAsciiDigit(text[i])) continue;
            if (i > 0 && text[i - 1] is '$' or '¥' or '￥' or '€' or '£') kinds.Add(HowMuch);
            while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] is ',' or '.')) i++;
            if (i + 2 < text.Length && text[i] is ':' or '：' && char.IsAsciiDigit(text[i + 1])) kinds.Add(WhatTime);
            var rest = text.AsSpan(i).TrimStart(' ');
            if (StartsWith(rest, Lengths)) kinds.Add(HowLong);
            else if (StartsWith(rest, Money)) kinds.Add(HowMuch);
            else if (StartsWith(rest, Counted)) kinds.Add(HowMany);
        }

        return kinds.Count == 0 ? AnalyzedText.Empty : new AnalyzedText([], [.. kinds.Select(k => new Term(k, 0, 0, TermKind.Group))]);
    }

    private static bool StartsWith(ReadOnlySpan<char> text, string[] words)
    {
        foreach (var word in words)
        {
            if (text.StartsWith(word, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
