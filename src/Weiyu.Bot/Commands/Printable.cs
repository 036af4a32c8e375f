using System.Globalization;
using System.Text;

namespace Weiyu.Bot.Commands;

/// <summary>Texts of others in a terminal: what would move its cursor, colour it or turn its lines round is shown, not done.</summary>
internal static class Printable
{
    /// <summary>The text with its control characters visible (<c>␛</c>, <c>\u202E</c>); line feeds and tabs stay.</summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text) || !text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text ?? "";
        var shown = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '\n' or '\t') shown.Append(c);
            else if (c < ' ') shown.Append((char)(0x2400 + c));
            else if (c is '\u007F') shown.Append('\u2421');
            else if (char.IsControl(c) || (char.GetUnicodeCategory(c) is UnicodeCategory.Format && c is not ('\u200C' or '\u200D'))) shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else shown.Append(c);
        }

        return shown.ToString();
    }
}
