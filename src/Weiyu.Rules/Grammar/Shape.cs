using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Grammar;

/// <summary>What may stand somewhere in a rule file: read by the loader, described to editors, named in the handbook.</summary>
internal abstract class Shape
{
    /// <summary>The name under which the schema defines it once; null: it is written out wherever it stands.</summary>
    public string? Definition { get; protected set; }

    /// <summary>What the definition says of itself.</summary>
    public Doc? About { get; protected set; }

    /// <summary>What it is, in a word or two, for the handbook's tables.</summary>
    public Doc Kind { get; protected set; }

    /// <summary>The JSON schema of it, without its definition's name.</summary>
    public abstract JsonObject Describe(SchemaWriter writer);
}

/// <summary>A shape with its reader.</summary>
/// <typeparam name="T">What the reader makes of it.</typeparam>
internal abstract class Shape<T> : Shape
{
    /// <summary>Reads a node; false after a mistake was reported.</summary>
    /// <param name="node">The node.</param>
    /// <param name="section">Its file, where mistakes go.</param>
    /// <param name="what">What messages call it: <c>'timeout'</c>, <c>A rule</c>.</param>
    /// <param name="value">What it says.</param>
    public abstract bool TryRead(YamlNode node, YamlSection section, string what, [MaybeNullWhen(false)] out T value);

    /// <summary>Gives it a name in the schema.</summary>
    public Shape<T> Named(string definition, string? en = null, string? zh = null)
    {
        Definition = definition;
        if (en is not null) About = new Doc(en, zh!);
        return this;
    }

    /// <summary>Says what the handbook calls it.</summary>
    public Shape<T> Called(string en, string zh)
    {
        Kind = new Doc(en, zh);
        return this;
    }

    /// <summary>The same reader; to editors and handbooks it looks like another shape.</summary>
    public Shape<T> Look(Shape like) => new LookShape<T>(this, like);

    /// <summary>The same text in the file, read further; null: a mistake was reported.</summary>
    public Shape<TTo> As<TTo>(Func<T, YamlNode, YamlSection, TTo?> read)
        where TTo : class => new ReadShape<TTo>(this,
            (node, section, what) => TryRead(node, section, what, out var value) ? read(value, node, section) : null);

    /// <summary>As above, for values.</summary>
    public Shape<TTo> AsValue<TTo>(Func<T, YamlNode, YamlSection, TTo?> read)
        where TTo : struct => new ReadValueShape<TTo>(this,
            (node, section, what) => TryRead(node, section, what, out var value) ? read(value, node, section) : null);
}

/// <summary>A shape that is read as one other and looks like another.</summary>
internal sealed class LookShape<T> : Shape<T>
{
    private readonly Shape<T> _reader;
    private readonly Shape _like;

    public LookShape(Shape<T> reader, Shape like) => (_reader, _like, Kind) = (reader, like, like.Kind);

    /// <inheritdoc/>
    public override bool TryRead(YamlNode node, YamlSection section, string what, [MaybeNullWhen(false)] out T value) =>
        _reader.TryRead(node, section, what, out value);

    /// <inheritdoc/>
    public override JsonObject Describe(SchemaWriter writer) => writer.Of(_like);
}

/// <summary>A shape that a function reads.</summary>
internal abstract class FunctionShape<T> : Shape<T>
{
    private readonly Func<SchemaWriter, JsonObject> _describe;

    protected FunctionShape(Func<SchemaWriter, JsonObject> describe, Doc kind) => (_describe, Kind) = (describe, kind);

    /// <summary>One that looks in the file as another does.</summary>
    protected FunctionShape(Shape like)
        : this(writer => writer.Of(like), like.Kind)
    {
    }

    /// <inheritdoc/>
    public override JsonObject Describe(SchemaWriter writer) => _describe(writer);
}

/// <summary>A shape whose reader gives an object, or null after a mistake.</summary>
internal sealed class ReadShape<T> : FunctionShape<T>
    where T : class
{
    private readonly Func<YamlNode, YamlSection, string, T?> _read;

    public ReadShape(Func<SchemaWriter, JsonObject> describe, Doc kind, Func<YamlNode, YamlSection, string, T?> read)
        : base(describe, kind) => _read = read;

    public ReadShape(Shape like, Func<YamlNode, YamlSection, string, T?> read)
        : base(like) => _read = read;

    /// <inheritdoc/>
    public override bool TryRead(YamlNode node, YamlSection section, string what, [MaybeNullWhen(false)] out T value) =>
        (value = _read(node, section, what)) is not null;
}

/// <summary>A shape whose reader gives a value, or null after a mistake.</summary>
internal sealed class ReadValueShape<T> : FunctionShape<T>
    where T : struct
{
    private readonly Func<YamlNode, YamlSection, string, T?> _read;

    public ReadValueShape(Func<SchemaWriter, JsonObject> describe, Doc kind, Func<YamlNode, YamlSection, string, T?> read)
        : base(describe, kind) => _read = read;

    public ReadValueShape(Shape like, Func<YamlNode, YamlSection, string, T?> read)
        : base(like) => _read = read;

    /// <inheritdoc/>
    public override bool TryRead(YamlNode node, YamlSection section, string what, out T value)
    {
        var read = _read(node, section, what);
        value = read.GetValueOrDefault();
        return read is not null;
    }
}
