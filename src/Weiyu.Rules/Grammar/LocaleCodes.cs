namespace Weiyu.Rules.Grammar;

/// <summary>The codes of languages.</summary>
internal static class LocaleCodes
{
    /// <summary>Whether a key looks like a language: <c>zh</c>, <c>en</c>, <c>zh-TW</c>.</summary>
    public static bool IsCode(string key) =>
        key.Length is 2 or 3 && key.All(char.IsAsciiLetterLower)
        || key.Length is > 3 and <= 10 && key[2] == '-' && key.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
