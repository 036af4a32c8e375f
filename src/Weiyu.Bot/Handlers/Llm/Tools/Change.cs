using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Weiyu.Bot.Handlers.Tools;
using Weiyu.Rules.Templates;

namespace Weiyu.Bot.Handlers.Llm.Tools;

/// <summary>A call that changes something: asked for, or made.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Summary">What it does, with its values, in the visitor's language.</param>
/// <param name="Key">The conversation's key of it: the same change is made once.</param>
/// <param name="At">When it was asked for or made.</param>
internal sealed record Change(string Tool, JsonObject Arguments, string Summary, string Key, DateTimeOffset At)
{
    /// <summary>The key of a call in a conversation: the same for the same tool with the same values, whatever their order.</summary>
    public static string KeyOf(string thread, string tool, JsonObject arguments)
    {
        var values = string.Join('\n', arguments.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={TemplateValues.Show(a.Value)}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{thread}\n{tool}\n{values}")))[..32];
    }

    /// <summary>What a call does, with its values: amounts in full, long numbers by their end.</summary>
    public static string Summarise(ITool tool, JsonObject arguments, string? locale)
    {
        var chinese = LlmTexts.IsChinese(locale);
        var properties = tool.Parameters["properties"] as JsonObject ?? [];
        var parts = arguments.Where(a => a.Value is not null).Select(a => $"{Label(properties[a.Key] as JsonObject, a.Key)} {Value(a.Value!, properties[a.Key] as JsonObject)}");
        var title = tool.Description is { Length: > 0 } description ? description.TrimEnd('。', '.') : tool.Name;
        return chinese ? $"{title}：{string.Join("，", parts)}" : $"{title}: {string.Join(", ", parts)}";
    }

    private static string Label(JsonObject? property, string name) => property?["description"]?.ToString() is { Length: > 0 } description ? description : name;

    private static string Value(JsonNode value, JsonObject? property)
    {
        const int LongNumber = 8;
        var text = TemplateValues.Show(value);
        if (property?["type"]?.ToString() == "number" && decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)) return number.ToString("0.00", CultureInfo.InvariantCulture);
        return text.Length >= LongNumber && text.All(char.IsAsciiDigit) ? $"…{text[^4..]}" : text;
    }
}
