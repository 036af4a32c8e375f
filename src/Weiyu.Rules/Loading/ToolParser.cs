using System.Text.RegularExpressions;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;
using Weiyu.Rules.Templates;
using Weiyu.Text.Matching;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Loading;

/// <summary><c>tools:</c>.</summary>
internal static partial class ToolParser
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];

    private static readonly Mapping<ToolParameter> Parameter = new Mapping<ToolParameter>("a parameter", static (_, _) => new("", "string", "", true))
        .Key("type", Shapes.Text, (p, type) => p with { Type = type }, "`string`, `number`, `integer`, `boolean` …",
            "`string`、`number`、`integer`、`boolean` 等")
        .Key("description", Shapes.Text, (p, text) => p with { Description = text }, "what it is, for the model", "说明，给模型看")
        .Key("required", Shapes.Flag, (p, required) => p with { Required = required }, "whether it must be there (`true`)", "是否必须（`true`）")
        .Key("pattern", Shapes.Text.As(PatternOf), (p, pattern) => p with { Pattern = pattern }, "an expression that the whole value must match",
            "整个值必须符合的正则表达式")
        .Key("min", Shapes.AnyNumber, (p, min) => p with { Min = min }, "the least that it may be", "最小值")
        .Key("max", Shapes.AnyNumber, (p, max) => p with { Max = max }, "the most that it may be", "最大值")
        .Key("one_of", Shapes.Texts("A value"), (p, values) => p with { OneOf = values }, "the only values that it may have", "只能取这些值");

    private static readonly Shape<ToolConfirmation> Confirmation = Shapes.OneOf(ReadConfirmation, Shapes.Flag, TextShapes.Say);

    private static readonly Shape<List<ToolParameter>> Parameters =
        new ReadShape<List<ToolParameter>>(Shapes.Each(Shapes.OneOf<ToolParameter>((_, _, _) => null, Shapes.Text, Parameter)), ParametersOf);

    /// <summary>A tool.</summary>
    public static readonly Mapping<HttpToolDefinition> Members = new Mapping<HttpToolDefinition>("a tool",
        static (_, _) => throw new InvalidOperationException("A tool has a name."))
        .Key("description", Shapes.Text, (t, text) => t with { Description = text }, "what it does, in a sentence", "一句话说明它做什么")
        .Key("url", Shapes.Text.As(Url).Look(Shapes.TextLike("^https?://")), (t, url) => t with { Url = url },
            "its address; `{{ … }}` only behind the host", "地址；`{{ … }}` 只能写在主机名后面", required: true)
        .Key("method", Shapes.Text.As(MethodOf).Look(Shapes.Words(Methods)), (t, method) => t with { Method = method }, "how it is called (`GET`)",
            "请求方法（`GET`）")
        .Key("headers", Shapes.Pairs, (t, headers) => t with { Headers = headers }, "`${secret:NAME}` is taken from the configuration",
            "`${secret:名字}` 取自配置")
        .Key("body", TextShapes.Json(byLocale: false), (t, body) => t with { Body = body }, "what is sent; the arguments where absent", "发送的内容；不写就是各个参数")
        .Key("timeout", Shapes.Duration, (t, timeout) => t with { Timeout = timeout }, "how long it may take (5s)", "最多等多久（5s）")
        .Key("retries", Shapes.Whole(0, 5), (t, retries) => t with { Retries = retries }, "how often it is tried again (1)", "失败后再试几次（1）")
        .Key("max_size", Shapes.Whole(1, 16 * 1024 * 1024), (t, size) => t with { MaxSize = size }, "the most bytes of a response", "回应最多多少字节")
        .Key("map", Shapes.Pairs, (t, map) => t with { Map = map }, "names for parts of the response: `status: data.status`",
            "给回应的各个部分取名：`status: data.status`")
        .Key("success", Shapes.Pairs, (t, success) => t with { Success = success is [var only, ..] ? only : null },
            "a path and the value that it must have: `code: \"0\"`", "路径和它必须等于的值：`code: \"0\"`")
        .Key("parameters", Parameters, (t, parameters) => t with { Parameters = parameters }, "its arguments, for the model: a description each",
            "参数，给模型看：每个一句说明")
        .Key("changes", Shapes.Flag, (t, changes) => t with { Changes = changes },
            "whether it changes something (`false`): a model then needs values from the visitor or a tool, and a yes",
            "是否会改变什么（`false`）：这时模型只能用访客或工具给出的值，并且要访客确认")
        .Key("confirm", Confirmation, (t, confirm) => t with { Confirm = confirm },
            "what the visitor is asked before a change, with the arguments as values; `no`: nothing", "改变之前问访客的话，可用各个参数；`no`：不问")
        .Key("owner", Shapes.Text, (t, owner) => t with { Owner = owner },
            "the path of what must identify this visitor (uid, or a value of the visitor's `extra`); of another's response nothing is spoken",
            "回应中必须与这位访客（uid 或 `extra` 中的值）一致的那一项；别人的内容一概不说");

    /// <summary>The tools of a file.</summary>
    public static readonly Shape<List<HttpToolDefinition>> Tools = new ReadShape<List<HttpToolDefinition>>(Shapes.Each(Members), Read);

    private static List<HttpToolDefinition>? Read(YamlNode node, YamlSection section, string what)
    {
        if (section.Map(node, what) is not { } map) return null;
        var tools = new List<HttpToolDefinition>();
        foreach (var (name, keyNode, value) in section.Entries(map))
        {
            if (!NameShape().IsMatch(name)) section.Error(keyNode, "wrong-value", $"'{name}' can't be the name of a tool.",
                "Use letters, digits, '.', '_' and '-', at most 60.");
            else if (One(new Found(name, keyNode, value, section)) is { } tool) tools.Add(tool);
        }

        return tools;
    }

    /// <summary>One tool out of a mapping of its own, as in a rule file.</summary>
    public static HttpToolDefinition? ReadOne(string name, YamlMappingNode map, string file, List<RuleProblem> problems) =>
        One(new Found(name, new YamlScalarNode(name), map, new YamlSection(file, problems)));

    private static ToolConfirmation? ReadConfirmation(YamlNode node, YamlSection section, string what)
    {
        if (node is YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: { } word } && word.ToLowerInvariant() is "yes" or "no" or "true" or "false" or "on" or "off")
            return section.Flag(node, what) is { } asks ? new ToolConfirmation(asks, null) : null;
        return LocalizedText.Parse(node, section, what) is { } text ? new ToolConfirmation(true, text) : null;
    }

    private static string? PatternOf(string pattern, YamlNode node, YamlSection section)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return pattern;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            section.Error(node, "wrong-value", $"'{pattern}' is no expression that can be used: {e.Message}", "Write it without look-around and back-references.");
            return null;
        }
    }

    private static HttpToolDefinition? One(Found found)
    {
        if (found.Section.Map(found.Node, "A tool") is not { } map) return null;
        var tool = Members.Read(map, found.Section, new HttpToolDefinition(found.Name, found.At) { Url = new TextTemplate("", null, null, []) });
        if (tool.Url.Source.Length > 0 || map.Children.Keys.Any(k => k is YamlScalarNode { Value: "url" })) return tool;
        found.Section.Error(found.KeyNode, "missing-key", $"The tool '{found.Name}' has no URL.", "Add 'url: https://…'.");
        return null;
    }

    private static TextTemplate? Url(string text, YamlNode node, YamlSection section)
    {
        if (!UrlShape().IsMatch(text))
        {
            section.Error(node, "wrong-value", "The URL must begin with http:// or https:// and a host that is written out.",
                "Put {{ … }} only behind the host: https://shop.example/orders/{{ no }}.");
            return null;
        }

        if (TemplateEngine.TryParse(text, out var template, out var error)) return template;
        section.Problems.Add(LocalizedText.TemplateProblem(section.File, node, error.Line, error.Column, ProblemSeverity.Error, "template",
            $"The template can't be read: {error.Message}.", "Check the braces {{ }}."));
        return null;
    }

    private static HttpMethod MethodOf(string word, YamlNode node, YamlSection section)
    {
        var text = word.ToUpperInvariant();
        if (!Methods.Contains(text)) section.Error(node, "wrong-value", $"'{text}' is no method.", Nearest.Advice(text, Methods));
        return new HttpMethod(text);
    }

    private static List<ToolParameter>? ParametersOf(YamlNode node, YamlSection section, string what)
    {
        if (section.Map(node, what) is not { } map) return null;
        var parameters = new List<ToolParameter>();
        foreach (var (name, _, value) in section.Entries(map))
        {
            if (value is YamlScalarNode) parameters.Add(new(name, "string", section.Text(value, "The description") ?? "", true));
            else if (section.Map(value, "A parameter") is { } member) parameters.Add(Parameter.Read(member, section, new(name, "string", "", true)));
        }

        return parameters;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$")]
    private static partial Regex NameShape();

    [GeneratedRegex(@"^https?://[A-Za-z0-9._\[\]:-]+([/?]|$)")]
    private static partial Regex UrlShape();
}
