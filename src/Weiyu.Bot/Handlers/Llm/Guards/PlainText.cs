using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>
/// Makes plain text of what models write: the visitor's client shows Markdown raw, and HTML too (or worse, not raw). Links keep their
/// address in brackets, so that the checks that follow see it.
/// </summary>
internal static partial class PlainText
{
    private const int MaxPasses = 3;

    /// <summary>Converts a reply.</summary>
    public static string From(string text)
    {
        text = text.ReplaceLineEndings("\n");
        // Entities can hide tags, and tags can hide in tags: what is left after a few passes is taken apart for good.
        for (var pass = 0; pass < MaxPasses; pass++)
        {
            var before = text;
            text = Comment().Replace(text, "");
            text = Hidden().Replace(text, "");
            text = Break().Replace(text, "\n");
            text = Tag().Replace(text, "");
            text = WebUtility.HtmlDecode(text);
            if (text == before) break;
        }

        text = TagStart().Replace(text, "$1");
        var result = new StringBuilder(text.Length);
        foreach (var line in text.Split('\n')) Line(line, result);
        return Blank().Replace(result.ToString(), "\n\n").Trim();
    }

    private static void Line(string line, StringBuilder result)
    {
        line = line.TrimEnd();
        if (Fence().IsMatch(line) || Rule().IsMatch(line) || TableRule().IsMatch(line)) return;
        line = Quote().Replace(line, "");
        line = Heading().Replace(line, "");
        line = Bullet().Replace(line, "$1· ");
        if (line.Length > 2 && line[0] == '|' && line[^1] == '|') line = string.Join("  ", line.Trim('|').Split('|').Select(c => c.Trim()));
        line = Image().Replace(line, "$1");
        line = Link().Replace(line, m => m.Groups[1].Value == m.Groups[2].Value ? m.Groups[1].Value : $"{m.Groups[1].Value} ({m.Groups[2].Value})");
        line = Reference().Replace(line, "$1");
        line = AutoLink().Replace(line, "$1");
        line = Code().Replace(line, "$1");
        line = Strong().Replace(line, "$1$2");
        line = Struck().Replace(line, "$1");
        line = Emphasis().Replace(line, "$1");
        line = Stray().Replace(line, "");
        line = Escape().Replace(line, "$1");
        foreach (var c in line)
        {
            if (!char.IsControl(c) || c == '\t') result.Append(c);
        }

        result.Append('\n');
    }

    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    [GeneratedRegex("<!--[^>]*-->", Linear)]
    private static partial Regex Comment();

    [GeneratedRegex(@"<(script|style|iframe|object|svg|template|head)\b[^>]*>[^<]*</(script|style|iframe|object|svg|template|head)\s*>", Linear)]
    private static partial Regex Hidden();

    [GeneratedRegex(@"<(br|/p|/div|/li|/tr|/h[1-6])\s*/?>", Linear)]
    private static partial Regex Break();

    [GeneratedRegex("</?[a-z][^<>]*>", Linear)]
    private static partial Regex Tag();

    [GeneratedRegex("<(/?[a-z!?])", Linear)]
    private static partial Regex TagStart();

    [GeneratedRegex(@"^\s*(```|~~~)", Linear)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\s*([-*_]\s*){3,}$", Linear)]
    private static partial Regex Rule();

    [GeneratedRegex(@"^\s*\|?(\s*:?-{2,}:?\s*\|)+\s*(:?-{2,}:?)?\s*$", Linear)]
    private static partial Regex TableRule();

    [GeneratedRegex(@"^(\s*>\s?)+", Linear)]
    private static partial Regex Quote();

    [GeneratedRegex(@"^\s*#{1,6}\s+", Linear)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^(\s*)[-*+]\s+", Linear)]
    private static partial Regex Bullet();

    [GeneratedRegex(@"!\[([^\]]*)\]\([^)]*\)", Linear)]
    private static partial Regex Image();

    [GeneratedRegex("""\[([^\]]*)\]\(\s*<?([^)\s>]*)>?[^)]*\)""", Linear)]
    private static partial Regex Link();

    [GeneratedRegex(@"\[([^\]]+)\]\[[^\]]*\]", Linear)]
    private static partial Regex Reference();

    [GeneratedRegex("<((https?://|mailto:)[^<>\\s]*)>", Linear)]
    private static partial Regex AutoLink();

    [GeneratedRegex("`+([^`]*)`+", Linear)]
    private static partial Regex Code();

    [GeneratedRegex(@"\*\*([^*]+)\*\*|__([^_]+)__", Linear)]
    private static partial Regex Strong();

    [GeneratedRegex("~~([^~]+)~~", Linear)]
    private static partial Regex Struck();

    [GeneratedRegex(@"\*([^*\s0-9][^*]*)\*", Linear)]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"\*\*|```|~~", Linear)]
    private static partial Regex Stray();

    [GeneratedRegex(@"\\([\\`*_{}\[\]()#+.!|>~-])", Linear)]
    private static partial Regex Escape();

    [GeneratedRegex(@"\n{3,}", Linear)]
    private static partial Regex Blank();
}
