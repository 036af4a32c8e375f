namespace Weiyu.Knowledge.Analysis;

/// <summary>What visitors put around a question without changing it: 请问…, 我的…, …怎么办, please …, my ….</summary>
internal static class Politeness
{
    private const int Least = 3;

    private static readonly string[] Before =
        ["请问一下", "请问", "想问一下", "想问", "问一下", "问下", "你好", "您好", "我的", "我们的", "我", "你们的", "你们", "亲", "please", "hello", "hi", "my", "the", "a"];

    private static readonly string[] After = ["怎么办啊", "怎么办呢", "怎么办", "咋办", "怎么处理", "了吗", "吗", "呢", "啊", "呀", "嘛", "谢谢", "please", "thanks"];

    /// <summary>A normalised text without them. Never so short that nothing of the question is left.</summary>
    public static string Strip(string normal)
    {
        var text = normal.AsSpan().Trim();
        while (Shorter(text, out var rest)) text = rest;
        return text.ToString();
    }

    private static bool Shorter(ReadOnlySpan<char> text, out ReadOnlySpan<char> rest)
    {
        foreach (var word in Before)
        {
            if (text.Length - word.Length < Least || !text.StartsWith(word, StringComparison.Ordinal) || (char.IsAscii(word[0]) && text[word.Length] != ' ')) continue;
            rest = text[word.Length..].TrimStart();
            return true;
        }

        foreach (var word in After)
        {
            if (text.Length - word.Length < Least || !text.EndsWith(word, StringComparison.Ordinal) || (char.IsAscii(word[0]) && text[^(word.Length + 1)] != ' ')) continue;
            rest = text[..^word.Length].TrimEnd();
            return true;
        }

        rest = text;
        return false;
    }
}
