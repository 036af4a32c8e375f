using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Grammar;

/// <summary>The named lists of the section <c>words</c>; a list may name others.</summary>
internal sealed class WordLists
{
    private readonly Dictionary<string, (YamlNode Node, YamlSection Section)> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<Pattern>?> _lists = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>The names.</summary>
    public IReadOnlyCollection<string> Names => _nodes.Keys;

    /// <summary>The names that nothing refers to, with their places.</summary>
    public IEnumerable<(string Name, Position At)> Unused => _nodes.Where(n => !_used.Contains(n.Key)).Select(n => (n.Key, n.Value.Section.At(n.Value.Node)));

    /// <summary>Takes a section.</summary>
    public void Add(YamlNode node, YamlSection section)
    {
        if (section.Map(node, "'words'") is not { } map) return;
        foreach (var (name, keyNode, value) in section.Entries(map))
        {
            if (!_nodes.TryAdd(name, (value, section)))
                section.Error(keyNode, "duplicate-id", $"The word list '{name}' is there twice.", $"The other one is at {_nodes[name].Section.At(_nodes[name].Node)}: rename or merge them.");
        }
    }

    /// <summary>Whether a list of that name is there, however broken.</summary>
    public bool IsDefined(string name) => _nodes.ContainsKey(name);

    /// <summary>The patterns of a list; null when it is unknown or broken.</summary>
    public IReadOnlyList<Pattern>? Find(string name)
    {
        if (!_nodes.TryGetValue(name, out var list)) return null;
        if (_open.Count == 0) _used.Add(name);
        if (_lists.TryGetValue(name, out var known)) return known;
        if (!_open.Add(name))
        {
            list.Section.Error(list.Node, "circular", $"The word list '@{name}' contains itself.", "Take one of the references out.");
            return null;
        }

        var patterns = PatternParser.Flat(list.Node, list.Section, "A word");
        foreach (var inner in YamlSection.Items(list.Node).OfType<YamlScalarNode>().Where(n => n.Value is ['@', ..])) _used.Add(inner.Value![1..]);
        _open.Remove(name);
        return _lists[name] = patterns;
    }

    /// <summary>Reads every list, so that mistakes in unused ones are found too.</summary>
    public void ReadAll()
    {
        foreach (var name in _nodes.Keys.ToList())
        {
            _open.Add("");
            Find(name);
            _open.Remove("");
        }
    }
}
