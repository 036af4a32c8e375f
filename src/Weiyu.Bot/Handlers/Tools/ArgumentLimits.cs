using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Weiyu.Rules.Templates;

namespace Weiyu.Bot.Handlers.Tools;

/// <summary>Checks arguments against the bounds of their schema: <c>pattern</c> (of the whole value), <c>minimum</c>, <c>maximum</c>, <c>enum</c>.</summary>
internal static class ArgumentLimits
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    /// <summary>The first bound that is broken, in words without the value; null when all hold.</summary>
    public static string? Broken(JsonObject arguments, JsonObject schema)
    {
        var properties = schema["properties"] as JsonObject ?? [];
        foreach (var (name, value) in arguments)
        {
            if (value is null || !properties.TryGetPropertyValue(name, out var node) || node is not JsonObject property) continue;
            var text = TemplateValues.Show(value);
            if (property["enum"] is JsonArray choices && !choices.Any(c => TemplateValues.Show(c) == text)) return $"The argument {name} is none of the values that are allowed.";
            if (property["pattern"] is JsonValue pattern && !Fits(pattern.ToString(), text)) return $"The argument {name} does not look as it must.";
            if (!IsWithin(property, text)) return $"The argument {name} is out of its bounds.";
        }

        return null;
    }

    private static bool IsWithin(JsonObject property, string text)
    {
        if (property["minimum"] is null && property["maximum"] is null) return true;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= (double?)property["minimum"].AsNumber() && number <= (double?)property["maximum"].AsNumber(double.MaxValue);
    }

    private static double? AsNumber(this JsonNode? node, double otherwise = double.MinValue) =>
        node is null ? otherwise : double.TryParse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private static bool Fits(string pattern, string text)
    {
        try
        {
            return Regex.IsMatch(text, $"^(?:{pattern})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Patience) && !text.EndsWith('\n');
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or RegexMatchTimeoutException)
        {
            // A server of the Model Context Protocol may declare what this engine does not know: then nothing fits.
            return false;
        }
    }
}
