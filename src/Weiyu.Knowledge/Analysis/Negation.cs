using System.Collections.Frozen;

namespace Weiyu.Knowledge.Analysis;

/// <summary>
/// Whether a question says that something is not so. "I have not received my invoice" and "I need an invoice" share their rare words and mean
/// different things; the words of negation themselves are too common to weigh anything.
/// </summary>
internal static class Negation
{
    private static readonly string[] NoNegation =
    [
        "能不能", "可不可以", "是不是", "有没有", "会不会", "要不要", "好不好", "行不行", "对不对", "用不用", "需不需要", "不知道", "不好意思", "不错", "差不多", "不同", "不仅", "不但", "没关系", "没事", "没问题", "不过",
    ];

    private static readonly string[] Chinese = ["不", "没", "未", "无法", "别再", "失败", "无效", "缺"];

    private static readonly FrozenSet<string> English = new[]
    {
        "not", "no", "never", "nothing", "none", "cannot", "cant", "wont", "dont", "doesnt", "didnt", "isnt", "arent", "wasnt", "werent", "hasnt", "havent",
        "couldnt", "wouldnt", "without", "unable", "failed", "fails", "missing", "declined", "rejected", "invalid",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a normalised text negates.</summary>
    public static bool In(string normal)
    {
        var text = normal.TrimEnd('?', '!', '.', ' ');

        // 好了没, 可以不: a particle that asks.
        if (text is [.., '不' or '没']) text = text[..^1];
        foreach (var phrase in NoNegation) text = text.Replace(phrase, "", StringComparison.Ordinal);
        return Chinese.Any(n => text.Contains(n, StringComparison.Ordinal)) || HasEnglish(text);
    }

    private static bool HasEnglish(string text)
    {
        var words = English.GetAlternateLookup<ReadOnlySpan<char>>();
        var plain = text.Replace("'", "", StringComparison.Ordinal).AsSpan();
        foreach (var range in plain.SplitAny(' ', ',', '.', '?', '!'))
        {
            if (words.Contains(plain[range])) return true;
        }

        return false;
    }
}
