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
    public ToolPolicy Policy { get; } = PolicyOf(definition);

    /// <inheritdoc/>
    public async Task<ToolResult> CallAsync(JsonObject arguments, ToolCall call, CancellationToken cancellationToken)
    {
        var missing = definition.Parameters.Where(p => p.Required && TemplateValues.Show(arguments[p.Name]).Length == 0).Select(p => p.Name).ToList();
        if (missing.Count > 0) return ToolResult.Failure($"these arguments are missing: {string.Join(", ", missing)}");
        if (ArgumentLimits.Broken(arguments, Parameters) is { } broken) return ToolResult.Failure(broken);
        return ToolOwner.Check(definition.Owner, await caller.CallAsync(definition, arguments, call, cancellationToken), call);
    }

    /// <summary>What a model must keep to.</summary>
    public static ToolPolicy PolicyOf(HttpToolDefinition definition) => new(definition.Changes, definition.Confirm);

    /// <summary>The JSON Schema of a declared tool's arguments.</summary>
    public static JsonObject SchemaOf(HttpToolDefinition definition)
    {
        var properties = new JsonObject();
        foreach (var parameter in definition.Parameters)
        {
            var schema = new JsonObject { ["type"] = parameter.Type, ["description"] = parameter.Description };
            if (parameter.Pattern is { } pattern) schema["pattern"] = pattern;
            if (parameter.Min is { } min) schema["minimum"] = min;
            if (parameter.Max is { } max) schema["maximum"] = max;
            if (parameter.OneOf.Count > 0) schema["enum"] = new JsonArray([.. parameter.OneOf.Select(v => (JsonNode)v)]);
            properties[parameter.Name] = schema;
        }

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
