using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Weiyu.Bot.Handlers.Tools;

namespace Weiyu.Bot.Handlers.Llm.Tools;

/// <summary>A tool of an MCP server.</summary>
internal sealed class McpTool(string server, McpClientTool tool, IReadOnlyList<string> changes) : ITool
{
    private const int MaxResult = 64 * 1024;

    /// <inheritdoc/>
    public string Name { get; } = $"{server}.{tool.Name}";

    /// <inheritdoc/>
    public string Description => tool.Description;

    /// <inheritdoc/>
    public JsonObject Parameters { get; } = JsonObject.Create(tool.JsonSchema) ?? [];

    /// <inheritdoc/>
    public ToolPolicy Policy { get; } = new(changes.Contains("*") || changes.Contains(tool.Name) || tool.ProtocolTool.Annotations?.DestructiveHint == true);

    /// <inheritdoc/>
    public async Task<ToolResult> CallAsync(JsonObject arguments, ToolCall call, CancellationToken cancellationToken)
    {
        try
        {
            var given = arguments.ToDictionary(a => a.Key, a => (object?)JsonSerializer.SerializeToElement(a.Value));
            var result = await tool.CallAsync(given, cancellationToken: cancellationToken);
            var text = new StringBuilder();
            foreach (var block in result.Content.OfType<TextContentBlock>())
            {
                if (text.Length < MaxResult) text.Append(block.Text).Append('\n');
            }

            if (result.IsError == true) return ToolResult.Failure("The server says that it failed.");
            return ToolResult.Success(text.Length > 0 || result.StructuredContent is null ? JsonValue.Create(text.ToString().TrimEnd()) : JsonSerializer.SerializeToNode(result.StructuredContent));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return ToolResult.Failure($"It failed ({e.GetType().Name}).");
        }
    }
}
