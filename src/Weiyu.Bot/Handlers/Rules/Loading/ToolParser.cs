using System.Text.RegularExpressions;
using Weiyu.Bot.Handlers.Rules.Model;
using Weiyu.Bot.Handlers.Rules.Templates;
using Weiyu.Bot.Handlers.Tools;
using Weiyu.Text.Matching;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Bot.Handlers.Rules.Loading;

/// <summary>Reads <c>tools:</c>.</summary>
internal sealed partial class ToolParser(YamlSection section)
{
    private static readonly string[] Keys =
        ["description", "url", "method", "headers", "body", "timeout", "retries", "max_size", "map", "success", "parameters"];

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];

    /// <summary>Reads the tools of a file.</summary>
    public List<HttpToolDefinition> Parse(YamlNode node)
    {
        var tools = new List<HttpToolDefinition>();
        if (section.Map(node, "'tools'") is not { } map) return tools;
        foreach (var (name, keyNode, value) in section.Entries(map))
        {
            if (!NameShape().IsMatch(name)) section.Error(keyNode, "wrong-value", $"'{name}' can't be the name of a tool.", "Use letters, digits, '.', '_' and '-', at most 60.");
            else if (One(name, keyNode, value) is { } tool) tools.Add(tool);
        }

        return tools;
    }

    private HttpToolDefinition? One(string name, YamlNode keyNode, YamlNode node)
    {
        if (section.Map(node, "A tool") is not { } map) return null;
        var tool = new HttpToolDefinition(name, section.At(keyNode)) { Url = new TextTemplate("", null, null, []) };
        foreach (var (key, memberNode, value) in section.Entries(map))
        {
            switch (key)
            {
                case "description": tool = tool with { Description = section.Text(value, "'description'") ?? "" }; break;
                case "url": tool = Url(value) is { } url ? tool with { Url = url } : tool; break;
                case "method": tool = tool with { Method = MethodOf(value) }; break;
                case "headers": tool = tool with { Headers = Pairs(value, "'headers'") }; break;
                case "body": tool = tool with { Body = JsonTemplate.Parse(value, section, static _ => false) }; break;
                case "timeout": tool = tool with { Timeout = section.Duration(value, "'timeout'") ?? tool.Timeout }; break;
                case "retries": tool = tool with { Retries = section.Whole(value, "'retries'", 0, 5) ?? 1 }; break;
                case "max_size": tool = tool with { MaxSize = section.Whole(value, "'max_size'", 1, 16 * 1024 * 1024) ?? tool.MaxSize }; break;
                case "map": tool = tool with { Map = Pairs(value, "'map'") }; break;
                case "success": tool = tool with { Success = Pairs(value, "'success'") is [var only, ..] ? only : null }; break;
                case "parameters": tool = tool with { Parameters = ParametersOf(value) }; break;
                default: section.UnknownKey(memberNode, key, "a tool", Keys); break;
            }
        }

        if (tool.Url.Source.Length == 0 && !map.Children.Keys.Any(k => k is YamlScalarNode { Value: "url" }))
        {
            section.Error(keyNode, "missing-key", $"The tool '{name}' has no URL.", "Add 'url: https://…'.");
            return null;
        }

        return tool;
    }

    private TextTemplate? Url(YamlNode node)
    {
        if (section.Text(node, "'url'") is not { } text) return null;
        if (!UrlShape().IsMatch(text))
        {
            section.Error(node, "wrong-value", "The URL must begin with http:// or https:// and a host that is written out.", "Put {{ … }} only behind the host: https://shop.example/orders/{{ no }}.");
            return null;
        }

        if (TemplateEngine.TryParse(text, out var template, out var error)) return template;
        section.Problems.Add(LocalizedText.TemplateProblem(section.File, node, error.Line, error.Column, ProblemSeverity.Error, "template", $"The template can't be read: {error.Message}.", "Check the braces {{ }}."));
        return null;
    }

    private HttpMethod MethodOf(YamlNode node)
    {
        var text = section.Text(node, "'method'")?.ToUpperInvariant() ?? "GET";
        if (!Methods.Contains(text)) section.Error(node, "wrong-value", $"'{text}' is no method.", Nearest.Advice(text, Methods));
        return new HttpMethod(text);
    }

    private List<(string, string)> Pairs(YamlNode node, string what)
    {
        var pairs = new List<(string, string)>();
        if (section.Map(node, what) is not { } map) return pairs;
        foreach (var (key, _, value) in section.Entries(map))
        {
            if (section.Text(value, $"'{key}'") is { } text) pairs.Add((key, text));
        }

        return pairs;
    }

    private List<ToolParameter> ParametersOf(YamlNode node)
    {
        var parameters = new List<ToolParameter>();
        if (section.Map(node, "'parameters'") is not { } map) return parameters;
        foreach (var (name, _, value) in section.Entries(map))
        {
            if (value is YamlScalarNode)
            {
                parameters.Add(new(name, "string", section.Text(value, "The description") ?? "", true));
                continue;
            }

            if (section.Map(value, "A parameter") is not { } member) continue;
            var parameter = new ToolParameter(name, "string", "", true);
            foreach (var (key, keyNode, item) in section.Entries(member))
            {
                switch (key)
                {
                    case "type": parameter = parameter with { Type = section.Text(item, "'type'") ?? "string" }; break;
                    case "description": parameter = parameter with { Description = section.Text(item, "'description'") ?? "" }; break;
                    case "required": parameter = parameter with { Required = section.Flag(item, "'required'") ?? true }; break;
                    default: section.UnknownKey(keyNode, key, "a parameter", ["type", "description", "required"]); break;
                }
            }

            parameters.Add(parameter);
        }

        return parameters;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$")]
    private static partial Regex NameShape();

    [GeneratedRegex(@"^https?://[A-Za-z0-9._\[\]:-]+([/?]|$)")]
    private static partial Regex UrlShape();
}
