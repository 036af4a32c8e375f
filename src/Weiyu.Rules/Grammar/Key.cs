using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Grammar;

/// <summary>A key of a mapping: its only declaration.</summary>
/// <param name="Name">As it stands in the file; of open keys what the handbook shows: <c>vars.NAME</c>.</param>
/// <param name="Shape">What stands behind it.</param>
/// <param name="Doc">What it means.</param>
internal abstract record Key(string Name, Shape Shape, Doc Doc)
{
    /// <summary>Another spelling that is read in the same way, but not shown; null: none.</summary>
    public string? Alias { get; init; }

    /// <summary>Whether editors ask for it. What is missing the parsers report, in words of their own.</summary>
    public bool Required { get; init; }

    /// <summary>For open keys, whose names are the author's: the expression that they match; null: the name is fixed.</summary>
    public string? Pattern { get; init; }

    /// <summary>The JSON schema of what stands behind it.</summary>
    public JsonObject Describe(SchemaWriter writer) => writer.Of(Shape, Doc);
}

/// <summary>A key, and what it does to the thing that is being read.</summary>
/// <typeparam name="T">That thing.</typeparam>
internal sealed record Key<T>(string Name, Shape Shape, Doc Doc, Func<T, Found, T> Apply) : Key(Name, Shape, Doc)
{
    /// <summary>For open keys: whether a name is one of them here.</summary>
    public Func<string, T, YamlSection, bool> Fits { get; init; } = static (_, _, _) => false;
}

/// <summary>A key as found in a file.</summary>
internal readonly record struct Found(string Name, YamlNode KeyNode, YamlNode Node, YamlSection Section)
{
    /// <summary>Where the key stands.</summary>
    public Position At => Section.At(KeyNode);
}
