using Weiyu.Bot.Handlers.Rules.Model;
using Weiyu.Client.Messages;
using Weiyu.Text.Matching;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Bot.Handlers.Rules.Loading;

/// <summary>Reads <c>when:</c>.</summary>
internal sealed class TriggerParser(YamlSection section, WordLists words)
{
    private static readonly string[] Keys = ["any", "all", "none", "exact", "like", "type", "fuzzy"];

    private readonly PatternParser _patterns = new(section, words);

    /// <summary>Reads a trigger: <c>otherwise</c>, a keyword, a list of keywords, or a mapping.</summary>
    public Trigger Parse(YamlNode node)
    {
        var at = section.At(node);
        if (node is YamlScalarNode { Value: "otherwise" }) return new Trigger(at) { Otherwise = true };
        if (node is not YamlMappingNode map) return new Trigger(at) { Any = _patterns.Flat(node, "A keyword") };
        var trigger = new Trigger(at);
        foreach (var (key, keyNode, value) in section.Entries(map))
        {
            switch (key)
            {
                case "any":
                    trigger = trigger with { Any = _patterns.Flat(value, "A keyword") };
                    break;
                case "all":
                    trigger = trigger with { All = _patterns.Groups(value, "A keyword") };
                    break;
                case "none":
                    trigger = trigger with { None = _patterns.Flat(value, "A keyword") };
                    break;
                case "exact":
                    trigger = trigger with { Exact = _patterns.Flat(value, "A text") };
                    break;
                case "like":
                    trigger = Like(trigger, value);
                    break;
                case "type":
                    trigger = trigger with { Types = Types(value) };
                    break;
                case "fuzzy":
                    trigger = trigger with { Fuzzy = section.Flag(value, "'fuzzy'") ?? false };
                    break;
                default:
                    section.UnknownKey(keyNode, key, "'when'", Keys);
                    break;
            }
        }

        // Where something was asked for and could not be read, that is said already.
        if (map.Children.Keys.All(k => k is YamlScalarNode { Value: "fuzzy" }))
            section.Error(node, "wrong-shape", "'when' asks for nothing.", "Add any, all, exact, like or type; or write 'when: otherwise'.");
        return trigger;
    }

    private Trigger Like(Trigger trigger, YamlNode node)
    {
        if (node is not YamlMappingNode map) return trigger with { Like = [.. section.Texts(node, "An example").Select(t => t.Text)] };
        foreach (var (key, keyNode, value) in section.Entries(map))
        {
            switch (key)
            {
                case "examples":
                    trigger = trigger with { Like = [.. section.Texts(value, "An example").Select(t => t.Text)] };
                    break;
                case "min_score":
                    trigger = trigger with { LikeScore = section.Number(value, "'min_score'", 0, 1) };
                    break;
                default:
                    section.UnknownKey(keyNode, key, "'like'", ["examples", "min_score"]);
                    break;
            }
        }

        return trigger;
    }

    private List<string> Types(YamlNode node)
    {
        var types = new List<string>();
        foreach (var (text, item) in section.Texts(node, "A message type"))
        {
            var type = text.ToUpperInvariant();
            if (MessageTypes.IsKnown(type)) types.Add(type);
            else section.Error(item, "unknown-name", $"'{text}' is no message type.", Nearest.Advice(type, [.. MessageTypes.All]));
        }

        return types;
    }
}
