using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Grammar;

/// <summary>The shapes that many keys have.</summary>
internal static class Shapes
{
    /// <summary>By which editors know the name of a language.</summary>
    public const string Locale = "^[a-z]{2,3}(-[A-Za-z0-9]+)*$";

    private static readonly Doc TextKind = new("text", "文字");
    private static readonly Doc TextsKind = new("text, or a list", "文字或列表");

    /// <summary>One text.</summary>
    public static readonly Shape<string> Text = TextLike(null);

    /// <summary>true or false.</summary>
    public static readonly Shape<bool> Flag = new ReadValueShape<bool>(_ => Typed("boolean"), new("`true` or `false`", "`true` 或 `false`"),
        (node, section, what) => section.Flag(node, what));

    /// <summary>A length of time.</summary>
    public static readonly Shape<TimeSpan> Duration = new ReadValueShape<TimeSpan>(
        _ => Typed("string", "^([0-9.]+(ms|min|s|m|h|d|w))+$|^0$"), new("length of time", "时长"),
            (node, section, what) => section.Duration(node, what))
        .Named("duration", "A length of time: 500ms, 30s, 10m, 1h30m, 7d", "时长：500ms、30s、10m、1h30m、7d");

    /// <summary>A mapping with any keys.</summary>
    public static readonly Shape<YamlMappingNode> Object = new ReadShape<YamlMappingNode>(_ => Typed("object"), new("mapping", "一组键值"),
        (node, section, what) => section.Map(node, what));

    /// <summary>Anything.</summary>
    public static readonly Shape<YamlNode> Anything = new ReadShape<YamlNode>(_ => [], new("any value", "任意值"), (node, _, _) => node)
        .Named("anything", "A value; texts in it are Liquid, mappings of languages are resolved", "任意值；其中的文字是 Liquid 模板，按语言写的会取访客的语言");

    /// <summary>One value or several: variants of a text.</summary>
    public static readonly Shape Variants = Schema(_ => Several("string", "number", "boolean"), TextsKind).Named("variants");

    private static readonly Shape ManyTexts = Schema(_ => Several("string", "number"), TextsKind).Named("texts");

    /// <summary>A text of a certain look, told to editors only.</summary>
    public static Shape<string> TextLike(string? pattern) => new ReadShape<string>(_ => Typed("string", pattern), TextKind,
        (node, section, what) => section.Text(node, what));

    /// <summary>One text or a list.</summary>
    /// <param name="each">What messages call one of them: <c>A tag</c>.</param>
    public static Shape<List<string>> Texts(string each) => TextNodes(each).As((texts, _, _) => texts.ConvertAll(t => t.Text));

    /// <summary>One text or a list, with the nodes.</summary>
    public static Shape<List<(string Text, YamlNode Node)>> TextNodes(string each) =>
        new ReadShape<List<(string Text, YamlNode Node)>>(ManyTexts, (node, section, _) => section.Texts(node, each));

    /// <summary>One of a few words; its messages are made from them.</summary>
    public static Shape<string> Word(params string[] words) => new ReadShape<string>(Words(words), (node, section, what) =>
    {
        if (section.Text(node, what) is not { } word) return null;
        if (words.Contains(word)) return word;
        section.Error(node, "wrong-value", $"{what} can't be '{word}'.", $"Write {string.Join(" or ", words)}.");
        return null;
    });

    /// <summary>The look of one of a few words, for readers of their own.</summary>
    public static Shape<YamlNode> Words(params IEnumerable<string> words) =>
        Schema(_ => new JsonObject { ["enum"] = new JsonArray([.. words.Select(w => (JsonNode)w)]) }, Doc.Code(words));

    /// <summary>The look of the bare word <c>true</c>, which is short for something.</summary>
    public static readonly Shape True = Schema(_ => new JsonObject { ["enum"] = new JsonArray(true) }, new("`true`", "`true`"));

    /// <summary>A whole number.</summary>
    public static Shape<int> Whole(int min, int max) => new ReadValueShape<int>(
        _ => Range(Typed("integer"), min, max), Between(min, max), (node, section, what) => section.Whole(node, what, min, max));

    /// <summary>A number.</summary>
    public static Shape<double> Number(double min, double max) => new ReadValueShape<double>(
        _ => Range(Typed("number"), min, max), Between(min, max), (node, section, what) => section.Number(node, what, min, max));

