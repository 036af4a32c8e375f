namespace Weiyu.Rules.Grammar;

/// <summary>What readers of one section have to know of the rest of the folder.</summary>
internal sealed record FolderContext
{
    /// <summary>A file by itself: any language, no word lists, no folder.</summary>
    public static FolderContext None { get; } = new();

    /// <summary>Whether texts may be given in a language.</summary>
    public Func<string, bool> IsLocale { get; init; } = LocaleCodes.IsCode;

    /// <summary>The word lists that patterns may name.</summary>
    public WordLists Words { get; init; } = new();

    /// <summary>The words of the platform.</summary>
    public Platform Platform { get; init; } = Platform.Unknown;

    /// <summary>The rules folder, in which other files are named; null: files are not looked at.</summary>
    public string? Path { get; init; }
}
