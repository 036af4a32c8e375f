using System.Numerics;
using Weiyu.Text.Matching;

namespace Weiyu.Knowledge.Analysis;

/// <summary>
/// Mends what the knowledge does not know and almost knows: words of an alphabet with a letter wrong, missing, too many or swapped,
/// Chinese words typed with a homophone (退宽 for 退款).
/// </summary>
internal sealed class Spelling
{
    private const float OneLetter = 0.85f;
    private const float TwoLetters = 0.7f;
    private const float Homophone = 0.8f;
    private const int LongWord = 7;

    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _pairs = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _pairBySound = [];
    private readonly List<(string Word, uint Letters, int Count)>[] _byLength = [.. Enumerable.Range(0, 32).Select(_ => new List<(string, uint, int)>())];

    /// <summary>A speller that knows some words.</summary>
    /// <param name="words">Stems and how many passages have them.</param>
    /// <param name="pairs">Pairs of characters and how many passages have them.</param>
    public Spelling(IEnumerable<(string Word, int Count)> words, IEnumerable<(string Pair, int Count)> pairs)
    {
        foreach (var (word, count) in words)
        {
            if (!_words.TryAdd(word, count) || word.Length is < 3 or >= 32 || !char.IsLetter(word[0])) continue;
            _byLength[word.Length].Add((word, Letters(word), count));
        }

        foreach (var (pair, count) in pairs)
        {
            if (!_pairs.TryAdd(pair, count) || Sound(pair) is not { } sound) continue;
            if (!_pairBySound.TryGetValue(sound, out var other) || _pairs[other] < count) _pairBySound[sound] = pair;
        }
    }

    /// <summary>Replaces unknown words by the known ones that they are most like.</summary>
    public void MendWords(List<Unit> units)
    {
        for (var i = 0; i < units.Count; i++)
        {
            var unit = units[i];
            if (unit.IsHan || unit.Weight < 1 || unit.Text.Length < 4 || unit.Text.Any(char.IsAsciiDigit) || _words.ContainsKey(unit.Text)) continue;
            if (Nearest(unit.Text, unit.Surface.Length) is { } found) units[i] = unit with { Text = found.Word, Certainty = found.Distance == 1 ? OneLetter : TwoLetters };
        }
    }

    /// <summary>Replaces unknown pairs of characters by known ones that sound the same and share a character; says whether it did.</summary>
    public bool MendPairs(List<Unit> units, bool[] cut)
    {
        var mended = false;
        for (var i = 0; i + 1 < units.Count; i++)
        {
            if (cut[i] || cut[i + 1] || !units[i].IsHan || !units[i + 1].IsHan) continue;
            var pair = units[i].Text + units[i + 1].Text;
            if (pair.Length != 2 || _pairs.ContainsKey(pair) || Sound(pair) is not { } sound || !_pairBySound.TryGetValue(sound, out var known)) continue;
            if (known[0] == pair[0] == (known[1] == pair[1])) continue; // one character is right: two wrong ones are too bold a guess

            // A character that already makes a word with its other neighbour is right as it is.
            var wrong = known[0] == pair[0] ? i + 1 : i;
            if (units[wrong].Weight == 0 || IsKnown(units, wrong - 1, i) || IsKnown(units, wrong, i)) continue;
            units[wrong] = units[wrong] with { Text = known[wrong - i].ToString(), Weight = 1, Certainty = Homophone };
            mended = true;
        }

        return mended;
    }

    private bool IsKnown(List<Unit> units, int at, int except) =>
        at >= 0 && at != except && at + 1 < units.Count && units[at].IsHan && units[at + 1].IsHan && _pairs.ContainsKey(units[at].Text + units[at + 1].Text);

    private (string Word, int Distance)? Nearest(string word, int written)
    {
        var most = word.Length >= 8 ? 2 : 1;
        var letters = Letters(word);
        (string Word, int Distance)? best = null;
        var bestRank = 0.0;
        for (var length = Math.Max(3, word.Length - most); length <= Math.Min(31, word.Length + most); length++)
        {
            foreach (var (candidate, itsLetters, count) in _byLength[length])
            {
                if (BitOperations.PopCount(letters ^ itsLetters) > 2 * most) continue;
                var distance = EditDistance.Of(word, candidate, most);
                if (distance > most || (distance == 1 && written < LongWord && IsAnotherWord(word, candidate))) continue;
                // Typos rarely hit the first letter (weather is not leather), unless it was swapped with the second; of equals the commoner word is meant.
                if (word[0] != candidate[0] && (word[0] != candidate[1] || word[1] != candidate[0])) continue;
                var rank = 10.0 - distance * 4 + Math.Min(1, count / 1000.0);
                if (rank > bestRank) (best, bestRank) = ((candidate, distance), rank);
            }
        }

        return best;
    }

    // Short words that differ by one letter are mostly two words (rain and ran, land and lend, night and tight); two letters swapped are a slip at any length.
    private static bool IsAnotherWord(string word, string candidate)
    {
        var shorter = Math.Min(word.Length, candidate.Length);
        if (word.Length != candidate.Length) return shorter < 4 || (shorter == 4 && !HasDouble(word, candidate));
        return word.Length < 6 && Letters(word) != Letters(candidate);
    }

    // A letter doubled, or one of a double left out: adress, shiping.
    private static bool HasDouble(string word, string candidate)
    {
        var longer = word.Length > candidate.Length ? word : candidate;
        var shorter = word.Length > candidate.Length ? candidate : word;
        for (var i = 1; i < longer.Length; i++)
        {
            if (longer[i] == longer[i - 1] && longer.Remove(i, 1) == shorter) return true;
        }

        return false;
    }

    private static int? Sound(string pair)
    {
        if (pair.Length != 2) return null;
        var (first, second) = (Pinyin.Syllable(pair[0]), Pinyin.Syllable(pair[1]));
        return first == 0 || second == 0 ? null : (first << 16) | second;
    }

    private static uint Letters(string word)
    {
        var letters = 0u;
        foreach (var c in word) letters |= 1u << (c & 31);
        return letters;
    }
}
