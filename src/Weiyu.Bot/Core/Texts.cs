namespace Weiyu.Bot.Core;

/// <summary>What the program itself says to visitors where no rule has words for it.</summary>
internal static class Texts
{
    /// <summary>Nothing answered the question.</summary>
    public static string Fallback(string? locale) => Pick(
        locale, "抱歉，我没有理解您的问题。您可以换个说法，或回复“人工”联系客服。", "Sorry, I did not understand that. Please put it another way, or write “human” to reach a person.");

    /// <summary>Something broke on our side.</summary>
    public static string Broken(string? locale) => Pick(
        locale, "抱歉，系统暂时出了点问题，请稍后再试，或回复“人工”联系客服。", "Sorry, something went wrong on our side. Please try again in a moment, or write “human” to reach a person.");

    /// <summary>The text in a language: Chinese unless it is another one.</summary>
    public static string Pick(string? locale, string zh, string en) =>
        locale is null || locale.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? zh : en;
}
