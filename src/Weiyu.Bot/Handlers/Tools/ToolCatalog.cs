using System.Collections.Frozen;
using Weiyu.Rules;
using Weiyu.Rules.Model;

namespace Weiyu.Bot.Handlers.Tools;

/// <summary>The tools of the rules in force and those in C#; a name in C# wins.</summary>
internal sealed class ToolCatalog(RuleBookSource source, IEnumerable<ITool> tools, HttpToolCaller caller) : IToolCatalog
{
    private readonly ITool[] _own = [.. tools];
    private volatile Known? _known;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, ITool> Tools
    {
        get
        {
            var book = source.Current;
            var known = _known;
            if (known?.Book == book) return known.Tools;
            var all = new Dictionary<string, ITool>(StringComparer.Ordinal);
            foreach (var definition in book.Tools) all[definition.Name] = new HttpTool(definition, caller);
            foreach (var tool in _own) all[tool.Name] = tool;
            _known = known = new Known(book, all.ToFrozenDictionary(StringComparer.Ordinal));
            return known.Tools;
        }
    }

    private sealed record Known(RuleBook Book, FrozenDictionary<string, ITool> Tools);
}
