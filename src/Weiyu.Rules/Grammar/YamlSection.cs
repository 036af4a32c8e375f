using System.Globalization;
using Weiyu.Text.Dates;
using Weiyu.Text.Matching;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Grammar;

/// <summary>Reads nodes of one file and remembers every mistake with its place. Getters give null for what is not as it should be.</summary>
internal sealed class YamlSection(string file, List<RuleProblem> problems, FolderContext? context = null)
{
    /// <summary>The file, relative to the rules folder.</summary>
    public string File => file;

    /// <summary>Where the mistakes go.</summary>
    public List<RuleProblem> Problems => problems;

    /// <summary>What the folder as a whole says: languages, word lists, where it lies.</summary>
    public FolderContext Folder { get; } = context ?? FolderContext.None;

    /// <summary>Whether texts may be given in a language.</summary>
    public bool IsLocale(string key) => Folder.IsLocale(key);

    /// <summary>Adds a mistake that keeps the folder from being used.</summary>
    public void Error(YamlNode node, string code, string message, string cure) => Add(node, ProblemSeverity.Error, code, message, cure);

    /// <summary>Adds something worth a look.</summary>
    public void Warn(YamlNode node, string code, string message, string cure) => Add(node, ProblemSeverity.Warning, code, message, cure);

    /// <summary>Where a node begins.</summary>
    public Position At(YamlNode node) => Position.Of(node, file);

    /// <summary>The node as a mapping.</summary>
    public YamlMappingNode? Map(YamlNode node, string what)
    {
        if (node is YamlMappingNode map) return map;
        Error(node, "wrong-shape", $"{what} must be a mapping (key: value), not {Shape(node)}.", "Write 'key: value' pairs, one a line, indented below it.");
        return null;
    }

    /// <summary>The node as a list; a single value is a list of one.</summary>
    public static IEnumerable<YamlNode> Items(YamlNode node) => node is YamlSequenceNode list ? list.Children : [node];

    /// <summary>The node as one value; null (with a mistake) when it is a list or a mapping, or empty.</summary>
    public string? Text(YamlNode node, string what)
    {
        if (node is YamlScalarNode { Value: { Length: > 0 } value } && !IsNull(node)) return value;
        Error(node, "wrong-shape", $"{what} must be a text, not {Shape(node)}.", "Write one value, in quotes if it holds ':' or '#'.");
        return null;
    }

    /// <summary>The node as texts: one value or a list of values.</summary>
    public List<(string Text, YamlNode Node)> Texts(YamlNode node, string what)
    {
        var found = new List<(string, YamlNode)>();
        foreach (var item in Items(node))
        {
            if (Text(item, what) is { } text) found.Add((text, item));
        }

        return found;
    }

    /// <summary>The node as yes or no.</summary>
    public bool? Flag(YamlNode node, string what)
    {
        switch ((node as YamlScalarNode)?.Value?.ToLowerInvariant())
        {
            case "true" or "yes" or "on": return true;
            case "false" or "no" or "off": return false;
            default:
                Error(node, "wrong-value", $"{what} must be true or false.", "Write true or false without quotes.");
                return null;
        }
    }

    /// <summary>The node as a whole number in a range.</summary>
    public int? Whole(YamlNode node, string what, int min, int max)
    {
        if (node is YamlScalarNode { Value: { } value } && int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;
        Error(node, "wrong-value", $"{what} must be a whole number from {min} to {max}.", $"Write a number from {min} to {max}.");
        return null;
    }

    /// <summary>The node as a number in a range.</summary>
    public double? Number(YamlNode node, string what, double min, double max)
    {
        if (node is YamlScalarNode { Value: { } value } && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;
        Error(node, "wrong-value", string.Create(CultureInfo.InvariantCulture, $"{what} must be a number from {min} to {max}."), "Write a number with a dot, such as 0.55.");
        return null;
    }

    /// <summary>The node as a length of time.</summary>
    public TimeSpan? Duration(YamlNode node, string what)
    {
        if (node is YamlScalarNode { Value: { } value } && Durations.TryParse(value, out var duration)) return duration;
        Error(node, "wrong-value", $"{what} must be {Durations.Shape}.", "Write a number and a unit: ms, s, m, h or d.");
        return null;
    }

    /// <summary>The entries of a mapping; a key that is no plain text is a mistake.</summary>
    public IEnumerable<(string Key, YamlNode KeyNode, YamlNode Value)> Entries(YamlMappingNode map)
    {
        foreach (var (key, value) in map.Children)
        {
            if (key is YamlScalarNode { Value: { } name }) yield return (name, key, value);
            else Error(key, "wrong-shape", "A key must be a plain text.", "Write a name before the colon.");
        }
    }

    /// <summary>Reports a key that nothing reads.</summary>
    public void UnknownKey(YamlNode keyNode, string key, string where, IReadOnlyCollection<string> known)
    {
        if (key.Length > 0 && YamlSigns.IsInvisible(key[0]))
        {
            // One such line is hardly ever alone; the first says all.
            var (message, cure) = YamlSigns.Words(key[0]);
            if (!problems.Exists(p => p.File == file && p.Code == "invisible-space")) problems.Add(new RuleProblem(file, (int)keyNode.Start.Line, (int)keyNode.Start.Column, ProblemSeverity.Error, "invisible-space", message, cure));
            return;
        }

        Error(keyNode, "unknown-key", $"'{key}' is unknown in {where}.", Nearest.Advice(key, known));
    }

    /// <summary>Whether a node is empty (<c>key:</c> with nothing behind it, or <c>~</c>).</summary>
    public static bool IsNull(YamlNode node) => node is YamlScalarNode { Style: ScalarStyle.Plain or ScalarStyle.Any, Value: null or "" or "~" or "null" };

    private static string Shape(YamlNode node) => node switch
    {
        YamlMappingNode => "a mapping",
        YamlSequenceNode => "a list",
        _ when IsNull(node) => "nothing",
        _ => "a single value",
    };

    private void Add(YamlNode node, ProblemSeverity severity, string code, string message, string cure) =>
        problems.Add(new RuleProblem(
            file, (int)node.Start.Line, (int)node.Start.Column, severity, code, message, severity == ProblemSeverity.Error ? cure + LookAlikes.Hint(node) : cure));
}
