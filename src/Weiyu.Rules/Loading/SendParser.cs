using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;
using Weiyu.Rules.Templates;
using Weiyu.Text.Matching;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Loading;

/// <summary><c>send:</c>: <c>{image: URL}</c>, <c>{choice: {…}}</c> …, a list of them, or <c>{type: ANY, content: …}</c>.</summary>
internal static class SendParser
{
    private sealed record AnyDraft(string? Type = null, YamlNode? Content = null);

    private static readonly Mapping<AnyDraft> AnyMembers = new Mapping<AnyDraft>("'send' with a type", static (_, _) => new())
        .Key("type", Shapes.Text.As((type, _, _) => type.ToUpperInvariant()).Look(Shapes.MessageType), (any, type) => any with { Type = type },
            "the message's type", "消息类型", required: true)
        .Key("content", Shapes.Anything, (any, content) => any with { Content = content }, "a text, or the members of the object", "一段文字，或对象的各个成员");

    /// <summary>The short names; of each, what stands behind it.</summary>
    public static readonly Mapping<List<RuleStep>> Short = Declare();

    /// <summary>One or several messages.</summary>
    public static readonly Shape<List<RuleStep>> Send = new ReadShape<List<RuleStep>>(Shapes.Several(Shapes.OneOf<List<RuleStep>>(Item, Short,
        AnyMembers).Named("sendOne")), Read)
        .Named("send", "Messages of other types than text", "文字以外的消息").Called("message, or a list", "消息或列表");

    private static Mapping<List<RuleStep>> Declare()
    {
        var mapping = new Mapping<List<RuleStep>>("'send'", static (_, _) => []).AtLeast(1);
        foreach (var shape in SendShape.All)
        {
            mapping.Raw(shape.Name, Shapes.OneOf<Shape>((_, _, _) => null, shape.Members, TextShapes.Say), (steps, at) =>
            {
                if (One(at.At, shape, at.Node, at.Section) is { } step) steps.Add(step);
            }, shape.Doc.En, shape.Doc.Zh);
        }

        return mapping.Stranger((at, _) =>
        {
            at.Section.UnknownKey(at.KeyNode, at.Name, "'send'", ["type", .. SendShape.All.Select(s => s.Name)]);
            return true;
        });
    }

    private static List<RuleStep> Read(YamlNode node, YamlSection section,
        string what) => [.. YamlSection.Items(node).SelectMany(item => Item(item, section, what) ?? [])];

    private static List<RuleStep>? Item(YamlNode node, YamlSection section, string what)
    {
        if (section.Map(node, "'send'") is not { } map) return null;
        if (map.Children.Keys.All(k => k is not YamlScalarNode { Value: "type" })) return Short.Read(map, section);
        return Any(map, section) is { } any ? [any] : null;
    }

    private static SendStep? Any(YamlMappingNode map, YamlSection section)
    {
        var (type, content) = AnyMembers.Read(map, section);
        if (type is null) return null;
        if (!section.Folder.Platform.IsMessageType(type))
            section.Error(map, "unknown-name", $"'{type}' is no message type.", Nearest.Advice(type, section.Folder.Platform.MessageTypes));
        if (content is not null && SendShape.All.FirstOrDefault(s => s.Type == type) is { } shape) return One(section.At(map), shape, content,
            section);
        return JsonTemplate.Parse(content ?? new YamlScalarNode(""), section, section.IsLocale) is { } template ? new SendStep(section.At(map), type,
            template, []) : null;
    }

    private static SendStep? One(Position at, SendShape shape, YamlNode node, YamlSection section)
    {
        if (node is YamlMappingNode map && !map.Children.Keys.All(k => k is YamlScalarNode { Value: { } name } && section.IsLocale(name)))
        {
            var options = shape.OptionsOf(map, section);
            // 'goto' of an option is for the rules; it never goes over the wire.
            return JsonTemplate.Parse(node, section, section.IsLocale) is { } content ? new SendStep(at, shape.Type, content, options) : null;
        }

        var bare = new YamlMappingNode { { shape.Bare, node } };
        return JsonTemplate.Parse(bare, section, section.IsLocale) is { } wrapped ? new SendStep(at, shape.Type, wrapped, []) : null;
    }
}
