using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Knowledge.Reading;

/// <summary>YAML from people that are not trusted to close their brackets: bounded in depth and size before a recursive parser sees it.</summary>
internal static class YamlNodes
{
    private const int MaxDepth = 24;
    private const int MaxEvents = 1_000_000;

    /// <summary>The document's root; null (with a problem where there is one) when it has none.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="context">Gets the problem.</param>
    /// <param name="firstLine">The line of the file in which the text begins, from 1.</param>
    public static YamlNode? Parse(string text, ReadContext context, int firstLine = 1)
    {
        try
        {
            if (!IsBounded(text, context)) return null;
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 0 ? null : stream.Documents[0].RootNode;
        }
        catch (YamlException e)
        {
            context.Fail((int)e.Start.Line + firstLine - 1, (int)e.Start.Column, "bad-yaml", $"The YAML cannot be read: {e.Message.Split('\n')[0].TrimEnd('.')}.",
                "Check indentation and quotes; put quotes around a text that holds a colon.");
            return null;
        }
    }

    /// <summary>The text of a scalar; null for anything else and for empty values.</summary>
    public static string? Text(YamlNode? node) =>
        node is YamlScalarNode { Value: { } value } scalar && !(scalar.Style == ScalarStyle.Plain && value is "~" or "null" or "") ? value.Trim() : null;

    /// <summary>The members of a mapping whose values are scalars or lists of scalars (joined by <c>|</c>), by lower-case name.</summary>
    public static Dictionary<string, string> Scalars(YamlMappingNode map)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in map.Children)
        {
            if (key is not YamlScalarNode { Value: { } name }) continue;
            if (Text(value) is { } text) values[name] = text;
            else if (value is YamlSequenceNode list) values[name] = string.Join('|', list.Children.Select(Text).OfType<string>());
        }

        return values;
    }

    /// <summary>The first member of some names.</summary>
    public static YamlNode? Get(YamlMappingNode map, string[] names)
    {
        foreach (var (key, value) in map.Children)
        {
            if (key is YamlScalarNode { Value: { } name } && names.Contains(name, StringComparer.OrdinalIgnoreCase)) return value;
        }

        return null;
    }

    private static bool IsBounded(string text, ReadContext context)
    {
        var parser = new Parser(new StringReader(text));
        int depth = 0, events = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current switch { MappingStart or SequenceStart => 1, MappingEnd or SequenceEnd => -1, _ => 0 };
            if (depth <= MaxDepth && ++events <= MaxEvents) continue;
            context.Fail((int)parser.Current!.Start.Line, (int)parser.Current.Start.Column, "bad-yaml",
                depth > MaxDepth ? $"The YAML is nested more than {MaxDepth} levels deep." : "The YAML is too large.", "A list of questions needs four levels.");
            return false;
        }

        return true;
    }
}
