using System.Text.Json.Nodes;
using Weiyu.Rules.Grammar;

namespace Weiyu.Rules.Templates;

/// <summary>The shapes of keys whose values are templates.</summary>
internal static class TextShapes
{
    /// <summary>A text for visitors.</summary>
    public static readonly Shape<LocalizedText> Say = new ReadShape<LocalizedText>(
        writer => new JsonObject { ["anyOf"] = new JsonArray(writer.Of(Shapes.Variants), Shapes.ByLocale(writer.Of(Shapes.Variants))) },
        new("text, by language if need be", "文字，可以按语言写"), (node, section, what) => LocalizedText.Parse(node, section, what))
        .Named("text", "One text, a list of variants, or either by language; Liquid: {{ visitor.nickname }}",
            "一段文字、几种说法，或按语言写；Liquid 模板：{{ visitor.nickname }}");

    /// <summary>A value that becomes JSON.</summary>
    /// <param name="byLocale">Whether a mapping of languages in it is resolved.</param>
    public static Shape<JsonTemplate> Json(bool byLocale) =>
        new ReadShape<JsonTemplate>(Shapes.Anything,
            (node, section, _) => JsonTemplate.Parse(node, section, byLocale ? section.IsLocale : static _ => false));
}
