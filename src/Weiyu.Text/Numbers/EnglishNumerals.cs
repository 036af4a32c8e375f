using System.Collections.Frozen;

namespace Weiyu.Text.Numbers;

/// <summary>English number words: one to nineteen, the tens, hundred, thousand, million, and what is put together of them (two hundred and five).</summary>
public static class EnglishNumerals
{
    /// <summary>A regular expression's alternatives for one number word, in small letters; longer words before their beginnings are not needed: put it between word boundaries.</summary>
    public const string Words =
        "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
        + "|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million";

    private static readonly int[] Values = [.. Enumerable.Range(1, 20), 30, 40, 50, 60, 70, 80, 90, 100, 1_000, 1_000_000];

    private static readonly FrozenDictionary<string, int> ByWord =
        Words.Split('|').Zip(Values).ToFrozenDictionary(pair => pair.First, pair => pair.Second, StringComparer.OrdinalIgnoreCase);

    /// <summary>What a single word stands for, in capitals or not; null when it is no number.</summary>
    public static int? ValueOf(ReadOnlySpan<char> word) => ByWord.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var value) ? value : null;

    /// <summary>What words come to; those that are no number (and, a) are passed over, so that it is 0 when none is.</summary>
    /// <param name="phrase">Words with blanks or hyphens between.</param>
    public static decimal Read(string phrase)
    {
        decimal total = 0, current = 0;
        foreach (var word in phrase.Split([' ', '-'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (ValueOf(word) is not { } value) continue;
            if (value == 100) current = Math.Max(1, current) * 100;
            else if (value >= 1_000) (total, current) = (total + (Math.Max(1, current) * value), 0);
            else current += value;
        }

        return total + current;
    }
}
