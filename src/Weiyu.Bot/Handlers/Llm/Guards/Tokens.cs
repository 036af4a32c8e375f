using System.Collections.Frozen;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>What a folded text speaks of, roughly: pairs of Chinese characters, and words of three letters and more; no numbers, units and words that stand everywhere.</summary>
internal static class Tokens
{
    private const int MinLatin = 3;

    private static readonly System.Buffers.SearchValues<char> Particles = System.Buffers.SearchValues.Create("的了吗呢吧啊呀哦么");

    private static readonly FrozenSet<string> Common = new[]
    {
        "the", "and", "for", "you", "your", "our", "are", "was", "will", "with", "that", "this", "have", "has", "can", "may", "not", "per", "one", "each", "from", "yes", "its", "but", "all", "any",
        "cost", "costs", "price", "only", "is", "yuan", "rmb", "dollars", "dollar", "euros", "must", "please", "day", "days", "hour", "hours", "night", "nights", "about", "which", "there", "their", "they", "would", "also", "just", "then", "than",
        "一个", "一位", "一晚", "每晚", "收取", "收费", "费用", "价格", "多少", "元一", "需要", "可以", "我们", "您的", "你的", "您可", "为您", "请您", "就是", "这个", "那个", "是的", "好的", "没有", "如果", "的话", "一共", "合计", "总共", "也就", "只要", "只需", "现在", "目前", "已经", "进行", "以及", "或者", "不满", "只是", "大约", "左右",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The tokens of a folded text.</summary>
    public static HashSet<string> Of(ReadOnlySpan<char> text)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < text.Length; i++)
        {
            if (IsHan(text[i]))
            {
                if (i + 1 < text.Length && IsHan(text[i + 1])) Add(found, text.Slice(i, 2).ToString());
            }
            else if (char.IsLetter(text[i]))
            {
                var end = i;
                while (end < text.Length && char.IsLetter(text[end]) && !IsHan(text[end])) end++;
                if (end - i >= MinLatin) Add(found, Stem(text[i..end].ToString().ToLowerInvariant()));
                i = end - 1;
            }
        }

        return found;
    }

    /// <summary>How much of one stands in the other, from 0 to 1; 1 where there is nothing to find.</summary>
    public static double Share(HashSet<string> of, HashSet<string> within) => of.Count == 0 ? 1 : (double)of.Count(within.Contains) / of.Count;

    /// <summary>Whether a character is Chinese.</summary>
    public static bool IsHan(char c) => c is >= '\u3400' and <= '\u9fff';

    private static string Stem(string word) => word.Length > 5 && word.EndsWith("ing", StringComparison.Ordinal) ? word[..^3] : word.Length > 4 && word.EndsWith("ed", StringComparison.Ordinal) ? word[..^2] : word.Length > 3 && word[^1] == 's' ? word[..^1] : word;

    private static void Add(HashSet<string> to, string token)
    {
        if (token.AsSpan().IndexOfAny(Particles) < 0 && !Common.Contains(token)) to.Add(token);
    }
}