    /// <summary>Any number.</summary>
    public static readonly Shape<double> AnyNumber = new ReadValueShape<double>(
        _ => Typed("number"), new("number", "数字"), (node, section, what) => section.Number(node, what, double.MinValue, double.MaxValue));

    /// <summary>How the types of messages look, to editors.</summary>
    public static readonly Shape MessageType = Schema(_ => Typed("string"), new("message type", "消息类型"))
        .Named("messageType", "IMAGE, FILE, VOICE, VIDEO, LOCATION …", "IMAGE、FILE、VOICE、VIDEO、LOCATION 等");

    /// <summary>Names with a text each.</summary>
    public static readonly Shape<List<(string Name, string Value)>> Pairs = new ReadShape<List<(string Name, string Value)>>(
        _ => new JsonObject { ["type"] = "object",
            ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") } },
        new("mapping of texts", "一组文字"), (node, section, what) => section.Map(node, what) is not { } map ? null
            : [.. section.Entries(map).Select(e => (e.Key,
                Text: section.Text(e.Value, $"'{e.Key}'"))).Where(e => e.Text is not null).Select(e => (e.Key, e.Text!))]);

    /// <summary>One of several shapes; the reader tells them apart.</summary>
    public static Shape<T> OneOf<T>(Func<YamlNode, YamlSection, string, T?> read, params Shape[] shapes)
        where T : class => new ReadShape<T>(writer => writer.AnyOf(shapes), Doc.Or(shapes.Select(s => s.Kind)), read);

    /// <summary>One or a list of them.</summary>
    public static Shape<YamlNode> Several(Shape one) => Schema(
        writer => new JsonObject { ["anyOf"] = new JsonArray(writer.Of(one), new JsonObject { ["type"] = "array", ["items"] = writer.Of(one) }) },
        new($"{one.Kind.En}, or a list", $"{one.Kind.Zh}或列表"));

    /// <summary>A list.</summary>
    public static Shape<YamlNode> List(Shape item, int least = 0) => Schema(
        writer =>
        {
            var schema = new JsonObject { ["type"] = "array", ["items"] = writer.Of(item) };
            if (least > 0) schema["minItems"] = least;
            return schema;
        },
        new("list", "列表"));

    /// <summary>Any names, each with the same shape behind it.</summary>
    public static Shape<YamlNode> Each(Shape value, string? pattern = null) => Schema(
        writer => pattern is null
            ? new JsonObject { ["type"] = "object", ["additionalProperties"] = writer.Of(value) }
            : new JsonObject { ["type"] = "object", ["patternProperties"] = new JsonObject { [pattern] = writer.Of(value) },
                ["additionalProperties"] = false },
        new("mapping", "一组键值"));

    /// <summary>A shape that is declared further down, or that holds the one in which it stands.</summary>
    public static Shape<YamlNode> Later(Func<Shape> shape) => Schema(writer => writer.Of(shape()), new("mapping", "一组键值"));

    /// <summary>The look of something that is read elsewhere.</summary>
    public static Shape<YamlNode> Schema(Func<SchemaWriter, JsonObject> describe, Doc kind) => new ReadShape<YamlNode>(describe, kind,
        static (node, _, _) => node);

    /// <summary>A JSON type.</summary>
    public static JsonObject Typed(string type, string? pattern = null) => pattern is null ? new() { ["type"] = type } : new() { ["type"] = type,
        ["pattern"] = pattern };

    /// <summary>A mapping from languages.</summary>
    public static JsonObject ByLocale(JsonObject value) => new()
    {
        ["type"] = "object", ["patternProperties"] = new JsonObject { [Locale] = value }, ["additionalProperties"] = false, ["minProperties"] = 1,
    };

    private static JsonObject Several(params string[] types)
    {
        JsonObject One() => new() { ["type"] = new JsonArray([.. types.Select(t => (JsonNode)t)]) };
        return new() { ["anyOf"] = new JsonArray(One(), new JsonObject { ["type"] = "array", ["items"] = One() }) };
    }

    private static JsonObject Range(JsonObject schema, double min, double max)
    {
        (schema["minimum"], schema["maximum"]) = (min, max);
        return schema;
    }

    private static Doc Between(double min, double max)
    {
        var (from, to) = (min.ToString(CultureInfo.InvariantCulture), max.ToString(CultureInfo.InvariantCulture));
        return new($"number from {from} to {to}", $"{from} 到 {to} 的数字");
    }
}
