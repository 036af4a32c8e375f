using System.Text.RegularExpressions;
using Weiyu.Text.Folding;
using Weiyu.Text.Matching;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Grammar;

/// <summary>Reads keywords, <c>/regular expressions/</c> and references to word lists (<c>@name</c>).</summary>
internal static partial class PatternParser
{
    /// <summary>The most characters of a regular expression.</summary>
    public const int MaxRegexLength = 1_000;

    /// <summary>The most characters of a keyword.</summary>
    public const int MaxKeywordLength = 200;

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    /// <summary>Groups of alternatives, one for each item: a word list gives a group of its words, anything else a group of one.</summary>
    public static List<IReadOnlyList<Pattern>> Groups(YamlNode node, YamlSection section, string what)
    {
        var words = section.Folder.Words;
        var groups = new List<IReadOnlyList<Pattern>>();
        foreach (var (text, item) in section.Texts(node, what))
        {
            if (text[0] == '@')
            {
                if (words.Find(text[1..]) is { } list) groups.Add(list);
                else if (!words.IsDefined(text[1..])) section.Error(item, "unknown-name", $"There is no word list '{text}'.", Nearest.Advice(text[1..], words.Names));
            }
            else if (One(text, item, section) is { } pattern)
            {
                groups.Add([pattern]);
            }
        }

        return groups;
    }

    /// <summary>All alternatives in one list.</summary>
    public static IReadOnlyList<Pattern> Flat(YamlNode node, YamlSection section, string what)
    {
        var groups = Groups(node, section, what);
        return groups.Count == 1 ? groups[0] : [.. groups.SelectMany(g => g)];
    }

    /// <summary>One keyword or expression; null (with a mistake) when it is none.</summary>
    public static Pattern? One(string text, YamlNode node, YamlSection section)
    {
        if (text.Length > 2 && text[0] == '/' && text[^1] == '/')
        {
            var source = text[1..^1];
            LookAlikes.Expression(source, node, section);
            if (Compile(Fold(source), node, section) is not { } regex) return null;
            var shape = RegexShape.Of(source);
            if (shape.NestedRepeat)
                section.Warn(node, "unsafe-regex", $"'{text}' repeats a repetition: elsewhere such an expression hangs on hostile input.", "Write it with one repetition: /a+/ instead of /(a+)+/. (Here it runs in linear time.)");
            if (regex.IsMatch(""))
                section.Warn(node, "matches-everything", $"'{text}' matches an empty text, and so every message.", "Ask for at least one character: + instead of *.");
            var literals = shape.Literals.Select(TextForms.Normalize).Where(l => l.Length > 0).Distinct().ToList();
            return new RegexPattern(text, section.At(node), regex, literals.Count == shape.Literals.Count || shape.Literals.All(l => TextForms.Normalize(l).Length > 0) ? literals : []);
        }

        LookAlikes.Quoted(text, node, section);
        LookAlikes.Keyword(text, node, section);
        var normal = TextForms.Normalize(text);
        if (normal.Length is > 0 and <= MaxKeywordLength) return new KeywordPattern(text, section.At(node), normal);
        section.Error(node, "wrong-value", normal.Length == 0 ? $"The keyword '{text}' has nothing that can be looked for." : $"A keyword has at most {MaxKeywordLength} characters.", "Use a word or a short phrase; for examples of whole sentences use 'like'.");
        return null;
    }

    /// <summary>An expression as messages are normalised: simplified characters, plain letters and digits. What means something in an expression stays.</summary>
    private static string Fold(string source) => string.Create(source.Length, source, static (folded, source) =>
    {
        for (var i = 0; i < source.Length; i++)
        {
            var c = source[i];
            folded[i] = c is >= '０' and <= '９' or >= 'Ａ' and <= 'Ｚ' or >= 'ａ' and <= 'ｚ' ? (char)(c - 0xFEE0) : TraditionalChinese.Simplify(c);
        }
    });

    /// <summary>Compiles an expression so that it runs in linear time; null (with a mistake) when that can't be.</summary>
    public static Regex? Compile(string source, YamlNode node, YamlSection section)
    {
        if (source.Length > MaxRegexLength)
        {
            section.Error(node, "unsafe-regex", $"The expression is longer than {MaxRegexLength} characters.", "Split it into several, or use a word list.");
            return null;
        }

        if (OpenBrace().Match(source) is { Success: true } brace)
            section.Warn(node, "bad-regex", $"In '/{source}/' the brace of '{brace.Value}' is not closed, so that it stands for itself.", $"Close it: {brace.Value}}}; or write \\{{ for the character itself.");
        try
        {
            return new Regex(source, Options);
        }
        catch (NotSupportedException)
        {
            section.Error(node, "unsafe-regex", $"'/{source}/' needs backtracking (look-around, a back-reference, or a huge repetition), which hostile input can make endless.", "Write it without (?=…), (?!…), (?<=…), (?>…) and \\1, and with small counts; use 'none' to exclude something.");
        }
        catch (RegexParseException e)
        {
            section.Error(node, "bad-regex", $"'/{source}/' is no regular expression: {e.Error} at character {e.Offset}.", "Check brackets and put a backslash before . ? * + ( ) [ ] { } | ^ $ that are meant literally.");
        }

        return null;
    }

    [GeneratedRegex(@"(?<!\\)\{[0-9]+(,[0-9]*)?(?![0-9,}])")]
    private static partial Regex OpenBrace();
}
