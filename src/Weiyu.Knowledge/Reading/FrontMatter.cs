using System.Text.RegularExpressions;
using Weiyu.Text.Files;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Knowledge.Reading;

/// <summary>
/// What stands between <c>---</c> lines at the top of a Markdown file. What people make of these lines is read, too, and said: not closed, closed by
/// more hyphens, below empty lines, within the fence of an example. Else a campaign that is over would be answered for ever.
/// </summary>
internal static partial class FrontMatter
{
    private const int MaxLines = 60;

    /// <summary>Takes it off; a mistake in it is a warning. Where it says until when the text holds and that can't be read, nothing of the file counts.</summary>
    /// <param name="text">The file.</param>
    /// <param name="context">Gets what is wrong.</param>
    /// <returns>What it says, and the text with empty lines in its place, so that places stay what they are.</returns>
    public static (EntryDefaults Said, string Text) Take(string text, ReadContext context)
    {
        var lines = text.Split('\n').Select(l => l.TrimEnd('\r')).ToArray();
        if (Find(lines) is not var (first, end, after, odd)) return (EntryDefaults.None, text);
        if (odd is not null) context.Warn(first, "front-matter-shape", $"The front matter {odd}; it is read all the same.", "Begin the file with a line ---, and close it with one.");
        var rest = string.Join('\n', lines.Select((l, i) => i < after ? "" : l));
        var yaml = string.Join('\n', lines[first..end].Select(l => FullWidthColon().Replace(l, "${key}: ")));
        var problems = new List<FileProblem>();
        var node = YamlNodes.Parse(yaml, new ReadContext(context.File, context.Options, context.Zone, problems), firstLine: first + 1);
        if (node is YamlMappingNode map) return (EntryDefaults.Read(YamlNodes.Scalars(map), EntryDefaults.None, context, first + 1), rest);
        if (node is null && problems.Count == 0) return (EntryDefaults.None, rest);
        var limited = lines[first..end].Any(l => Limit().IsMatch(l));
        context.Warn(problems.Count > 0 ? problems[0].Line : first + 1, "bad-front-matter",
            limited ? "The front matter cannot be read, and it says until when the text holds: nothing of the file is used." : "The front matter cannot be read; the text counts without it, always and in every language.",
            "Write lines such as language: zh between the two --- lines.");
        return (limited ? EntryDefaults.None with { IsUnreadable = true } : EntryDefaults.None, rest);
    }

    /// <summary>Its lines: the first, the one behind the last, the first of the text; and what is odd about it.</summary>
    private static (int First, int End, int After, string? Odd)? Find(string[] lines)
    {
        var at = 0;
        while (at < lines.Length && lines[at].Trim(' ', '\t', '\uFEFF', '\u200B', '\u3000').Length == 0) at++;
        if (at >= lines.Length) return null;
        var odd = at > 0 ? "begins below an empty line" : null;
        var fence = Fence().IsMatch(lines[at]) && at + 1 < lines.Length && Rule().IsMatch(lines[at + 1]);
        if (fence) (at, odd) = (at + 1, "stands in a fence, as examples do");
        if (!Rule().IsMatch(lines[at])) return null;
        if (lines[at].Trim() != "---") odd ??= "begins with a line that is not ---";
        var first = at + 1;
        for (var i = first; i < Math.Min(lines.Length, first + MaxLines); i++)
        {
            if (Rule().IsMatch(lines[i]) || lines[i].Trim() == "...")
            {
                if (lines[i].Trim() is not ("---" or "...")) odd ??= $"is closed by '{lines[i].Trim()}'";
                // What only looks like it (a line between two rules) has none of its names.
                if (odd is not null && !lines[first..i].Any(IsKnown)) return null;
                var after = i + 1;
                if (fence) after += lines.Skip(after).TakeWhile(l => l.Trim().Length == 0 || l.TrimStart().StartsWith("```", StringComparison.Ordinal)).Count();
                return (first, i, after, odd);
            }

            if (lines[i].Trim().Length == 0 || lines[i].StartsWith('#') || Key().IsMatch(lines[i]) || lines[i].StartsWith(' ') || lines[i].StartsWith('-')) continue;
            break;
        }

        // Not closed: the lines at the top that have its names.
        var last = first;
        while (last < lines.Length && Key().IsMatch(lines[last])) last++;
        return last > first && lines[first..last].All(IsKnown) ? (first, last, last, odd ?? "is not closed") : null;
    }

    private static bool IsKnown(string line) => Key().Match(line) is { Success: true } key
        && new[] { FieldNames.Locale, FieldNames.Tags, FieldNames.From, FieldNames.Until }.Any(n => n.Contains(key.Groups["key"].Value.Trim(), StringComparer.OrdinalIgnoreCase));

    [GeneratedRegex("^[-－—]{3,}[ \\t]*$", RegexOptions.NonBacktracking)]
    private static partial Regex Rule();

    [GeneratedRegex("^(```|~~~)[ ]*(ya?ml)?[ ]*$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^[ ]{0,3}(?<key>[\p{L}_]{1,30})[ ]*[:：]", RegexOptions.NonBacktracking)]
    private static partial Regex Key();

    [GeneratedRegex(@"^(?<key>[ ]*[\p{L}_]{1,30})[ ]*：[ ]*", RegexOptions.NonBacktracking)]
    private static partial Regex FullWidthColon();

    [GeneratedRegex("from|until|valid|expires|start|end|生效|失效|截止|开始|结束", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Limit();
}
