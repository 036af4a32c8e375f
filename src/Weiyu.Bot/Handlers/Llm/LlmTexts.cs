namespace Weiyu.Bot.Handlers.Llm;

/// <summary>What the model's handler itself says to visitors, and the persona without a file. <c>Llm:Holding:zh</c> and <c>rules/persona.md</c> replace them.</summary>
internal static class LlmTexts
{
    /// <summary>What the visitor reads when the answer takes too long and a human is called.</summary>
    public static string Holding(LlmOptions options, string? locale) =>
        options.Holding.TryGetValue(locale ?? "zh", out var own) && own.Length > 0 ? own
        : IsChinese(locale) ? "这个问题需要再核实一下，我请同事来回复您，请稍候。"
        : "This needs another look. I am asking a colleague to answer you; one moment, please.";

    /// <summary>Who the bot is where the rules folder does not say.</summary>
    public static string Persona(string? locale) => IsChinese(locale)
        ? "你是在线客服助手。语气友好、简洁、专业。只回答与本店服务有关的问题；资料里没有的内容，就如实说不清楚，并建议转人工。"
        : "You are an online support assistant: friendly, brief, professional. You answer only what concerns this service. What the material does not say, you say you do not know, and you offer a human colleague.";

    /// <summary>Whether a language is written in Chinese here; unknown counts as Chinese.</summary>
    public static bool IsChinese(string? locale) => locale is null || locale.Length == 0 || locale.StartsWith("zh", StringComparison.OrdinalIgnoreCase);
}
