using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Weiyu.Rules.Grammar;

/// <summary>Writes the grammar as a JSON schema (draft 7, which all editors know).</summary>
internal sealed class SchemaWriter
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    private readonly Dictionary<string, (Shape Shape, JsonObject? Schema)> _definitions = new(StringComparer.Ordinal);

    /// <summary>The schema of files of which this is the root.</summary>
    public static string Write(Shape root, string title)
    {
        var writer = new SchemaWriter();
        var schema = new JsonObject { ["$schema"] = "http://json-schema.org/draft-07/schema#", ["title"] = title };
        foreach (var (name, value) in writer.Of(root)) schema[name] = value?.DeepClone();
        schema["definitions"] = new JsonObject(writer._definitions
            .OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => KeyValuePair.Create(d.Key, (JsonNode?)d.Value.Schema)));
        return schema.ToJsonString(Indented) + "\n";
    }

    /// <summary>A shape: a reference where it has a definition, else written out.</summary>
    public JsonObject Of(Shape shape)
    {
        if (shape.Definition is not { } name) return shape.Describe(this);
        if (!_definitions.TryGetValue(name, out var known))
        {
            // Noted before it is written: a shape may hold itself.
            _definitions[name] = (shape, null);
            var schema = shape.Describe(this);
            _definitions[name] = (shape, shape.About is { } about ? Described(schema, about) : schema);
        }
        else if (!ReferenceEquals(known.Shape, shape))
        {
            throw new InvalidOperationException($"Two shapes are defined as '{name}'.");
        }

        return new JsonObject { ["$ref"] = $"#/definitions/{name}" };
    }

    /// <summary>A shape with what it means here.</summary>
    public JsonObject Of(Shape shape, Doc doc) => doc.En.Length > 0 ? Described(Of(shape), doc) : Of(shape);

    /// <summary>A mapping.</summary>
    public JsonObject Mapping(IMapping mapping, int least)
    {
        var (properties, patterns) = (new JsonObject(), new JsonObject());
        JsonNode others = false;
        foreach (var key in mapping.Keys)
        {
            if (key.Pattern is { Length: 0 }) others = key.Describe(this);
            else if (key.Pattern is { } pattern) patterns[Except(pattern, mapping)] = key.Describe(this);
            else if (key.Name.Length > 0) properties[key.Name] = key.Describe(this);
            if (key.Alias is { } alias) properties[alias] = Of(key.Shape);
        }

        var schema = new JsonObject { ["type"] = "object" };
        if (properties.Count > 0) schema["properties"] = properties;
        if (patterns.Count > 0) schema["patternProperties"] = patterns;
        schema["additionalProperties"] = others;
        var required = mapping.Keys.Where(k => k.Required).Select(k => (JsonNode?)k.Name).ToArray();
        if (required.Length > 0) schema["required"] = new JsonArray(required);
        if (least > 0) schema["minProperties"] = least;
        return schema;
    }

    /// <summary>One of several shapes.</summary>
    public JsonObject AnyOf(params IEnumerable<Shape> shapes) => new() { ["anyOf"] = new JsonArray([.. shapes.Select(s => (JsonNode)Of(s))]) };

    /// <summary>An expression for open keys that leaves out the fixed ones of another shape.</summary>
    private static string Except(string pattern, IMapping mapping)
    {
        var shape = mapping.Keys.First(k => k.Pattern == pattern).Shape;
        var others = mapping.Keys
            .Where(k => k.Pattern is null && !ReferenceEquals(k.Shape, shape) && Regex.IsMatch(k.Name, pattern, RegexOptions.ECMAScript))
            .Select(k => Regex.Escape(k.Name)).ToList();
        return others.Count == 0 ? pattern : $"^(?!({string.Join('|', others)})$){pattern[1..]}";
    }

    private static JsonObject Described(JsonObject schema, Doc doc)
    {
        // In draft 7 nothing that stands beside a reference counts.
        if (schema.ContainsKey("$ref")) schema = new JsonObject { ["allOf"] = new JsonArray(schema) };
        schema["description"] = doc.Plain;
        return schema;
    }
}
