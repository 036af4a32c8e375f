using System.Text.Json.Nodes;
using Weiyu.Rules.Model;
using Weiyu.Rules.Templates;

namespace Weiyu.Bot.Handlers.Tools;

/// <summary>A tool that a rule file declares.</summary>
internal sealed class HttpTool(HttpToolDefinition definition, HttpToolCaller caller) : ITool
{
    /// <inheritdoc/>
    public string Name => definition.Name;

    /// <inheritdoc/>
    public string Description => definition.Description;

    /// <inheritdoc/>
    public JsonObject Parameters { get; } = SchemaOf(definition);

    /// <inheritdoc/>
    public Task<ToolResult> CallAsync(JsonObject arguments, ToolCall call, CancellationToken cancellationToken)
    {
        var missing = definition.Parameters.Where(p => p.Required && TemplateValues.Show(arguments[p.Name]).Length == 0).Select(p => p.Name).ToList();
        return missing.Count > 0
            ? Task.FromResult(ToolResult.Failure($"these arguments are missing: {string.Join(", ", missing)}"))
            : caller.CallAsync(definition, arguments, call, cancellationToken);
    }

    private static JsonObject SchemaOf(HttpToolDefinition definition)
    {
        var properties = new JsonObject();
        foreach (var parameter in definition.Parameters)
            properties[parameter.Name] = new JsonObject { ["type"] = parameter.Type, ["description"] = parameter.Description };
        // Without a declaration the names in the URL say what is needed.
        foreach (var name in definition.Url.Names.Select(n => n.Root).Where(n => !properties.ContainsKey(n)))
            properties[name] = new JsonObject { ["type"] = "string" };
        var required = definition.Parameters.Count > 0 ? definition.Parameters.Where(p => p.Required).Select(p => p.Name) : definition.Url.Names.Select(n => n.Root).Distinct();
        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. required.Select(r => JsonValue.Create(r))]),
        };
    }
}
