using System.Text;

namespace Weiyu.Bot.Storage;

/// <summary>
/// Text as PostgreSQL takes it: it has no NUL, and is UTF-8. What others wrote may hold a NUL or half a surrogate pair, and one such word must not
/// make the statement fail again and again.
/// </summary>
internal static class PostgresText
{
    /// <summary>The text, with U+FFFD in the place of what can't be stored.</summary>
    public static string Of(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0) return text.Replace('\0', '\uFFFD');
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) result.Append(rune.Value == 0 ? "\uFFFD" : rune.ToString());
        return result.ToString();
    }
}
