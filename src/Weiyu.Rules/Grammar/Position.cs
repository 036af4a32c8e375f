using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Grammar;

/// <summary>Where something stands in the rules folder.</summary>
/// <param name="File">Relative to the folder, with forward slashes.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal readonly record struct Position(string File, int Line, int Column)
{
    /// <summary>Where a node begins.</summary>
    public static Position Of(YamlNode node, string file) => new(file, (int)node.Start.Line, (int)node.Start.Column);

    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line}:{Column}";
}
