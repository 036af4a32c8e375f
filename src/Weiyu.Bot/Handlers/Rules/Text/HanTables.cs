using System.Collections.Frozen;

namespace Weiyu.Bot.Handlers.Rules.Text;

/// <summary>The two tables about Chinese characters that are embedded in the program; see <c>README.md</c> beside them for where they come from.</summary>
internal static class HanTables
{
    // What the transform leaves alone though people write both for one: 帐/账, 妳/你, 祇/只.
    private static readonly (char From, char To)[] Usage = [('帐', '账'), ('帳', '账'), ('妳', '你'), ('祇', '只')];

    private static readonly Lazy<FrozenDictionary<char, char>> Simplified = new(ReadSimplified);

    private static readonly Lazy<PinyinTable> Readings = new(ReadPinyin);

    /// <summary>Traditional characters and their simplified ones.</summary>
    public static FrozenDictionary<char, char> TraditionalToSimplified => Simplified.Value;

    /// <summary>The usual readings of simplified characters.</summary>
    public static PinyinTable Pinyin => Readings.Value;

    private static FrozenDictionary<char, char> ReadSimplified()
    {
        var table = new Dictionary<char, char>();
        foreach (var line in Lines("traditional-simplified.txt"))
        {
            for (var i = 0; i + 1 < line.Length; i += 2)
            {
                table[line[i]] = line[i + 1];
            }
        }

        foreach (var (from, to) in Usage)
        {
            table[from] = to;
        }

        return table.ToFrozenDictionary();
    }

    private static PinyinTable ReadPinyin()
    {
        var syllables = new List<string> { "" };
        var ofCharacter = new ushort[char.MaxValue + 1];
        foreach (var line in Lines("pinyin.txt"))
        {
            var blank = line.IndexOf(' ', StringComparison.Ordinal);
            syllables.Add(line[..blank]);
            foreach (var character in line.AsSpan(blank + 1))
            {
                ofCharacter[character] = (ushort)(syllables.Count - 1);
            }
        }

        return new PinyinTable([.. syllables], ofCharacter);
    }

    private static IEnumerable<string> Lines(string name)
    {
        using var stream = typeof(HanTables).Assembly.GetManifestResourceStream("Weiyu.Bot.Text." + name)
            ?? throw new InvalidOperationException($"The program lacks its table {name}.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }
}

/// <summary>Readings of Chinese characters, without tones.</summary>
internal sealed class PinyinTable(string[] syllables, ushort[] ofCharacter)
{
    /// <summary>How many syllables there are; their numbers go from 1 to this.</summary>
    public int Count => syllables.Length - 1;

    /// <summary>The number of a character's syllable; 0 when it has no reading here.</summary>
    public int Syllable(char character) => ofCharacter[character];

    /// <summary>The syllable of a number in letters, such as <c>tui</c>.</summary>
    public string Spell(int syllable) => syllables[syllable];
}
