using System.Collections.Frozen;
using Weiyu.Text.Data;

namespace Weiyu.Text.Folding;

/// <summary>
/// Traditional Chinese made simplified, one character for one, so that places in a text stay what they are. What depends on the word (乾 as 干 or 乾)
/// takes the usual form. Besides what the table says, 帐, 妳 and 祇 become what people write for them: 账, 你, 只.
/// </summary>
public static class TraditionalChinese
{
    // What the transform leaves alone though people write both for one.
    private static readonly (char From, char To)[] Usage = [('帐', '账'), ('帳', '账'), ('妳', '你'), ('祇', '只')];

    private static readonly Lazy<FrozenDictionary<char, char>> Table = new(Read);

    /// <summary>The simplified form of a character; the character itself where it has none.</summary>
    public static char Simplify(char character) => Table.Value.GetValueOrDefault(character, character);

    /// <summary>The text with each character simplified, of the same length; the same instance when nothing changes.</summary>
    public static string Simplify(string text)
    {
        var table = Table.Value;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] < '\u3400' || !table.ContainsKey(text[i])) continue;
            return string.Create(text.Length, (text, table), static (span, source) =>
            {
                for (var k = 0; k < span.Length; k++) span[k] = source.table.GetValueOrDefault(source.text[k], source.text[k]);
            });
        }

        return text;
    }

    private static FrozenDictionary<char, char> Read()
    {
        var table = new Dictionary<char, char>();
        foreach (var line in EmbeddedTable.Lines("traditional-simplified.txt"))
        {
            for (var i = 0; i + 1 < line.Length; i += 2) table[line[i]] = line[i + 1];
        }

        foreach (var (from, to) in Usage) table[from] = to;
        return table.ToFrozenDictionary();
    }
}
