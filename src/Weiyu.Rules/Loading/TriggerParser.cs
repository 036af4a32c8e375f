using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;
using Weiyu.Rules.Templates;
using Weiyu.Text.Matching;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Loading;

/// <summary><c>when:</c>.</summary>
internal static class TriggerParser
{
    /// <summary>Keywords, expressions and word lists, for editors.</summary>
    public static readonly Shape Keywords = Shapes.Schema(writer => Shapes.Texts("").Describe(writer), new("text, or a list", "文字或列表"))
        .Named("keywords", "Keywords, /regular expressions/, @word-lists", "关键词、/正则表达式/、@词表");

    private static readonly Shape<List<string>> Examples = Shapes.Texts("An example");

    private static readonly Mapping<Trigger> LikeMembers = new Mapping<Trigger>("'like'", (map, section) => new Trigger(section.At(map)))
        .Key("examples", Examples, (t, examples) => t with { Like = examples }, "what visitors say who mean it", "访客会怎么说", required: true)
        .Key("min_score", Shapes.Number(0, 1), (t, score) => t with { LikeScore = score }, "how sure the bot must be", "要有多大把握");

    private static readonly Shape<Trigger> Like = Shapes.OneOf((node, section, _) => node is YamlMappingNode map
        ? LikeMembers.Read(map, section)
        : new Trigger(section.At(node)) { Like = [.. section.Texts(node, "An example").Select(t => t.Text)] }, Examples, LikeMembers);

    /// <summary>The mapping of <c>when</c>.</summary>
    public static readonly Mapping<Trigger> Members = new Mapping<Trigger>("'when'", (map, section) => new Trigger(section.At(map)))
        .Key("any", Patterns("A keyword"), (t, any) => t with { Any = any }, "one of these is in the message", "消息里有其中一个")
        .Key("all", Groups("A keyword"), (t, all) => t with { All = all },
            "each of these is in it; a word list counts when one of its words is", "每一个都要有；词表里有一个词命中就算")
        .Key("none", Patterns("A keyword"), (t, none) => t with { None = none }, "none of these is in it", "一个都不能有")
        .Key("exact", Patterns("A text"), (t, exact) => t with { Exact = exact },
            "the whole message is one of these, but for marks at its ends", "整条消息就是其中一个（首尾标点不算）")
        .Key("like", Like, (t, like) => t with { Like = like.Like, LikeScore = like.LikeScore },
            "it means the same as these examples, learnt from those of all rules; five to twenty for each, as visitors say it. "
            + "`like: {examples: […], min_score: 0.6}` makes it stricter",
            "和这些例句意思相同，从所有规则的例句里学习；每条规则写五到二十句，照访客的原话写。`like: {examples: […], min_score: 0.6}` 更严格")
        .Key("type", Shapes.TextNodes("A message type").As(Types).Look(Shapes.Several(Shapes.MessageType)), (t, types) => t with { Types = types },
            "the message is of this type: `IMAGE`, `FILE`, `VOICE`, `VIDEO`, `LOCATION`, `FORWARD` … What is no question (`PREFORM`, `PLAYBACK`, "
            + "`PAYMENT_SUCCESS` …) is answered only by a rule that names its type",
            "消息类型：`IMAGE`、`FILE`、`VOICE`、`VIDEO`、`LOCATION`、`FORWARD` 等。不是提问的消息（`PREFORM`、`PLAYBACK`、`PAYMENT_SUCCESS` 等）只有写明类型的规则才回答")
        .Key("fuzzy", Shapes.Flag, (t, fuzzy) => t with { Fuzzy = fuzzy }, "slips of the keys and same-sounding characters count too", "打错字、同音字也算");

    /// <summary><c>otherwise</c>, a keyword, a list of keywords, or a mapping.</summary>
    public static readonly Shape<Trigger> When = Shapes.OneOf(Read, Shapes.Words("otherwise"), Keywords, Members)
        .Named("when", "What the message must say; otherwise: only when no other rule fits", "消息要说什么；otherwise：别的规则都不合适时");

    private static Trigger Read(YamlNode node, YamlSection section, string what)
    {
        if (node is YamlScalarNode { Value: "otherwise" }) return new Trigger(section.At(node)) { Otherwise = true };
        if (node is not YamlMappingNode map) return new Trigger(section.At(node)) { Any = PatternParser.Flat(node, section, "A keyword") };
        // Where something was asked for and could not be read, that is said already.
        if (map.Children.Keys.All(k => k is YamlScalarNode { Value: "fuzzy" }))
            section.Error(node, "wrong-shape", "'when' asks for nothing.", "Add any, all, exact, like or type; or write 'when: otherwise'.");
        return Members.Read(map, section);
    }

    private static Shape<IReadOnlyList<Pattern>> Patterns(string each) =>
        new ReadShape<IReadOnlyList<Pattern>>(Keywords, (node, section, _) => PatternParser.Flat(node, section, each));

    private static Shape<IReadOnlyList<IReadOnlyList<Pattern>>> Groups(string each) =>
        new ReadShape<IReadOnlyList<IReadOnlyList<Pattern>>>(Keywords, (node, section, _) => PatternParser.Groups(node, section, each));

    private static List<string> Types(List<(string Text, YamlNode Node)> texts, YamlNode node, YamlSection section)
    {
        var types = new List<string>();
        foreach (var (text, item) in texts)
        {
            var type = text.ToUpperInvariant();
            if (section.Folder.Platform.IsMessageType(type)) types.Add(type);
            else section.Error(item, "unknown-name", $"'{text}' is no message type.", Nearest.Advice(type, section.Folder.Platform.MessageTypes));
        }

        return types;
    }
}
