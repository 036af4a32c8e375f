using System.Globalization;
using System.Text.Json.Nodes;
using Weiyu.Rules.Grammar;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Templates;

/// <summary>A value of a rule file (text with Liquid, number, list, mapping, or a text by language) that becomes JSON.</summary>
internal abstract class JsonTemplate
{
    private const int MaxDepth = 12;

    /// <summary>Where it stands.</summary>
    public Position At { get; private init; }

    /// <summary>All texts in it.</summary>
    public abstract IEnumerable<TextTemplate> Templates { get; }

    /// <summary>Puts the value together.</summary>
    /// <exception cref="TemplateFailedException">A text in it can't be.</exception>
    public abstract JsonNode? Render(TemplateValues values, string? locale, string defaultLocale);

    /// <summary>The names of its members, where it has any.</summary>
    public virtual IReadOnlyCollection<string> Names => [];

    /// <summary>The value as text.</summary>
    /// <exception cref="TemplateFailedException">A text in it can't be put together.</exception>
    public string RenderText(TemplateValues values, string? locale, string defaultLocale) => TemplateValues.Show(Render(values, locale, defaultLocale));

    /// <summary>The languages in which a text by language is missing, of those given; by place.</summary>
    public virtual IEnumerable<(Position At, string Locale)> Missing(IReadOnlyList<string> locales) => [];

    /// <summary>A constant.</summary>
    public static JsonTemplate Of(string text) => new Leaf(new TextTemplate(text, null, null, []), typed: null);

    /// <summary>Reads a value; null (with mistakes) when a text in it can't be compiled.</summary>
    public static JsonTemplate? Parse(YamlNode node, YamlSection section, Func<string, bool> isLocale, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            section.Error(node, "too-deep", "The value is nested too deeply.", $"At most {MaxDepth} levels are read.");
            return null;
        }

        switch (node)
        {
            case YamlSequenceNode list:
                var items = list.Children.Select(c => Parse(c, section, isLocale, depth + 1)).OfType<JsonTemplate>().ToList();
                return items.Count == list.Children.Count ? new Items(items) { At = section.At(node) } : null;
            case YamlMappingNode { Children.Count: > 0 } map when map.Children.Keys.All(k => k is YamlScalarNode { Value: { } name } && isLocale(name)):
                return LocalizedText.Parse(node, section, "The text") is { } text ? new Localized(text) { At = section.At(node) } : null;
            case YamlMappingNode map:
                var members = section.Entries(map).Select(e => (e.Key, Value: Parse(e.Value, section, isLocale, depth + 1))).ToList();
                return members.TrueForAll(m => m.Value is not null) ? new Members([.. members.Select(m => (m.Key, m.Value!))]) { At = section.At(node) } : null;
            case YamlScalarNode scalar:
                if (TemplateEngine.TryParse(scalar.Value ?? "", out var template, out var error) && (template!.Place = LocalizedText.PlaceIn(section.File, node)) is not null) return new Leaf(template!, Typed(scalar)) { At = section.At(node) };
                section.Problems.Add(LocalizedText.TemplateProblem(section.File, node, error.Line, error.Column, ProblemSeverity.Error, "template", $"The template can't be read: {error.Message}.", "Check the braces {{ }} and {% %}, and the names of filters behind '|'."));
                return null;
            default:
                return null;
        }
    }

    /// <summary>A plain YAML scalar that is no text.</summary>
    private static Func<JsonNode?>? Typed(YamlScalarNode scalar)
    {
        if (scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any)) return null;
        return scalar.Value switch
        {
            null or "" or "~" or "null" => static () => null,
            "true" => static () => JsonValue.Create(true),
            "false" => static () => JsonValue.Create(false),
            // Numbers with a leading zero or too many digits are identifiers (order numbers, phone numbers).
            { Length: <= 15 } text when text is "0" || (text[0] != '0' && text[0] != '+' && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)) =>
                Whole(text),
            { Length: <= 15 } text when text.Contains('.', StringComparison.Ordinal) && text[0] is not ('+' or '.') && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
                () => JsonValue.Create(number),
            _ => null,
        };

        static Func<JsonNode?> Whole(string text)
        {
            var number = long.Parse(text, CultureInfo.InvariantCulture);
            return () => JsonValue.Create(number);
        }
    }

    private sealed class Leaf(TextTemplate template, Func<JsonNode?>? typed) : JsonTemplate
    {
        public override IEnumerable<TextTemplate> Templates => [template];

        public override JsonNode? Render(TemplateValues values, string? locale, string defaultLocale) =>
            typed is not null ? typed() : template.TryValue(values, out var value) ? value : JsonValue.Create(template.Render(values));
    }

    private sealed class Localized(LocalizedText text) : JsonTemplate
    {
        public override IEnumerable<TextTemplate> Templates => text.Templates;

        public override JsonNode? Render(TemplateValues values, string? locale, string defaultLocale) => JsonValue.Create(text.Render(locale, defaultLocale, values));

        public override IEnumerable<(Position At, string Locale)> Missing(IReadOnlyList<string> locales) =>
            locales.Where(l => !text.ByLocale.ContainsKey(l)).Select(l => (text.At, l));
    }

    private sealed class Items(IReadOnlyList<JsonTemplate> items) : JsonTemplate
    {
        public override IEnumerable<TextTemplate> Templates => items.SelectMany(i => i.Templates);

        public override JsonNode? Render(TemplateValues values, string? locale, string defaultLocale) =>
            new JsonArray([.. items.Select(i => i.Render(values, locale, defaultLocale))]);

        public override IEnumerable<(Position At, string Locale)> Missing(IReadOnlyList<string> locales) => items.SelectMany(i => i.Missing(locales));
    }

    private sealed class Members(IReadOnlyList<(string Name, JsonTemplate Value)> members) : JsonTemplate
    {
        public override IEnumerable<TextTemplate> Templates => members.SelectMany(m => m.Value.Templates);

        public override IReadOnlyCollection<string> Names => [.. members.Select(m => m.Name)];

        public override JsonNode? Render(TemplateValues values, string? locale, string defaultLocale)
        {
            var json = new JsonObject();
            foreach (var (name, value) in members) json[name] = value.Render(values, locale, defaultLocale);
            return json;
        }

        public override IEnumerable<(Position At, string Locale)> Missing(IReadOnlyList<string> locales) => members.SelectMany(m => m.Value.Missing(locales));
    }
}
