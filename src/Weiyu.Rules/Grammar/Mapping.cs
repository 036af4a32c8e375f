using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Grammar;

/// <summary>A mapping: the keys that may stand in it, with their readers, documentation and advice on others.</summary>
/// <typeparam name="T">What is made of it, key by key.</typeparam>
internal sealed class Mapping<T> : Shape<T>, IMapping
{
    private readonly List<Key<T>> _keys = [];
    private readonly List<Key<T>> _open = [];
    private readonly Dictionary<string, Key<T>> _byName = new(StringComparer.Ordinal);
    private readonly string _where;
    private readonly Func<YamlMappingNode, YamlSection, T> _begin;
    private Func<Found, T, bool> _stranger = static (_, _) => false;
    private bool _declaredOrder;
    private int _least;

    /// <param name="where">Where an unknown key is said to stand: <c>'locale'</c>, <c>a rule</c>.</param>
    /// <param name="begin">What there is before the first key.</param>
    public Mapping(string where, Func<YamlMappingNode, YamlSection, T> begin)
    {
        (_where, _begin) = (where, begin);
        Kind = new Doc("mapping", "一组键值");
    }

    /// <inheritdoc/>
    public IEnumerable<Key> Keys => _keys.Concat<Key>(_open);

    /// <summary>The names of its keys, to be advised with.</summary>
    public IReadOnlyList<string> Names => [.. _keys.Select(k => k.Name).Concat(_open.Select(k => k.Name).Where(n => n.Length > 0))];

    /// <summary>Whether a name is a fixed key here.</summary>
    public bool Has(string name) => _byName.ContainsKey(name);

    /// <summary>Gives it a name in the schema.</summary>
    public Mapping<T> Named(string definition)
    {
        Definition = definition;
        return this;
    }

    /// <summary>A key whose value is read by its shape.</summary>
    public Mapping<T> Key<TValue>(string name, Shape<TValue> shape, Func<T, TValue, T> set, string en, string zh, bool required = false,
        string? alias = null, string? what = null) =>
        Raw(name, shape, (draft, found) =>
            shape.TryRead(found.Node, found.Section, what ?? $"'{name}'", out var value) ? set(draft, value) : draft, en, zh, required, alias);

    /// <summary>A key whose value is read by its shape and put into the draft.</summary>
    public Mapping<T> Key<TValue>(string name, Shape<TValue> shape, Action<T, TValue> set, string en, string zh, bool required = false,
        string? alias = null, string? what = null) =>
        Key(name, shape, (draft, value, _) => set(draft, value), en, zh, required, alias, what);

    /// <summary>The same, for what has to know where the key stands.</summary>
    public Mapping<T> Key<TValue>(string name, Shape<TValue> shape, Action<T, TValue, Found> set, string en, string zh, bool required = false,
        string? alias = null, string? what = null) =>
        Raw(name, shape, (draft, found) =>
        {
            if (shape.TryRead(found.Node, found.Section, what ?? $"'{name}'", out var value)) set(draft, value, found);
        }, en, zh, required, alias);

    /// <summary>A key whose node is read by the draft: its shape says how it looks, what it means depends on what stands beside it.</summary>
    public Mapping<T> Raw(string name, Shape shape, Action<T, Found> read, string en, string zh, bool required = false, string? alias = null) =>
        Add(new(name, shape, new(en, zh), Wrap(read)) { Required = required, Alias = alias });

    /// <summary>As above, for things that are not changed but replaced.</summary>
    public Mapping<T> Raw(string name, Shape shape, Func<T, Found, T> read, string en, string zh, bool required = false, string? alias = null) =>
        Add(new(name, shape, new(en, zh), read) { Required = required, Alias = alias });

    /// <summary>A key that counts as given also when its value could not be read (null).</summary>
    public Mapping<T> Tried<TValue>(string name, Shape<TValue> shape, Action<T, TValue?, Found> set, string en, string zh, bool required = false)
        where TValue : class => Raw(name, shape, (draft, found) =>
            set(draft, shape.TryRead(found.Node, found.Section, $"'{name}'", out var value) ? value : null, found), en, zh, required);

