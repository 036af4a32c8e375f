using System.Text.Json.Nodes;
using Weiyu.Rules.Forms;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;
using Weiyu.Rules.Notices;
using Weiyu.Rules.Templates;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Loading;

/// <summary>Options that a visitor can pick: texts, or mappings with <c>title</c>, <c>value</c>, <c>goto</c>.</summary>
internal static class OptionParser
{
    /// <summary>An option as it is gathered.</summary>
    internal sealed record Draft(JsonTemplate? Title = null, JsonTemplate? Value = null, string? Goto = null);

    private static readonly Shape<JsonTemplate> Text = TextShapes.Json(byLocale: true).Look(TextShapes.Say);

    private static readonly Shape Scalar = Shapes.Schema(_ => new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
        new("value", "值"));

    /// <summary>The mapping of an option.</summary>
    public static readonly Mapping<Draft> Members = new Mapping<Draft>("an option", static (_, _) => new())
        .Key("title", Text, (o, title) => o with { Title = title }, "what the visitor sees", "访客看到的文字", alias: "question")
        .Key("value", Text, (o, value) => o with { Value = value }, "what it stands for; the title where absent", "它代表什么；不写就是 `title`")
        .Key("goto", Shapes.Text, (o, to) => o with { Goto = to }, "the rule that answers it", "由哪条规则回答")
        .Raw("description", TextShapes.Say, static (_, _) => { }, "a line below it", "下面的一行说明")
        .Raw("answer", TextShapes.Say, static (_, _) => { }, "its answer, where the page shows it itself", "由网页自己显示的回答")
        .Raw("payload", Scalar, static (_, _) => { }, "what the page sends back", "网页传回的内容")
        .Raw("disabled", Shapes.Flag, static (_, _) => { }, "it is shown and can't be picked", "显示但不能点")
        .Raw("uid", Scalar, static (_, _) => { }, "its uid", "它的 uid")
        .Raw("type", Shapes.Text, static (_, _) => { }, "its type", "它的类型");

    private static readonly Shape<OfferedOption> Option = Shapes.OneOf(Read, Members, TextShapes.Say).Named("option");

    /// <summary>One or several.</summary>
    public static readonly Shape<List<OfferedOption>> Options = new ReadShape<List<OfferedOption>>(Shapes.Several(Option), (node, section, what) =>
        [.. YamlSection.Items(node).Select(item => Read(item, section, what)).OfType<OfferedOption>()]).Named("options").Called("option, or a list",
            "选项或列表");

    private static OfferedOption? Read(YamlNode item, YamlSection section, string what)
    {
        if (item is not YamlMappingNode map || map.Children.Keys.All(k => k is YamlScalarNode { Value: { } name } && section.IsLocale(name)))
            return JsonTemplate.Parse(item, section, section.IsLocale) is { } bare ? new OfferedOption(bare, null, null) : null;
        var (title, value, to) = Members.Read(map, section);
        if (title is not null) return new OfferedOption(title, value, to);
        section.Error(item, "missing-key", "An option has no title.", "Add 'title: …', which the visitor sees.");
        return null;
    }
}
