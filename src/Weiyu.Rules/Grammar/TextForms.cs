using Weiyu.Text.Folding;

namespace Weiyu.Rules.Grammar;

/// <summary>The forms in which texts are compared.</summary>
internal static class TextForms
{
    /// <summary>How many characters of a message count.</summary>
    public const int MaxLength = TextNormalizer.MaxLength;

    /// <summary>The form in which keywords and messages meet.</summary>
    public static string Normalize(string text) => TextNormalizer.Normalize(text);

    /// <summary>The same without sentence marks at the ends.</summary>
    public static string Bare(string text) => TextNormalizer.NormalizeBare(text);
}
