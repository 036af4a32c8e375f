using System.Text;
using System.Text.RegularExpressions;

namespace Weiyu.Knowledge.Reading;

/// <summary>
/// Takes out what a person who reads a file does not see and a program does: elements that are not shown, comments, characters that spell words invisibly. Whoever hides a
/// sentence from people means it for machines.
/// </summary>
internal static partial class HiddenText
{
    /// <summary>The text without it; a warning says where the first was.</summary>
    public static string Remove(string text, ReadContext context)
    {
        var found = -1;
        if (text.Contains('<', StringComparison.Ordinal))
        {
            text = Element().Replace(text, Gone);
            text = Comment().Replace(text, m =>
            {
                // A comment without a sentence (TODO, a marker of an editor) hides nothing.
                if (m.Length > 24) found = found < 0 ? m.Index : found;
                return "";
            });
        }

        if (text.Contains('\udb40', StringComparison.Ordinal))
        {
            found = found < 0 ? text.IndexOf('\udb40', StringComparison.Ordinal) : found;
            var seen = new StringBuilder(text.Length);
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] == '\udb40') i++;
                else seen.Append(text[i]);
            }

            text = seen.ToString();
        }

        if (found >= 0)
        {
            var line = 1 + text.AsSpan(0, Math.Min(found, text.Length)).Count('\n');
            context.Warn(line, "hidden-text", "The file holds text that readers don't see; it is left out.", "Take it out, or make it visible.");
        }

        return text;

        string Gone(Match match)
        {
            found = found < 0 ? match.Index : found;
            return "";
        }
    }

    [GeneratedRegex(@"<[a-z]+[^<>]{0,200}(display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0|color\s*:\s*(#fff|white|transparent)|\shidden)[^<>]{0,200}>[^<]{0,4000}(</[a-z]+>)?", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Element();

    [GeneratedRegex("<!--[^>]{0,8000}-->", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Comment();
}
