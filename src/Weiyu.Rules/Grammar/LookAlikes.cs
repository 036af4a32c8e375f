using System.Buffers;
using System.Globalization;
using Weiyu.Text.Folding;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Grammar;

/// <summary>
/// Marks that look like those of YAML or of the rules and are others: a Chinese keyboard and a word processor write them by themselves. What has them
/// can be read and means something else than its author thinks.
/// </summary>
internal static class LookAlikes
{
    /// <summary>The code of the finding.</summary>
    public const string Code = "look-alike";

    private const int MaxWord = 8;

    private static readonly char[] Separators = ['，', '、', '；', '｜', '|', '/', '／'];

    private static readonly SearchValues<char> Signs = SearchValues.Create(Separators);

    private static readonly string[] Quotes = ["“”", "‘’", "「」", "『』", "„“", "«»", "＂＂", "＇＇", "””", "““"];

    private static readonly string[] Brackets = ["【】", "《》", "〈〉", "〔〕", "［］", "“”", "‘’", "「」", "『』"];

    /// <summary>A text that is wholly in quotation marks which are none to YAML.</summary>
    public static void Quoted(string text, YamlNode node, YamlSection section)
    {
        if (text.Length < 3 || Quotes.FirstOrDefault(q => text[0] == q[0] && text[^1] == q[1]) is not { } marks || text.AsSpan(1, text.Length - 2).IndexOfAny(marks[0], marks[1]) >= 0) return;
        section.Warn(node, Code, $"The marks {marks[0]} {marks[1]} are no quotation marks of YAML: they belong to the text.",
            $"Write straight ones, or none: \"{text[1..^1]}\".");
    }

    /// <summary>Texts, each looked at.</summary>
    public static List<string> Checked(List<(string Text, YamlNode Node)> texts, YamlNode node, YamlSection section)
    {
        foreach (var (text, item) in texts) Quoted(text, item, section);
        return texts.ConvertAll(t => t.Text);
    }

    /// <summary>A keyword that is several, or has marks in it that visitors do not type.</summary>
    public static void Keyword(string text, YamlNode node, YamlSection section)
    {
        if (text[0] == '＠')
        {
            section.Warn(node, Code, $"'{text}' begins with the full-width '＠', so it names no word list.", $"Write @{text[1..]}, in quotes.");
            return;
        }

        var parts = text.Split(Separators, StringSplitOptions.TrimEntries);
        if (node is YamlScalarNode { Style: ScalarStyle.Plain } && parts.Length > 1 && parts.All(p => p.Length is > 0 and <= MaxWord))
        {
            var mark = text[text.AsSpan().IndexOfAny(Signs)];
            section.Warn(node, Code, $"'{text}' is one keyword: '{mark}' parts no words.",
                $"Write [{string.Join(", ", parts)}] with half-width commas; or put it in quotes if visitors write it just so.");
        }
        else if (Brackets.FirstOrDefault(b => text.IndexOf(b[0], StringComparison.Ordinal) is >= 0 and var open && text.IndexOf(b[1], open + 1) > open) is { } brackets
            && !(Quotes.Contains(brackets) && text[0] == brackets[0] && text[^1] == brackets[1]))
        {
            section.Warn(node, Code, $"The keyword '{text}' has the marks {brackets[0]} {brackets[1]} in it, which visitors leave out.",
                $"Write it without: {string.Concat(text.Where(c => !brackets.Contains(c, StringComparison.Ordinal)))}.");
        }
    }

    /// <summary>An expression with full-width signs, which stand for themselves and are folded in messages.</summary>
    public static void Expression(string source, YamlNode node, YamlSection section)
    {
        if (source.FirstOrDefault(c => c is '（' or '）' or '｜' or '［' or '］' or '｛' or '｝' or '＊' or '＋' or '？' or '．' or '＼' or '＾' or '＄') is var sign and not '\0')
            section.Warn(node, Code, $"The full-width '{sign}' stands for itself in an expression.", $"Write '{Plain(sign)}'.");
    }

    /// <summary>Full-width braces in a text for visitors, which read them as they are.</summary>
    public static void Template(string text, YamlNode node, YamlSection section)
    {
        if (text.Contains("｛｛", StringComparison.Ordinal) || text.Contains("｛%", StringComparison.Ordinal) || text.Contains("｛％", StringComparison.Ordinal))
            section.Warn(node, Code, "The full-width braces ｛｛ ｝｝ are no template: visitors read them as they are.", "Write {{ … }}, and the text in quotes.");
    }

    /// <summary>What to add to a cure where a value has such marks; empty: it has none.</summary>
    public static string Hint(YamlNode node)
    {
        if (node is not YamlScalarNode { Value: { Length: > 0 and < 400 } value }) return "";
        var marks = value.Where(c => c is (>= '！' and <= '～') or '“' or '”' or '‘' or '’' or '　' or '\u00a0' or '－' or '–' or '—').Distinct().Take(3).ToList();
        return marks.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
            $" There are look-alike marks in it: {string.Join(", ", marks.Select(m => $"'{m}' for '{Plain(m)}'"))}.");
    }

    private static string Plain(char mark) => mark switch
    {
        '“' or '”' => "\"",
        '‘' or '’' => "'",
        '　' or '\u00a0' => "an ordinary blank",
        '–' or '—' or '－' => "-",
        _ => CompatibilityForms.Fold(mark.ToString()),
    };
}
