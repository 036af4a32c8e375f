using System.Collections.Frozen;
using Weiyu.Bot.Handlers.Rules.Conditions;
using Weiyu.Bot.Handlers.Rules.Model;
using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Text.Matching;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Bot.Handlers.Rules.Loading;

/// <summary>Reads <c>ask:</c>.</summary>
internal sealed class SlotParser(YamlSection section, Func<string, bool> isLocale)
{
    private static readonly string[] Keys =
        ["match", "type", "say", "options", "min", "max", "tries", "else", "retry", "if", "optional", "reuse", "labels"];

    private static readonly FrozenDictionary<string, SlotType> Types = new Dictionary<string, SlotType>(StringComparer.Ordinal)
    {
        ["text"] = SlotType.Text, ["number"] = SlotType.Number, ["date"] = SlotType.Date, ["phone"] = SlotType.Phone,
        ["email"] = SlotType.Email, ["choice"] = SlotType.Choice, ["image"] = SlotType.Image,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Reads the slots in their order.</summary>
    public List<Slot> Parse(YamlNode node)
    {
        var slots = new List<Slot>();
        if (section.Map(node, "'ask'") is not { } map) return slots;
        foreach (var (name, keyNode, value) in section.Entries(map))
        {
            if (name.Length == 0 || RuleScope.Roots.Contains(name) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') || char.IsAsciiDigit(name[0]))
                section.Error(keyNode, "wrong-value", $"'{name}' can't be the name of a question.", "Use letters, digits and '_', and none of the names that templates know already (message, visitor, vars …).");
            else if (One(name, keyNode, value) is { } slot)
                slots.Add(slot);
        }

        return slots;
    }

    private Slot? One(string name, YamlNode keyNode, YamlNode node)
    {
        if (node is not YamlMappingNode map)
            return LocalizedText.Parse(node, section, "The question", isLocale) is { } text ? new Slot(name, section.At(keyNode), text) : null;
        var texts = new YamlMappingNode();
        YamlNode? say = null;
        var slot = new Slot(name, section.At(keyNode), LocalizedText.Of(name));
        foreach (var (key, memberNode, value) in section.Entries(map))
        {
            switch (key)
            {
                case "match": slot = slot with { Match = section.Text(value, "'match'") is { } source ? PatternParser.Compile(Bare(source), value, section) : null }; break;
                case "type": slot = slot with { Type = TypeOf(value) }; break;
                case "say": say = value; break;
                case "options": slot = slot with { Options = new SendParser(section, isLocale).Options(value), Type = SlotType.Choice }; break;
                case "min": slot = slot with { Min = section.Number(value, "'min'", double.MinValue, double.MaxValue) }; break;
                case "max": slot = slot with { Max = section.Number(value, "'max'", double.MinValue, double.MaxValue) }; break;
                case "tries": slot = slot with { Tries = section.Whole(value, "'tries'", 1, 20) ?? 3 }; break;
                case "else": slot = slot with { Else = section.Text(value, "'else'") }; break;
                case "retry": slot = slot with { Retry = LocalizedText.Parse(value, section, "'retry'", isLocale) }; break;
                case "if": slot = slot with { If = ConditionParser.Parse(value, section, static n => n is "call" or "answers" || !RuleScope.Roots.Contains(n)) }; break;
                case "optional": slot = slot with { Optional = section.Flag(value, "'optional'") ?? false }; break;
                case "reuse": slot = slot with { Reuse = section.Flag(value, "'reuse'") ?? false }; break;
                case "labels": slot = slot with { Labels = [.. section.Texts(value, "A label").Select(t => t.Text)] }; break;
                default:
                    if (isLocale(key)) texts.Add(memberNode, value);
                    else section.UnknownKey(memberNode, key, "a question of 'ask'", Keys);
                    break;
            }
        }

        if (say is not null && texts.Children.Count > 0) section.Error(say, "wrong-shape", "The question stands here and under a language.", "Keep one of them.");
        if (say is null && texts.Children.Count == 0)
        {
            section.Error(keyNode, "missing-key", $"Nothing says how '{name}' is asked.", "Add the question by language: zh: …, en: …, or 'say'.");
            return null;
        }

        if (slot.Type == SlotType.Choice && slot.Options.Count == 0) section.Error(keyNode, "missing-key", $"'{name}' is a choice without options.", "Add 'options: […]'.");
        var question = say is not null
            ? LocalizedText.Parse(say, section, "'say'", isLocale)
            : LocalizedText.Parse(texts, section, "The question", isLocale, section.At(keyNode));
        return question is null ? null : slot with { Question = question };
    }

    private SlotType TypeOf(YamlNode node)
    {
        if (section.Text(node, "'type'") is not { } text) return SlotType.Text;
        if (Types.TryGetValue(text, out var type)) return type;
        section.Error(node, "wrong-value", $"'{text}' is no type of answer.", Nearest.Advice(text, Types.Keys));
        return SlotType.Text;
    }

    private static string Bare(string source) => source.Length > 2 && source[0] == '/' && source[^1] == '/' ? source[1..^1] : source;
}
