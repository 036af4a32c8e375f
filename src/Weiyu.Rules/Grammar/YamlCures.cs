using System.Text.RegularExpressions;
using YamlDotNet.Core;

namespace Weiyu.Rules.Grammar;

/// <summary>What to do about a file that is no YAML, by the line that the parser stumbled over: its own messages help programmers only.</summary>
internal static partial class YamlCures
{
    private const string General = "Check the indentation (spaces, no tabs), closing quotes and brackets; put texts with ': ', '#', '@' or '{' in quotes.";

    /// <summary>Where a mistake stands. Of some the parser names only the beginning of the file.</summary>
    public static (int Line, int Column) PlaceOf(YamlException e, string text)
    {
        var lines = text.Split('\n');
        if (e.Message.Contains("tab as indentation", StringComparison.Ordinal))
        {
            var tab = Array.FindIndex(lines, l => l.AsSpan(0, l.Length - l.AsSpan().TrimStart().Length).Contains('\t'));
            if (tab >= 0) return (tab + 1, lines[tab].IndexOf('\t', StringComparison.Ordinal) + 1);
        }

        if (AnchorName().Match(e.Message) is { Success: true } anchor)
        {
            var name = $"*{anchor.Groups[1].Value}";
            var line = Array.FindIndex(lines, l => !l.TrimStart().StartsWith('#') && l.Contains(name, StringComparison.Ordinal));
            if (line >= 0) return (line + 1, lines[line].IndexOf(name, StringComparison.Ordinal) + 1);
        }

        // Where a mapping breaks off, the parser names its beginning or the line before.
        var (from, to) = ((int)e.Start.Line - 1, (int)e.End.Line);
        for (var i = Math.Max(0, from); i <= Math.Min(to, lines.Length - 1); i++)
        {
            if (lines[i].AsSpan(0, lines[i].Length - lines[i].AsSpan().TrimStart().Length).IndexOf('\t') is >= 0 and var tab) return (i + 1, tab + 1);
            if (StarValue().Match(lines[i]) is { Success: true } star) return (i + 1, star.Groups[1].Index + 1);
        }

        return ((int)e.Start.Line, (int)e.Start.Column);
    }

    /// <summary>The cure.</summary>
    public static string For(YamlException e, string text, int place)
    {
        if (e.Message.Contains("uplicate key", StringComparison.Ordinal)) return "Every key may stand once in a mapping: merge the two.";
        if (AnchorName().Match(e.Message) is { Success: true } anchor)
            return $"A text that begins with '*' must be in quotes: \"*{anchor.Groups[1].Value}\". (As it stands it names something that would be defined with '&' above.)";
        var lines = text.Split('\n');
        var at = Math.Clamp(place, 1, lines.Length) - 1;
        var (line, before) = (lines[at].TrimEnd('\r'), at > 0 ? lines[at - 1].TrimEnd('\r') : "");
        foreach (var near in (ReadOnlySpan<string>)[line, before, at + 1 < lines.Length ? lines[at + 1] : ""])
        {
            if (near.AsSpan(0, near.Length - near.AsSpan().TrimStart().Length).Contains('\t')) return "Replace the tab by spaces: YAML is indented with spaces only.";
            if (FullWidthColon().IsMatch(near)) return "Behind the key stands the full-width colon '：': write a half-width one and a space, ': '.";
        }

        if (StarValue().Match(line) is { Success: true } starred) return $"A text that begins with '{starred.Groups[1].Value[0]}' must be in quotes: \"{starred.Groups[1].Value.Trim()}\".";
        if (BareSign().Match(line) is { Success: true } sign) return $"A text that begins with '{sign.Groups[1].Value[0]}' must be in quotes: \"{sign.Groups[1].Value}\".";
        if (e.Message.Contains("quoted scalar", StringComparison.Ordinal)) return "The quotation mark that begins here is not closed: add one at the end of the text.";
        if (BareTemplate().IsMatch(line) || BareTemplate().IsMatch(before)) return "A text with {{ … }} must be in quotes: say: \"{{ visitor.nickname }}…\".";
        if (e.Message.Contains("invalid mapping", StringComparison.Ordinal))
            return ColonInText().IsMatch(line) ? "A text with ': ' in it must be in quotes: say: \"…: …\"." : "Line this key up with those above it: keys that belong together begin in the same column.";
        return e.Message.Contains("expected ','", StringComparison.Ordinal) ? "A list […] or a mapping {…} is not closed, or a comma between its items is missing, here or in the line above." : General;
    }

    [GeneratedRegex(@"^\s*(?:- +)?[A-Za-z_]+: +([*&!][^\s].*)$")]
    private static partial Regex StarValue();

    [GeneratedRegex("anchor '([^']*)'", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex AnchorName();

    [GeneratedRegex(@"^\s*(- +)?[A-Za-z_]+：", RegexOptions.NonBacktracking)]
    private static partial Regex FullWidthColon();

    [GeneratedRegex(@"(?:^|[:,\[{-])\s*([@`%][^\s,\]}""]*)")]
    private static partial Regex BareSign();

    [GeneratedRegex(@"^[^""'|>]*\{\{", RegexOptions.NonBacktracking)]
    private static partial Regex BareTemplate();

    [GeneratedRegex(@"^\s*(- +)?[A-Za-z_]+: +[^""'\s].*: ", RegexOptions.NonBacktracking)]
    private static partial Regex ColonInText();
}