    /// <summary>Keys whose names are the author's.</summary>
    /// <param name="shown">What the handbook shows and advice names; empty: neither.</param>
    /// <param name="pattern">The expression by which editors know them; empty: any name; null: editors don't know them.</param>
    /// <param name="fits">By which the loader does.</param>
    /// <param name="shape">What stands behind them.</param>
    /// <param name="read">Reads one.</param>
    /// <param name="en">What they mean.</param>
    /// <param name="zh">The same in Chinese.</param>
    public Mapping<T> Open(
        string shown, string? pattern, Func<string, T, YamlSection, bool> fits, Shape shape, Action<T, Found> read, string en = "", string zh = "")
    {
        _open.Add(new(shown, shape, new(en, zh), Wrap(read)) { Pattern = pattern, Fits = fits });
        return this;
    }

    /// <summary>All keys of a group that stands in several mappings, each read as the group says.</summary>
    public Mapping<T> With<TPart>(Mapping<TPart> group, Action<T, Key<TPart>, Found> read)
    {
        foreach (var key in group._keys)
            Add(new(key.Name, key.Shape, key.Doc, Wrap((draft, found) => read(draft, key, found))) { Required = key.Required, Alias = key.Alias });
        return this;
    }

    /// <summary>Says something better than "unknown" of some unknown keys: true when it did.</summary>
    public Mapping<T> Stranger(Func<Found, T, bool> report)
    {
        _stranger = report;
        return this;
    }

    /// <summary>Keys take effect in the order of their declaration here, not in that of the file.</summary>
    public Mapping<T> InDeclaredOrder()
    {
        _declaredOrder = true;
        return this;
    }

    /// <summary>For editors: how many keys there must be at least.</summary>
    public Mapping<T> AtLeast(int keys)
    {
        _least = keys;
        return this;
    }

    /// <inheritdoc/>
    public override bool TryRead(YamlNode node, YamlSection section, string what, [MaybeNullWhen(false)] out T value)
    {
        value = section.Map(node, what) is { } map ? Read(map, section) : default;
        return node is YamlMappingNode;
    }

    /// <summary>Reads a mapping.</summary>
    public T Read(YamlMappingNode map, YamlSection section) => Read(map, section, _begin(map, section));

    /// <summary>Reads a mapping into a draft that is there already.</summary>
    public T Read(YamlMappingNode map, YamlSection section, T draft)
    {
        var found = new List<(int Order, Key<T> Key, Found Found)>();
        foreach (var (name, keyNode, value) in section.Entries(map))
        {
            var one = new Found(name, keyNode, value, section);
            if (Find(one, draft) is { } key) found.Add((_declaredOrder ? _keys.IndexOf(key) : 0, key, one));
            else if (!_stranger(one, draft)) section.UnknownKey(keyNode, name, _where, Names);
        }

        foreach (var (_, key, one) in found.OrderBy(f => f.Order)) draft = key.Apply(draft, one);
        return draft;
    }

    /// <summary>Reads one entry; false (and nothing said) when no key of here has that name.</summary>
    public bool TryReadEntry(Found found, ref T draft)
    {
        if (Find(found, draft) is not { } key) return false;
        draft = key.Apply(draft, found);
        return true;
    }

    /// <inheritdoc/>
    public override JsonObject Describe(SchemaWriter writer) => writer.Mapping(this, _least);

    private Key<T>? Find(Found found, T draft) =>
        _byName.GetValueOrDefault(found.Name) ?? _open.Find(k => k.Fits(found.Name, draft, found.Section));

    private Mapping<T> Add(Key<T> key)
    {
        _keys.Add(key);
        _byName.Add(key.Name, key);
        if (key.Alias is { } alias) _byName.Add(alias, key);
        return this;
    }

    private static Func<T, Found, T> Wrap(Action<T, Found> read) => (draft, found) =>
    {
        read(draft, found);
        return draft;
    };
}

/// <summary>A mapping, for those who only describe it.</summary>
internal interface IMapping
{
    /// <summary>Its keys in the order of their declaration, open ones last.</summary>
    IEnumerable<Key> Keys { get; }
}
