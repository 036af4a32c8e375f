namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>A part of a folded text.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How long it is.</param>
internal readonly record struct Span(int Start, int Length)
{
    /// <summary>Behind its last character.</summary>
    public int End => Start + Length;

    /// <summary>Whether a place lies in it.</summary>
    public bool Has(int at) => at >= Start && at < End;
}

/// <summary>Cuts folded texts into sentences and clauses.</summary>
internal static class Clauses
{
    /// <summary>The sentences, with their marks.</summary>
    public static List<Span> Sentences(string text) => Cut(text, static (t, i) => t[i] is '。' or '！' or '？' or '!' or '?' or '\n' or '；' or ';' || (t[i] == '.' && Ends(t, i)));

    /// <summary>The clauses of a sentence, with their marks.</summary>
    public static List<Span> Of(string text) => Cut(text, static (t, i) => t[i] is '。' or '！' or '？' or '!' or '?' or '\n' or '；' or '，' or '、' or '：' or '(' or ')' or '·' || (t[i] is ',' or ';' or ':' or '.' && Ends(t, i)));

    /// <summary>The part that holds a place; the whole text where none does.</summary>
    public static Span At(List<Span> spans, int at)
    {
        foreach (var span in spans)
        {
            if (span.Has(at)) return span;
        }

        return spans.Count > 0 ? spans[^1] : default;
    }

    /// <summary>A point or comma amid a number or an address ends nothing.</summary>
    private static bool Ends(string text, int at) => at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]) || text[at + 1] > '\u2e80' || (at > 0 && text[at - 1] > '\u2e80');

    private static List<Span> Cut(string text, Func<string, int, bool> isEnd)
    {
        var parts = new List<Span>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (!isEnd(text, i)) continue;
            if (i + 1 - start > 1) parts.Add(new Span(start, i + 1 - start));
            start = i + 1;
        }

        if (start < text.Length) parts.Add(new Span(start, text.Length - start));
        return parts;
    }
}
