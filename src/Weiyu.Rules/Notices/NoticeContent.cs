using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weiyu.Rules.Templates;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Notices;

/// <summary>Puts a notice's content together for one target. Keeps the compiled templates of one run.</summary>
internal sealed class NoticeContent(NoticeDelivery delivery, string defaultLocale)
{
    /// <summary>How JSON is written here: Chinese stays readable.</summary>
    public static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, TextTemplate> _templates = new(StringComparer.Ordinal);

    /// <summary>The language that a target is spoken to in: its own where there is a text for it, else the default, else any.</summary>
    public string LocaleFor(string? locale)
    {
        foreach (var wanted in (string?[])[locale, locale?.Split('-')[0], defaultLocale, ""])
        {
            if (wanted is not null && delivery.Texts.Keys.FirstOrDefault(k => k.Equals(wanted, StringComparison.OrdinalIgnoreCase)) is { } found) return found;
        }

        return delivery.Texts.Keys.Order(StringComparer.Ordinal).First();
    }

    /// <summary>The content.</summary>
    /// <param name="locale">The target's language; null: unknown.</param>
    /// <param name="values">What the text may name.</param>
    /// <param name="seed">Chooses among variants, the same for the same target.</param>
    /// <exception cref="TemplateFailedException">The text can't be put together.</exception>
    public string Render(string? locale, TemplateValues values, int seed)
    {
        var variants = delivery.Texts[LocaleFor(locale)];
        var text = variants[(int)((uint)seed % (uint)variants.Count)];
        // Inside JSON each string is filled by itself, so that a quotation mark in a name does not break the object.
        return delivery.Type != Weiyu.Rules.Model.RuleMessageTypes.Text && ReadObject(text) is { } json ? FillAll(json, values).ToJsonString(Json) : Fill(text, values);
    }

    /// <summary>The object that a text is; null for words, which may begin with a brace too: <c>{{ visitor.nickname }}</c>.</summary>
    private static JsonObject? ReadObject(string text)
    {
        if (!text.StartsWith('{') || text.StartsWith("{{", StringComparison.Ordinal) || text.StartsWith("{%", StringComparison.Ordinal)) return null;
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A node of a rule file as JSON.</summary>
    public static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value ?? "", ToJson(c.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain or ScalarStyle.Any, Value: "true" or "false" } flag => JsonValue.Create(flag.Value == "true"),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value ?? ""),
        _ => null,
    };

    private JsonNode FillAll(JsonNode node, TemplateValues values)
    {
        switch (node)
        {
            case JsonObject members:
                var filled = new JsonObject();
                foreach (var (name, member) in members) filled[name] = member is null ? null : FillAll(member, values);
                return filled;
            case JsonArray items:
                return new JsonArray([.. items.Select(i => i is null ? null : FillAll(i, values))]);
            default:
                return node.GetValueKind() == JsonValueKind.String ? JsonValue.Create(Fill(node.GetValue<string>(), values)) : node.DeepClone();
        }
    }

    private string Fill(string text, TemplateValues values)
    {
        if (!_templates.TryGetValue(text, out var template))
        {
            if (!TemplateEngine.TryParse(text, out template, out var error)) throw new TemplateFailedException(string.Create(CultureInfo.InvariantCulture, $"{error.Message} ({error.Line + 1}:{error.Column + 1})"));
            _templates[text] = template!;
        }

        return template!.Render(values);
    }
}
