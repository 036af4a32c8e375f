using System.Collections.Frozen;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;
using Weiyu.Rules.Model.Conditions;
using Weiyu.Rules.Model.Running;
using Weiyu.Rules.Notices;
using Weiyu.Rules.Templates;
using Weiyu.Text.Matching;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Loading;

/// <summary><c>ask:</c>.</summary>
internal static class SlotParser
{
    private static readonly FrozenDictionary<string, SlotType> Types = new Dictionary<string, SlotType>(StringComparer.Ordinal)
    {
        ["text"] = SlotType.Text, ["number"] = SlotType.Number, ["date"] = SlotType.Date, ["phone"] = SlotType.Phone,
        ["email"] = SlotType.Email, ["choice"] = SlotType.Choice, ["image"] = SlotType.Image,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The words of <see cref="FormInterrupt"/>, from little to much.</summary>
    public static readonly FrozenDictionary<string, FormInterrupt> Interrupts = new Dictionary<string, FormInterrupt>(StringComparer.Ordinal)
    {
        ["none"] = FormInterrupt.None, ["wishes"] = FormInterrupt.Wishes, ["usual"] = FormInterrupt.Usual, ["any"] = FormInterrupt.Any,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A question of a form.</summary>
    public static readonly Mapping<Draft> Members = new Mapping<Draft>("a question of 'ask'",
        static (_, _) => throw new InvalidOperationException("A question has a name."))
        .Raw("say", TextShapes.Say, (d, at) => d.Say = at.Node, "the question; or by language, beside the other keys: `zh: …`, `en: …`",
            "怎么问；也可以直接按语言写：`zh: …`、`en: …`")
        .Key("match", Shapes.Text.As((source, node, section) => PatternParser.Compile(Bare(source), node, section)),
            (d, match) => d.Slot = d.Slot with { Match = match },
            "what the answer looks like, a regular expression: `'\\d{10}'`", "回答的样子，正则表达式：`'\\d{10}'`")
        .Key("type", Shapes.Text.AsValue(TypeOf).Look(Shapes.Words(Types.Keys.Order(StringComparer.Ordinal))),
            (d, type) => d.Slot = d.Slot with { Type = type },
            "what kind of answer it is, see below", "回答的类型，见下文")
        .Key("options", OptionParser.Options, (d, options) => d.Slot = d.Slot with { Options = options, Type = SlotType.Choice },
            "what can be picked, of a `choice`", "`choice` 可以选什么")
        .Key("min", Shapes.AnyNumber, (d, min) => d.Slot = d.Slot with { Min = min }, "the least `number`", "`number` 的最小值")
        .Key("max", Shapes.AnyNumber, (d, max) => d.Slot = d.Slot with { Max = max }, "the greatest `number`", "`number` 的最大值")
        .Key("min_length", Shapes.Whole(0, 10_000), (d, least) => d.Slot = d.Slot with { MinLength = least },
            "the least characters of a `text`", "`text` 至少几个字")
        .Key("interrupt", Shapes.Text.AsValue(InterruptOf).Look(Shapes.Words(Interrupts.Keys.Order(StringComparer.Ordinal))), (d, what) => d.Slot = d.Slot with { Interrupt = what },
            "what may come between the question and its answer, see below", "提问和回答之间可以插进什么，见下文")
        .Key("tries", Shapes.Whole(1, 20), (d, tries) => d.Slot = d.Slot with { Tries = tries }, "how often it is asked (3)", "最多问几次（3）")
        .Key("retry", TextShapes.Say, (d, retry) => d.Slot = d.Slot with { Retry = retry }, "said before it is asked again", "再问之前说什么")
        .Key("else", Shapes.Text, (d, instead) => d.Slot = d.Slot with { Else = instead }, "the rule that follows when all was in vain",
            "始终没答上来由哪条规则接着")
        .Raw("if", ConditionParser.IfAnswers, (d, at) => d.Slot = d.Slot with { If = ConditionParser.Parse(at.Node, at.Section, MayBeAnswer) },
            "it is asked only then; earlier answers can be named", "满足时才问；可以用前面的回答")
        .Key("optional", Shapes.Flag, (d, optional) => d.Slot = d.Slot with { Optional = optional }, "\"skip\" is an answer", "可以回答“跳过”")
        .Key("reuse", Shapes.Flag, (d, reuse) => d.Slot = d.Slot with { Reuse = reuse }, "a value that is known from before is taken", "以前知道的就不再问")
        .Key("labels", Shapes.TextNodes("A label").As(LookAlikes.Checked), (d, labels) => d.Slot = d.Slot with { Labels = labels },
            "what visitors call it when they correct it; without labels only short corrections are heard", "访客更正时怎么称呼它；不写就只听得懂简短的更正")
        .Open("", Shapes.Locale, (name, _, section) => section.IsLocale(name), Shapes.Variants, (d, at) => d.Texts.Add(at.KeyNode, at.Node));

    /// <summary>The questions in their order.</summary>
    public static readonly Shape<List<Slot>> Ask = new ReadShape<List<Slot>>(
        Shapes.Each(Shapes.OneOf<Slot>((_, _, _) => null, Members, Shapes.Variants), "^[A-Za-z_][A-Za-z0-9_]*$"), Read)
        .Named("ask", "Questions, in their order", "按顺序问的问题").Called("names with questions", "名字和问题");

    private static List<Slot>? Read(YamlNode node, YamlSection section, string what)
    {
        var slots = new List<Slot>();
        if (section.Map(node, what) is not { } map) return null;
        foreach (var (name, keyNode, value) in section.Entries(map))
        {
            if (name.Length == 0 || RuleScope.Roots.Contains(name) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
                || char.IsAsciiDigit(name[0]))
            {
                section.Error(keyNode, "wrong-value", $"'{name}' can't be the name of a question.",
                    "Use letters, digits and '_', and none of the names that templates know already (message, visitor, vars …).");
            }
            else if (One(name, new Found(name, keyNode, value, section)) is { } slot)
            {
                slots.Add(slot);
            }
        }

        return slots.Count > 0 ? slots : null;
    }

    private static Slot? One(string name, Found found)
    {
        var (section, keyNode) = (found.Section, found.KeyNode);
        if (found.Node is not YamlMappingNode map)
            return LocalizedText.Parse(found.Node, section, "The question") is { } text ? new Slot(name, found.At, text) : null;
        var draft = Members.Read(map, section, new Draft { Slot = new Slot(name, found.At, LocalizedText.Of(name)) });
        var byLocale = draft.Texts.Children.Count > 0;
        if (draft.Say is not null && byLocale) section.Error(draft.Say, "wrong-shape", "The question stands here and under a language.",
            "Keep one of them.");
        if (draft.Say is null && !byLocale)
        {
            section.Error(keyNode, "missing-key", $"Nothing says how '{name}' is asked.", "Add the question by language: zh: …, en: …, or 'say'.");
            return null;
        }

        if (draft.Slot.Type == SlotType.Choice && draft.Slot.Options.Count == 0) section.Error(keyNode, "missing-key",
            $"'{name}' is a choice without options.", "Add 'options: […]'.");
        var question = draft.Say is { } say ? LocalizedText.Parse(say, section, "'say'") : LocalizedText.Parse(draft.Texts, section, "The question",
            found.At);
        return question is null ? null : draft.Slot with { Question = question };
    }

    /// <summary>What may come between a question and its answer; null after a mistake was reported.</summary>
    public static FormInterrupt? InterruptOf(string text, YamlNode node, YamlSection section)
    {
        if (Interrupts.TryGetValue(text, out var interrupt)) return interrupt;
        section.Error(node, "wrong-value", $"'interrupt' is '{text}'; that means nothing.", Nearest.Advice(text, Interrupts.Keys));
        return null;
    }

    private static SlotType? TypeOf(string text, YamlNode node, YamlSection section)
    {
        if (Types.TryGetValue(text, out var type)) return type;
        section.Error(node, "wrong-value", $"'{text}' is no type of answer.", Nearest.Advice(text, Types.Keys));
        return null;
    }

    /// <summary>A question may ask for answers of other rules; which there are, lint knows.</summary>
    private static bool MayBeAnswer(string name) => name is "call" or "answers" || !RuleScope.Roots.Contains(name);

    private static string Bare(string source) => source.Length > 2 && source[0] == '/' && source[^1] == '/' ? source[1..^1] : source;

    /// <summary>A question as it is gathered.</summary>
    internal sealed class Draft
    {
        /// <summary>What is known of it.</summary>
        public required Slot Slot { get; set; }

        /// <summary>The question under <c>say</c>.</summary>
        public YamlNode? Say { get; set; }

        /// <summary>The question by language.</summary>
        public YamlMappingNode Texts { get; } = [];
    }
}
