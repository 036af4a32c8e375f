namespace Weiyu.Knowledge;

/// <summary>A piece of knowledge as it was read from its file, before it is indexed.</summary>
internal sealed record KnowledgeEntry
{
    /// <summary>Unique in the knowledge folder.</summary>
    public required string Id { get; init; }

    /// <summary>Relative to the knowledge folder, with forward slashes.</summary>
    public required string File { get; init; }

    /// <summary>What follows <c>#</c> in the source.</summary>
    public required string Anchor { get; init; }

    /// <summary>Where it begins in the file, from 1.</summary>
    public int Line { get; init; }

    /// <summary>The headings above it, outermost first; empty for question lists.</summary>
    public IReadOnlyList<string> Headings { get; init; } = [];

    /// <summary>The ways to ask for it, the best wording first; in all languages of the list.</summary>
    public IReadOnlyList<string> Questions { get; init; } = [];

    /// <summary>Running text, plain.</summary>
    public string Text { get; init; } = "";

    /// <summary>The curated answer; null for running text.</summary>
    public string? Answer { get; init; }

    /// <summary>The language of the text or answer.</summary>
    public required string Locale { get; init; }

    /// <summary>Tags, lower case.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>From when it holds; null: always did.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Until when it holds (exclusive); null: for good.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary><c>file#anchor</c>.</summary>
    public string Source => Anchor.Length == 0 ? File : $"{File}#{Anchor}";

    /// <summary>What a visitor reads as its name.</summary>
    public string Title => Headings.Count > 0 ? string.Join(" › ", Headings) : Questions.Count > 0 ? Questions[0] : FirstWords(Answer ?? Text) is { Length: > 0 } words ? words : File;

    /// <summary>What a text without a title begins with: no visitor knows the names of files.</summary>
    public static string FirstWords(string text)
    {
        var words = text.AsSpan().TrimStart("#＃ *-•\n");
        // "1. …" of a list would stand behind the number of the choice.
        var digits = words.IndexOfAnyExceptInRange('0', '9');
        if (digits is 1 or 2 && words[digits] is '.' or '、' or ')' && words.Length > digits + 2) words = words[(digits + 1)..].TrimStart();
        var end = words.IndexOfAny(Ends);
        if (end > 0) words = words[..(words[end] is '\n' or '。' ? end : end + 1)];
        return words.Length <= MaxTitle ? words.ToString() : $"{words[..(MaxTitle - 1)]}…";
    }

    private static readonly System.Buffers.SearchValues<char> Ends = System.Buffers.SearchValues.Create("\n。！？!?");

    private const int MaxTitle = 30;
}
