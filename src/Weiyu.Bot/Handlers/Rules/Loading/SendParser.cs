using Weiyu.Bot.Handlers.Rules.Model;
using Weiyu.Bot.Handlers.Rules.Templates;
using Weiyu.Client.Messages;
using Weiyu.Text.Matching;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Bot.Handlers.Rules.Loading;

/// <summary>Reads <c>send:</c>: <c>{image: URL}</c>, <c>{choice: {…}}</c> …, a list of them, or <c>{type: ANY, content: …}</c>.</summary>
internal sealed class SendParser(YamlSection section, Func<string, bool> isLocale)
{
    private static readonly string[] Media = ["url", "label", "name", "size", "type", "format", "caption", "thumbnail", "duration", "coverUrl", "width", "height", "filename", "hash"];

    private static readonly Dictionary<string, (string Type, string Bare, string[] Members)> Shapes = new(StringComparer.Ordinal)
    {
        ["image"] = (MessageTypes.Image, "url", Media),
        ["file"] = (MessageTypes.File, "url", Media),
        ["document"] = (MessageTypes.Document, "url", Media),
        ["video"] = (MessageTypes.Video, "url", Media),
        ["voice"] = (MessageTypes.Voice, "url", Media),
        ["audio"] = (MessageTypes.Audio, "url", Media),
        ["location"] = (MessageTypes.Location, "address", ["latitude", "longitude", "address", "label"]),
        ["link"] = (MessageTypes.Link, "url", ["url", "title", "description", "imageUrl", "image", "label"]),
        ["choice"] = (MessageTypes.Choice, "content", ["content", "text", "hint", "multiple", "minSelect", "maxSelect", "options"]),
        ["button"] = (MessageTypes.Button, "title", ["type", "title", "payload", "url", "goto"]),
        ["faq"] = (MessageTypes.Faq, "faqQuestion", ["faqUid", "faqQuestion", "faqAnswer", "question", "answer"]),
        ["welcome"] = (MessageTypes.Welcome, "content", ["content", "text", "questions", "faqs", "kbUid"]),
        ["goods"] = (MessageTypes.Goods, "title", ["uid", "title", "image", "description", "price", "quantity", "url", "tagList", "extra"]),
        ["order"] = (
            MessageTypes.Order, "uid",
            ["uid", "time", "status", "statusText", "goods", "totalAmount", "shippingAddress", "paymentMethod", "extra"]),
        ["notice"] = (MessageTypes.Notice, "content", ["content"]),
    };

    /// <summary>The short names, for messages and the schema.</summary>
    public static IReadOnlyCollection<string> Names => Shapes.Keys;

    /// <summary>Reads one or several.</summary>
    public List<RuleStep> Parse(YamlNode node)
    {
        var steps = new List<RuleStep>();
        foreach (var item in YamlSection.Items(node))
        {
            if (section.Map(item, "'send'") is not { } map) continue;
            if (map.Children.Keys.Any(k => k is YamlScalarNode { Value: "type" }))
            {
                if (Any(map) is { } any) steps.Add(any);
                continue;
            }

            foreach (var (key, keyNode, value) in section.Entries(map))
            {
                if (!Shapes.TryGetValue(key, out var shape)) section.UnknownKey(keyNode, key, "'send'", ["type", .. Shapes.Keys]);
                else if (One(section.At(keyNode), shape, value) is { } step) steps.Add(step);
            }
        }

        return steps;
    }

    /// <summary>Reads options: texts, or mappings with <c>title</c>, <c>value</c>, <c>goto</c>.</summary>
    public List<OfferedOption> Options(YamlNode node)
    {
        var options = new List<OfferedOption>();
        foreach (var item in YamlSection.Items(node))
        {
            if (item is not YamlMappingNode map || map.Children.Keys.All(k => k is YamlScalarNode { Value: { } name } && isLocale(name)))
            {
                if (JsonTemplate.Parse(item, section, isLocale) is { } bare) options.Add(new OfferedOption(bare, null, null));
                continue;
            }

            (JsonTemplate? title, JsonTemplate? answer, string? to) = (null, null, null);
            foreach (var (key, keyNode, value) in section.Entries(map))
            {
                switch (key)
                {
                    case "title" or "question": title = JsonTemplate.Parse(value, section, isLocale); break;
                    case "value": answer = JsonTemplate.Parse(value, section, isLocale); break;
                    case "goto": to = section.Text(value, "'goto'"); break;
                    case "description" or "answer" or "payload" or "disabled" or "uid" or "type": break;
                    default: section.UnknownKey(keyNode, key, "an option", ["title", "value", "goto", "description"]); break;
                }
            }

            if (title is null) section.Error(item, "missing-key", "An option has no title.", "Add 'title: …', which the visitor sees.");
            else options.Add(new OfferedOption(title, answer, to));
        }

        return options;
    }

    private SendStep? Any(YamlMappingNode map)
    {
        (string? type, YamlNode? content) = (null, null);
        foreach (var (key, keyNode, value) in section.Entries(map))
        {
            if (key == "type") type = section.Text(value, "'type'")?.ToUpperInvariant();
            else if (key == "content") content = value;
            else section.UnknownKey(keyNode, key, "'send' with a type", ["type", "content"]);
        }

        if (type is null) return null;
        if (!MessageTypes.IsKnown(type))
            section.Error(map, "unknown-name", $"'{type}' is no message type.", Nearest.Advice(type, [.. MessageTypes.All]));
        if (Shapes.Values.FirstOrDefault(s => s.Type == type) is { Type: not null } shape && content is not null) return One(section.At(map), shape, content);
        return JsonTemplate.Parse(content ?? new YamlScalarNode(""), section, isLocale) is { } template ? new SendStep(section.At(map), type, template, []) : null;
    }

    private SendStep? One(Position at, (string Type, string Bare, string[] Members) shape, YamlNode node)
    {
        var options = new List<OfferedOption>();
        if (node is YamlMappingNode map && !map.Children.Keys.All(k => k is YamlScalarNode { Value: { } name } && isLocale(name)))
        {
            string? direct = null;
            foreach (var (key, keyNode, value) in section.Entries(map))
            {
                if (!shape.Members.Contains(key)) section.UnknownKey(keyNode, key, $"'{shape.Type.ToLowerInvariant()}'", shape.Members);
                else if (key is "options" or "questions" or "faqs") options.AddRange(Options(value));
                else if (key == "goto") direct = section.Text(value, "'goto'");
            }

            if (shape.Type == MessageTypes.Choice && options.Count == 0) section.Error(node, "missing-key", "A choice has no options.", "Add 'options: […]'.");
            if (shape.Type == MessageTypes.Button && map.Children.FirstOrDefault(c => c.Key is YamlScalarNode { Value: "title" }).Value is { } title && JsonTemplate.Parse(title, section, isLocale) is { } shown)
            {
                var payload = map.Children.FirstOrDefault(c => c.Key is YamlScalarNode { Value: "payload" }).Value;
                options.Add(new OfferedOption(shown, payload is null ? null : JsonTemplate.Parse(payload, section, isLocale), direct));
            }

            // 'goto' of an option is for the rules; it never goes over the wire.
            return JsonTemplate.Parse(node, section, isLocale) is { } content ? new SendStep(at, shape.Type, content, options) : null;
        }

        var bare = new YamlMappingNode { { shape.Bare, node } };
        return JsonTemplate.Parse(bare, section, isLocale) is { } wrapped ? new SendStep(at, shape.Type, wrapped, options) : null;
    }
}
