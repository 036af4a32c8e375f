using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Weiyu.Knowledge.Reading;

/// <summary>The text of a block of HTML in Markdown: editors that can do no tables, colours or centring write them so. What is no text (comments, scripts, styles) goes.</summary>
internal static partial class HtmlText
{
    /// <summary>The parts of a block: a paragraph, an item or a row each. A row says its column names, so that it can be read alone.</summary>
    public static IEnumerable<string> Parts(string html)
    {
        var text = Hidden().Replace(html, " ");
        foreach (var (piece, isTable) in Tables(text))
        {
            foreach (var part in isTable ? Rows(piece) : Plain(piece).Split('\n'))
            {
                if (part.Trim() is { Length: > 0 } line) yield return line;
            }
        }
    }

    /// <summary>The text of a block that is a heading and nothing else, with its level; null: it is something else.</summary>
    public static (int Level, string Text)? Heading(string html) =>
        HeadingBlock().Match(html.Trim()) is { Success: true } heading && Plain(heading.Groups["text"].Value).Trim() is { Length: > 0 } text ? (heading.Groups["level"].Value[0] - '0', text) : null;

    private static IEnumerable<(string Piece, bool IsTable)> Tables(string html)
    {
        var at = 0;
        foreach (Match table in Table().Matches(html))
        {
            yield return (html[at..table.Index], false);
            yield return (table.Value, true);
            at = table.Index + table.Length;
        }

        yield return (html[at..], false);
    }

    private static IEnumerable<string> Rows(string table)
    {
        List<string>? header = null;
        foreach (Match row in Row().Matches(table))
        {
            var cells = Cell().Matches(row.Value).Select(c => (IsHead: c.Groups["kind"].Value is "th" or "TH", Text: Plain(c.Groups["text"].Value).Replace('\n', ' ').Trim())).ToList();
            if (cells.Count == 0) continue;
            if (header is null && cells.TrueForAll(c => c.IsHead))
            {
                header = cells.ConvertAll(c => c.Text);
                continue;
            }

            yield return PlainMarkdown.Row(header ?? [], cells.ConvertAll(c => c.Text));
        }
    }

    private static string Plain(string html)
    {
        var text = new StringBuilder(Tag().Replace(Breaks().Replace(html.ReplaceLineEndings(" "), "\n"), ""));
        return WebUtility.HtmlDecode(Blanks().Replace(text.ToString(), " ").Replace("**", "", StringComparison.Ordinal));
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex("<!--.*?-->|<script.*?</script>|<style.*?</style>", Options)]
    private static partial Regex Hidden();

    [GeneratedRegex("<table.*?</table>", Options)]
    private static partial Regex Table();

    [GeneratedRegex("<tr.*?(</tr>|$)", Options)]
    private static partial Regex Row();

    [GeneratedRegex("<(?<kind>t[dh])( [^>]*)?>(?<text>.*?)(</t[dh]>|$)", Options)]
    private static partial Regex Cell();

    [GeneratedRegex("^<h(?<level>[1-6])( [^>]*)?>(?<text>.*?)</h[1-6]>$", Options)]
    private static partial Regex HeadingBlock();

    [GeneratedRegex("<br ?/?>|</?(p|div|li|ul|ol|h[1-6]|section|article|center|blockquote|dd|dt|dl|summary|details|tr|table|pre|hr)( [^>]*)?/?>", Options)]
    private static partial Regex Breaks();

    [GeneratedRegex("</?[A-Za-z][^>]*>", Options)]
    private static partial Regex Tag();

    [GeneratedRegex("[ \\t]+", Options)]
    private static partial Regex Blanks();
}
