using Weiyu.Bot.Handlers.Rules;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Bot.Calendars;

/// <summary>Reads the nodes of one file and notes what is wrong with them, with their positions.</summary>
/// <param name="file">The file, relative to the rules folder.</param>
/// <param name="problems">Where problems go.</param>
internal sealed class YamlReader(string file, List<RuleProblem> problems)
{
    /// <summary>The file, relative to the rules folder.</summary>
    public string File { get; } = file;

    /// <summary>Notes a mistake that keeps the folder from being loaded.</summary>
    public void Error(YamlNode at, string code, string message, string cure) => Note(at, ProblemSeverity.Error, code, message, cure);

    /// <summary>Notes something that is worth a look.</summary>
    public void Warning(YamlNode at, string code, string message, string cure) => Note(at, ProblemSeverity.Warning, code, message, cure);

    /// <summary>A scalar's text without outer spaces; null, with a problem, when the node is none.</summary>
    public string? Text(YamlNode node, string what)
    {
        if (node is YamlScalarNode scalar) return (scalar.Value ?? "").Trim();
        Error(node, "not-a-value", $"{what} is a single value here, not a list or a mapping.", "Write it on one line, in quotes.");
        return null;
    }

    /// <summary>The scalars of a list; a single scalar counts as a list of one.</summary>
    public IEnumerable<(string Value, YamlNode Node)> Texts(YamlNode node, string what)
    {
        var items = node is YamlSequenceNode list ? list.Children : [node];
        foreach (var item in items)
        {
            if (Text(item, what) is { } text) yield return (text, item);
        }
    }

    /// <summary>The members of a mapping, by name; a problem when the node is none.</summary>
    public IEnumerable<(string Key, YamlNode KeyNode, YamlNode Value)> Members(YamlNode node, string what)
    {
        if (node is not YamlMappingNode mapping)
        {
            Error(node, "not-a-mapping", $"{what} is a mapping (name: value).", "Indent its members below it, one a line.");
            yield break;
        }

        foreach (var (key, value) in mapping.Children)
        {
            if (key is YamlScalarNode { Value: { } name }) yield return (name.Trim(), key, value);
            else Error(key, "bad-key", "A name must be a plain word.", "Remove the brackets or braces before the colon.");
        }
    }

    /// <summary>Notes a name that nobody knows, with the nearest known one.</summary>
    public void UnknownKey(YamlNode at, string name, IReadOnlyCollection<string> known)
    {
        var nearest = known.Select(k => (Name: k, Distance: Distance(name, k))).OrderBy(k => k.Distance).First();
        var hint = nearest.Distance <= 2 ? $"Did you mean '{nearest.Name}'?" : $"Use one of: {string.Join(", ", known)}.";
        Error(at, "unknown-name", $"'{name}' is not known here.", hint);
    }

    /// <summary>A path below the rules folder, made safe; null, with a problem, when it leads out of it or nothing is there.</summary>
    public string? FilePath(YamlNode at, string path, string? rulesFolder)
    {
        if (rulesFolder is null) return path;
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(rulesFolder));
        var full = Path.GetFullPath(path, root);
        if (!full.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            Error(at, "outside-folder", $"'{path}' is outside the rules folder.", "Put the file into the rules folder and write its path relative to that.");
            return null;
        }

        if (System.IO.File.Exists(full)) return full;
        Error(at, "no-file", $"There is no file '{path}' in the rules folder.", "Check the name (paths are relative to the rules folder) or put the file there.");
        return null;
    }

    private void Note(YamlNode at, ProblemSeverity severity, string code, string message, string cure) =>
        problems.Add(new RuleProblem(File, (int)at.Start.Line, (int)at.Start.Column, severity, code, message, cure));

    /// <summary>How many letters must change to make one word of the other.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
