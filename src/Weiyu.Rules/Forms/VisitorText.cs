using Weiyu.Text.Folding;

namespace Weiyu.Rules.Forms;

/// <summary>What a visitor wrote, as a form reads it: free text is kept as it was written, typed values are looked for in the folded form.</summary>
internal sealed class VisitorText
{
    /// <summary>How many characters of a message a form reads and keeps, in UTF-16 units: about what a packet holds.</summary>
    public const int MaxLength = 10_000;

    private string? _simplified;

    private VisitorText(string written, string folded) => (Written, Folded) = (written, folded);

    /// <summary>As written, without white space at the ends.</summary>
    public string Written { get; }

    /// <summary>Full-width and other compatibility forms made plain. The places of found values are places in it.</summary>
    public string Folded { get; }

    /// <summary>Folded, with traditional characters simplified one for one, so that places stay what they are.</summary>
    public string Simplified => _simplified ??= TraditionalChinese.Simplify(Folded);

    /// <summary>Whether nothing was said in words.</summary>
    public bool IsEmpty => Folded.Length == 0;

    /// <summary>Reads a message.</summary>
    public static VisitorText Of(string text)
    {
        var written = Cut(text.Trim());
        return new VisitorText(written, CompatibilityForms.Fold(written));
    }

    /// <summary>The same with blanks where a value stood, so that nothing is taken twice.</summary>
    public VisitorText Without(int start, int length) =>
        length == 0 ? this : new VisitorText(Written, string.Concat(Folded.AsSpan(0, start), new string(' ', length), Folded.AsSpan(start + length)));

    // Half a pair at the end is no character.
    private static string Cut(string text) =>
        text.Length <= MaxLength ? text : text[..(char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
}
