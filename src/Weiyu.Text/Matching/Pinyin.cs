using Weiyu.Text.Data;

namespace Weiyu.Text.Matching;

/// <summary>The usual reading of each Chinese character in Hanyu Pinyin, without tones: characters with the same syllable are homophones here.</summary>
public static class Pinyin
{
    private static readonly Lazy<(string[] Syllables, ushort[] OfCharacter)> Table = new(Read);

    /// <summary>How many syllables there are; their numbers go from 1 to this.</summary>
    public static int Count => Table.Value.Syllables.Length - 1;

    /// <summary>The number of a simplified character's syllable; 0 when it has no reading here.</summary>
    public static int Syllable(char character) => Table.Value.OfCharacter[character];

    /// <summary>The syllable of a number in letters, such as <c>tui</c>; <c>v</c> stands for ü.</summary>
    /// <exception cref="IndexOutOfRangeException">The number is greater than <see cref="Count"/>.</exception>
    public static string Spell(int syllable) => Table.Value.Syllables[syllable];

    private static (string[] Syllables, ushort[] OfCharacter) Read()
    {
        var syllables = new List<string> { "" };
        var ofCharacter = new ushort[char.MaxValue + 1];
        foreach (var line in EmbeddedTable.Lines("pinyin.txt"))
        {
            var blank = line.IndexOf(' ', StringComparison.Ordinal);
            syllables.Add(line[..blank]);
            foreach (var character in line.AsSpan(blank + 1)) ofCharacter[character] = (ushort)(syllables.Count - 1);
        }

        return ([.. syllables], ofCharacter);
    }
}
