using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.SemanticKernel;
using Weiyu.Bot.Handlers.Tools;

namespace Weiyu.Bot.Handlers.Llm.Tools;

/// <summary>A function of a Semantic Kernel plugin as a tool.</summary>
internal sealed class PluginTool(string plugin, KernelFunction function) : ITool
{
    /// <inheritdoc/>
    public string Name { get; } = $"{plugin}.{function.Name}";

    /// <inheritdoc/>
    public string Description => function.Description;

    /// <inheritdoc/>
    public JsonObject Parameters { get; } = Schema(function);

    /// <inheritdoc/>
    public async Task<ToolResult> CallAsync(JsonObject arguments, ToolCall call, CancellationToken cancellationToken)
    {
        try
        {
            var given = new KernelArguments();
            foreach (var (name, value) in arguments)
            {
                given[name] = value is JsonValue single && single.TryGetValue<string>(out var text) ? text : JsonSerializer.SerializeToElement(value);
            }

            // A kernel of its own, without a logger: at Trace it would write the arguments down.
            var result = await function.InvokeAsync(new Kernel(), given, cancellationToken);
            return ToolResult.Success(result.GetValue<object>() is { } got ? got as JsonNode ?? JsonSerializer.SerializeToNode(got) : null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return ToolResult.Failure($"It failed ({e.GetType().Name}).");
        }
    }

    private static JsonObject Schema(KernelFunction function)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var parameter in function.Metadata.Parameters)
        {
            var schema = parameter.Schema is null ? new JsonObject { ["type"] = "string" } : JsonNode.Parse(parameter.Schema.ToString()) as JsonObject ?? [];
            if (parameter.Description.Length > 0) schema["description"] = parameter.Description;
            properties[parameter.Name] = schema;
            if (parameter.IsRequired) required.Add(parameter.Name);
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required };
    }
}
