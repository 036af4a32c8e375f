using Weiyu.Text.Matching;

namespace Weiyu.Rules.Intents;

/// <summary>How much of a keyword is in a text, for <c>rules why</c>.</summary>
internal static class Similarity
{
    /// <summary>From 0 to 1: the longest part of the keyword that the text holds, or how few edits a word of the text is away.</summary>
    public static double Best(string text, string keyword)
    {
        if (text.Length == 0 || keyword.Length == 0) return 0;
        if (text.Contains(keyword, StringComparison.Ordinal)) return 1;
        var longest = 0;
        for (var start = 0; start < keyword.Length; start++)
        {
            for (var end = keyword.Length; end - start > longest; end--)
            {
                if (text.AsSpan().IndexOf(keyword.AsSpan(start, end - start)) < 0) continue;
                longest = end - start;
                break;
            }
        }

        var shared = longest / (double)keyword.Length;
        foreach (var word in text.Split(' '))
        {
            if (Math.Abs(word.Length - keyword.Length) > 2 || word.Length > 40) continue;
            shared = Math.Max(shared, 1 - (EditDistance.Of(word, keyword) / (double)Math.Max(word.Length, keyword.Length)));
        }

        return shared;
    }
}
