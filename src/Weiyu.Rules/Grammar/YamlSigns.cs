using System.Globalization;
using System.Text.RegularExpressions;
using Weiyu.Text.Files;
using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace Weiyu.Rules.Grammar;

/// <summary>What can be seen in a file's text and not in its nodes: texts that a comment cuts off, and blanks that are none.</summary>
internal static partial class YamlSigns
{
    /// <summary>Finds texts that end at a '#' which was meant as a part of them: nothing but a blank stands before it, and none behind it.</summary>
    public static void Comments(string text, string file, List<RuleProblem> problems)
    {
        var lines = text.Split('\n');
        try
        {
            var scanner = new Scanner(new StringReader(text), skipComments: false);
            while (scanner.MoveNext())
            {
                if (scanner.Current is not Comment { IsInline: true } comment) continue;
                var (line, column) = ((int)comment.Start.Line, (int)comment.Start.Column);
                if (line < 1 || line > lines.Length || column >= lines[line - 1].Length || column < 1) continue;
                var (before, behind) = (lines[line - 1][..(column - 1)].TrimEnd(), lines[line - 1][column]);
                // '#' alone, a blank or more of the kind begin what people mean as a comment; so does one behind a key or a closed text.
                if (char.IsWhiteSpace(behind) || behind is '#' or '!' or '-' or '=' || before.Length == 0 || before[^1] is ':' or '"' or '\'' or ']' or '}' or '|' or '>' or '-') continue;
                problems.Add(new RuleProblem(file, line, column, ProblemSeverity.Warning, "cut-by-comment",
                    $"The text ends before '#{Shown(lines[line - 1], column)}': with a blank before it, '#' begins a comment.", "Put the text in quotes; or write a blank behind '#' if it is a comment."));
            }
        }
        catch (YamlException)
        {
            // The reader of the file says what is wrong.
        }
    }

    /// <summary>The first line with a key or an item whose indentation has a character that looks like a blank and is none; null: there is none.</summary>
    public static (int Line, char Sign)? Indentation(string text)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var length = lines[i].TakeWhile(c => c is ' ' or '\t' or '\uFEFF' || IsInvisible(c)).Count();
            // Within a text, such blanks are the author's own.
            if (lines[i].Take(length).FirstOrDefault(IsInvisible) is var sign and not '\0' && Begins().IsMatch(lines[i].AsSpan(length))) return (i + 1, sign);
        }

        return null;
    }

    /// <summary>Whether a character looks like a blank, or like nothing, and is no blank to YAML.</summary>
    public static bool IsInvisible(char c) => c is not (' ' or '\t' or '\r' or '\n' or '\uFEFF')
        && char.GetUnicodeCategory(c) is UnicodeCategory.SpaceSeparator or UnicodeCategory.Format or UnicodeCategory.LineSeparator;

    /// <summary>What is wrong with a line that is indented with one, and what to do.</summary>
    public static (string Message, string Cure) Words(char sign) => (
        $"The line is indented with {Name(sign)}: it looks like a blank, and is none to YAML.",
        "Delete the indentation and type it again with ordinary blanks (an editor that shows invisible characters helps).");

    [GeneratedRegex("^(- |[A-Za-z_\"'][^ ]*:([ \r]|$))", RegexOptions.NonBacktracking)]
    private static partial Regex Begins();

    private static string Name(char sign) => sign switch
    {
        '\u00a0' => "no-break spaces (U+00A0)",
        '\u3000' => "ideographic spaces (U+3000, of a Chinese keyboard)",
        _ => $"the character U+{(int)sign:X4}",
    };

    private static string Shown(string line, int from) => line[from..].Trim() is { Length: > 12 } rest ? rest[..12] + "…" : line[from..].Trim();
}
