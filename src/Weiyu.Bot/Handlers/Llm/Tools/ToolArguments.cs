using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.SemanticKernel;
using Weiyu.Bot.Handlers.Tools;

namespace Weiyu.Bot.Handlers.Llm.Tools;

/// <summary>Makes arguments that a tool can rely on of those that a model wrote: known names only, of the declared types, bounded.</summary>
internal static class ToolArguments
{
    private const int MaxLength = 4_000;
    private const int MaxCount = 32;

    /// <summary>Reads a call's arguments.</summary>
    /// <param name="call">The model's call.</param>
    /// <param name="schema">The tool's schema.</param>
    /// <param name="putBack">Puts personal data back.</param>
    /// <param name="arguments">The arguments.</param>
    /// <returns>What is wrong, in words for the model; null when nothing.</returns>
    public static string? Read(FunctionCallContent call, JsonObject schema, Func<string, string> putBack, out JsonObject arguments)
    {
        arguments = [];
        if (call.Exception is not null) return "The arguments are no JSON object.";
        var properties = schema["properties"] as JsonObject ?? [];
        foreach (var (name, value) in call.Arguments ?? [])
        {
            if (arguments.Count >= MaxCount || !properties.TryGetPropertyValue(name, out var property) || value is null) continue;
            var text = value switch { string s => s, JsonElement e => e.ValueKind == JsonValueKind.String ? e.GetString()! : e.GetRawText(), _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "" };
            text = putBack(text);
            if (text.Length > MaxLength) return $"The argument {name} is too long.";
            if (Typed(text, property as JsonObject) is not { } typed) return $"The argument {name} is not of the type that is asked for.";
            if ((property as JsonObject)?["enum"] is JsonArray choices && !choices.Any(c => JsonNode.DeepEquals(c, typed))) return $"The argument {name} is none of the values that are allowed.";
            arguments[name] = typed;
        }

        foreach (var required in schema["required"] as JsonArray ?? [])
        {
            if (required?.ToString() is { } name && !arguments.ContainsKey(name)) return $"The argument {name} is missing.";
        }

        return ArgumentLimits.Broken(arguments, schema);
    }

    private static JsonNode? Typed(string text, JsonObject? property)
    {
        var type = property?["type"] is JsonValue value ? value.ToString() : "string";
        try
        {
            return type switch
            {
                "integer" => long.TryParse(text, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole) : null,
                "number" => decimal.TryParse(text, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : null,
                "boolean" => bool.TryParse(text, out var truth) ? JsonValue.Create(truth) : null,
                "array" => JsonNode.Parse(text) as JsonArray,
                "object" => JsonNode.Parse(text) as JsonObject,
                _ => JsonValue.Create(text),
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
