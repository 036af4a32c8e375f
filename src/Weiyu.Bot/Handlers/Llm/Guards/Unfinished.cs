namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>
/// What can be sent of an answer that ended because it was long enough, in mid-sentence: its whole sentences, if they are most of it. Less would be
/// half an answer that reads like a whole one ("You can. But not if…").
/// </summary>
internal static class Unfinished
{
    private const double GoodPart = 0.5;
    private static readonly System.Buffers.SearchValues<char> Closing = System.Buffers.SearchValues.Create("”’」』）)】》\"'*");

    /// <summary>The whole sentences, without thinking aloud; null when they are too little.</summary>
    public static string? WholeSentences(string text)
    {
        var said = Reasoning.Strip(text);
        var end = LastEnd(said);
        return end > said.Length * GoodPart ? said[..end] : null;
    }

    /// <summary>The index behind the last sentence; 0 where none ends. A line is no sentence: what follows a colon may be missing.</summary>
    private static int LastEnd(string text)
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (!IsEnd(text, i)) continue;
            var end = i + 1;
            while (end < text.Length && Closing.Contains(text[end])) end++;
            return end;
        }

        return 0;
    }

    private static bool IsEnd(string text, int i) => text[i] switch
    {
        '。' or '！' or '？' => true,
        '!' or '?' => i + 1 == text.Length || text[i + 1] > '\u007f' || char.IsWhiteSpace(text[i + 1]) || Closing.Contains(text[i + 1]),
        // At the very end it may be the middle of an address or of a price; behind a digit, the number of an item.
        '.' => i > 0 && !char.IsAsciiDigit(text[i - 1]) && i + 1 < text.Length && (char.IsWhiteSpace(text[i + 1]) || Closing.Contains(text[i + 1])),
        _ => false,
    };
}
