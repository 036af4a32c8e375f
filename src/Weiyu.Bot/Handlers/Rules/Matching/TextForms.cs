using System.Text;

namespace Weiyu.Bot.Handlers.Rules.Matching;

/// <summary>The forms in which texts are compared.</summary>
internal static class TextForms
{
    /// <summary>How many characters of a message count.</summary>
    public const int MaxLength = 16_384;

    /// <summary>The form in which keywords and messages meet.</summary>
    public static string Normalize(string text)
    {
        var form = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormKC).ToLowerInvariant())
        {
            if (!char.IsWhiteSpace(c)) form.Append(c);
            else if (form.Length > 0 && form[^1] != ' ') form.Append(' ');
        }

        return form.ToString().Trim();
    }

    /// <summary>The same without sentence marks at the ends.</summary>
    public static string Bare(string text) => Normalize(text).Trim(' ', '.', ',', '!', '?', ';', ':', '~', '。', '、');
}
