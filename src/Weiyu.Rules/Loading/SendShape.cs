using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;
using Weiyu.Rules.Notices;
using Weiyu.Rules.Templates;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Loading;

/// <summary>A message that has a short name in <c>send:</c>.</summary>
/// <param name="Name">The short name.</param>
/// <param name="Bare">The member that a bare text stands for: <c>image: URL</c>.</param>
/// <param name="Doc">What it is.</param>
/// <param name="Members">What its content may hold. Names are the wire's.</param>
internal sealed record SendShape(string Name, string Bare, Doc Doc, Mapping<SendShape.Draft> Members)
{
    /// <summary>The message type: the short name in capitals.</summary>
    public string Type { get; } = Name.ToUpperInvariant();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SendShape> All { get; } =
    [
        new("image", "url", new("a picture", "图片"), Media("'image'")),
        new("file", "url", new("a file", "文件"), Media("'file'")),
        new("document", "url", new("a document", "文档"), Media("'document'")),
        new("video", "url", new("a film", "视频"), Media("'video'")),
        new("voice", "url", new("a voice message", "语音"), Media("'voice'")),
        new("audio", "url", new("a sound", "音频"), Media("'audio'")),
        new("location", "address", new("a place", "位置"), Of("'location'", "latitude", "longitude", "address", "label")),
        new("link", "url", new("a link with a title", "带标题的链接"),
            Of("'link'", "url", "title", "description", "imageUrl", "image", "label")),
        new("choice", "content", new("options to pick from", "让访客选"),
            Offers(Of("'choice'", "content", "text", "hint", "multiple", "minSelect", "maxSelect"), ("options", "what can be picked", "可以选什么"))),
        new("button", "title", new("a button", "按钮"), Of("'button'", "type", "title", "payload", "url")
            .Key("goto", Shapes.Text, (d, to) => d.Goto = to, "the rule that answers it", "由哪条规则回答")),
        new("faq", "faqQuestion", new("a question with its answer", "常见问题"),
            Of("'faq'", "faqUid", "faqQuestion", "faqAnswer", "question", "answer")),
        new("welcome", "content", new("a greeting with questions", "带问题的欢迎语"),
            Offers(Of("'welcome'", "content", "text", "kbUid"), ("questions", "what can be asked", "可以问什么"), ("faqs", "the same", "同上"))),
        new("goods", "title", new("an article", "商品"),
            Of("'goods'", "uid", "title", "image", "description", "price", "quantity", "url", "tagList", "extra")),
        new("order", "uid", new("an order", "订单"),
            Of("'order'", "uid", "time", "status", "statusText", "goods", "totalAmount", "shippingAddress", "paymentMethod", "extra")),
        new("notice", "content", new("a line of the system", "系统提示"), Of("'notice'", "content")),
    ];

    /// <summary>What the rules take out of a message's content.</summary>
    internal sealed class Draft
    {
        /// <summary>What can be picked.</summary>
        public List<OfferedOption> Options { get; } = [];

        /// <summary>The rule that a button names.</summary>
        public string? Goto { get; set; }
    }

    /// <summary>Checks the content's members and finds what can be picked.</summary>
    public List<OfferedOption> OptionsOf(YamlMappingNode map, YamlSection section)
    {
        var draft = Members.Read(map, section);
        if (Type == RuleMessageTypes.Choice && draft.Options.Count == 0) section.Error(map, "missing-key", "A choice has no options.",
            "Add 'options: […]'.");
        if (Type == RuleMessageTypes.Button && Member("title") is { } title)
            draft.Options.Add(new OfferedOption(title, Member("payload"), draft.Goto));
        return draft.Options;

        JsonTemplate? Member(string name) =>
            map.Children.FirstOrDefault(c => c.Key is YamlScalarNode { Value: { } key } && key == name).Value is { } value
            ? JsonTemplate.Parse(value, section, section.IsLocale) : null;
    }

    private static Mapping<Draft> Media(string where) => Of(where,
        "url", "label", "name", "size", "type", "format", "caption", "thumbnail", "duration", "coverUrl", "width", "height", "filename", "hash");

    private static Mapping<Draft> Of(string where, params ReadOnlySpan<string> members)
    {
        var mapping = new Mapping<Draft>(where, static (_, _) => new Draft());
        foreach (var member in members) mapping.Raw(member, Shapes.Anything, static (_, _) => { }, "", "");
        return mapping;
    }

    private static Mapping<Draft> Offers(Mapping<Draft> mapping, params ReadOnlySpan<(string Name, string En, string Zh)> keys)
    {
        foreach (var (name, en, zh) in keys) mapping.Key(name, OptionParser.Options, (d, options) => d.Options.AddRange(options), en, zh);
        return mapping;
    }
}
