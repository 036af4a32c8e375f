using Microsoft.SemanticKernel;
using Weiyu.Bot.Handlers.Tools;

namespace Weiyu.Bot.Handlers.Llm.Tools;

/// <summary>
/// All tools that a rule can allow, under one kind of name: those of the rules and of C# (<c>order.lookup</c>), of Semantic Kernel plugins that are
/// registered as <see cref="KernelPlugin"/> (<c>plugin.function</c>), and of MCP servers (<c>server.tool</c>). Earlier sources win where names meet.
/// </summary>
internal sealed class ToolBox(IEnumerable<IToolCatalog> catalogs, IEnumerable<KernelPlugin> plugins, McpServers servers)
{
    /// <summary>The most tools that a model is shown.</summary>
    public const int MaxTools = 32;

    private readonly List<ITool> _plugins = [.. plugins.SelectMany(p => p.Select(f => new PluginTool(p.Name, f)))];

    /// <summary>The tools that these names allow; <c>family.*</c> allows all of a family. Names that nothing has are left out.</summary>
    public IReadOnlyDictionary<string, ModelTool> Allowed(IReadOnlyList<string> names, bool handOver)
    {
        var result = new Dictionary<string, ModelTool>(StringComparer.Ordinal);
        if (handOver) result.Add(ModelTool.HandOver, new ModelTool(ModelTool.HandOver, null));
        if (names.Count == 0) return result;
        foreach (var tool in catalogs.SelectMany(c => c.Tools.Values).Concat(_plugins).Concat(servers.Tools))
        {
            if (result.Count >= MaxTools || !names.Any(n => Allows(n, tool.Name)) || result.Values.Any(t => t.Tool?.Name == tool.Name)) continue;
            var name = ModelTool.NameOf(tool.Name);
            result.TryAdd(name, new ModelTool(name, tool));
        }

        return result;
    }

    /// <summary>The tool of that name; null: there is none now.</summary>
    public ITool? Find(string name) => catalogs.SelectMany(c => c.Tools.Values).Concat(_plugins).Concat(servers.Tools).FirstOrDefault(t => t.Name == name);

    private static bool Allows(string pattern, string name) =>
        pattern == name || (pattern.EndsWith(".*", StringComparison.Ordinal) && name.StartsWith(pattern[..^1], StringComparison.Ordinal));
}
