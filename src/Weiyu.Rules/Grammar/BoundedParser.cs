using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Weiyu.Rules.Grammar;

/// <summary>Refuses YAML that is nested so deeply that reading it would exhaust the stack.</summary>
internal sealed class BoundedParser(IParser inner) : IParser
{
    /// <summary>The deepest nesting.</summary>
    public const int MaxDepth = 64;

    private int _depth;

    /// <inheritdoc/>
    public ParsingEvent? Current => inner.Current;

    /// <inheritdoc/>
    public bool MoveNext()
    {
        if (!inner.MoveNext()) return false;
        _depth += inner.Current!.NestingIncrease;
        // The stream and the document count as one each.
        if (_depth > MaxDepth + 2) throw new YamlException(inner.Current.Start, inner.Current.End, $"It is nested more than {MaxDepth} levels deep.");
        return true;
    }
}
