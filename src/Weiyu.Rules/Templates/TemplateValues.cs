using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Weiyu.Rules.Templates;

/// <summary>The values that a template can name, by their first word; computed only when a template names them.</summary>
internal sealed class TemplateValues
{
    private readonly Dictionary<string, Func<object?>> _roots = new(StringComparer.Ordinal);

    /// <summary>The zone whose wall clock times are shown by; null: UTC.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>Sets a value: text, number, truth, time or JSON.</summary>
    public TemplateValues Set(string name, object? value)
    {
        _roots[name] = () => value;
        return this;
    }

    /// <summary>Sets a value that is computed on use.</summary>
    public TemplateValues Set(string name, Func<object?> value)
    {
        _roots[name] = value;
        return this;
    }

    /// <summary>The value of a name; null when there is none.</summary>
    public object? Root(string name) => _roots.TryGetValue(name, out var value) ? value() : null;

    /// <summary>The value of a dotted path; null when there is none.</summary>
    public object? Find(ReadOnlySpan<string> path)
    {
        var value = Root(path[0]);
        for (var i = 1; i < path.Length && value is not null; i++) value = Member(value, path[i]);
        return value;
    }

    /// <summary>A value as a person reads it.</summary>
    public static string Show(object? value) => value switch
    {
        null => "",
        string text => text,
        bool truth => truth ? "true" : "false",
        JsonValue json when json.GetValueKind() == JsonValueKind.String => json.GetValue<string>(),
        JsonNode json => json.ToJsonString(Relaxed),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static JsonNode? Member(object value, string name) => value switch
    {
        JsonObject json => json.TryGetPropertyValue(name, out var member) ? member : null,
        JsonArray array when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < array.Count => array[index],
        _ => null,
    };
}
