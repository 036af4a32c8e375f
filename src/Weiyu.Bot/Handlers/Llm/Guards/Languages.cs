using System.Text.RegularExpressions;
using Weiyu.Text.Folding;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>Whether a reply is in the visitor's language, as far as the script tells: Chinese or a Latin-written one.</summary>
internal static partial class Languages
{
    private const int Enough = 12;

    /// <summary>Whether a reply fits. Short replies, and languages whose script does not tell, always do.</summary>
    public static bool Fits(string reply, string? locale)
    {
        int chinese = 0, latin = 0, other = 0;
        // Addresses and model numbers are of no language.
        foreach (var c in Name().Replace(reply, " "))
        {
            var script = Scripts.Of(c);
            if (script == Script.Han) chinese++;
            else if (script == Script.Latin) latin++;
            else if (char.IsLetter(c)) other++;
        }

        // Two and a half Latin letters weigh as much as a Chinese character; names of products are Latin in Chinese texts.
        var weight = chinese + other + (0.4 * latin);
        if (chinese + other + latin < Enough) return true;
        if (LlmTexts.IsChinese(locale)) return chinese >= 0.35 * weight;
        return !locale!.StartsWith("en", StringComparison.OrdinalIgnoreCase) || 0.4 * latin >= 0.6 * weight;
    }

    /// <summary>Whether there are lists of claims for the language of a reply: Chinese and English. A reply in another must be made of its material.</summary>
    public static bool HasLists(string reply, string? locale)
    {
        int known = 0, other = 0, latin = 0;
        foreach (var c in Name().Replace(reply, " "))
        {
            var script = Scripts.Of(c);
            if (script == Script.Han) known++;
            else if (script == Script.Latin) latin++;
            else if (char.IsLetter(c)) other++;
        }

        if (other > 3 && other * 4 > known + other) return false;
        // Latin letters are English unless the conversation is in another language of theirs.
        return latin < Enough || known * 2 > latin || LlmTexts.IsChinese(locale) || locale!.StartsWith("en", StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex(@"[A-Za-z0-9._~%+-]*([0-9@/:]|[A-Za-z0-9]\.[A-Za-z0-9])[A-Za-z0-9._~:/?#@!$&'*+,;=%-]*", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
