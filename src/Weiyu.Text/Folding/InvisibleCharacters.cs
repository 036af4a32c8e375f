namespace Weiyu.Text.Folding;

/// <summary>
/// Characters that take no room: zero-width blanks and joiners, marks of writing direction (embeddings, overrides, isolates), the soft hyphen, invisible
/// operators, the byte order mark, interlinear annotation. Who hides a word or a number from a filter puts them between its letters.
/// Other characters of Unicode's category Format are seen (Arabic number signs) and are not among them.
/// </summary>
public static class InvisibleCharacters
{
    /// <summary>Whether a character takes no room.</summary>
    public static bool Contains(char c) =>
        c is '\u00AD' or '\u061C' or '\u180E' or (>= '\u200B' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u206F') or '\uFEFF'
            or (>= '\uFFF9' and <= '\uFFFB');
}
