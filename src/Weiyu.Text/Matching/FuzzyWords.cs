namespace Weiyu.Text.Matching;

/// <summary>
/// Finds words that differ by few edits from given ones. Two words within k edits become the same by leaving out at most k letters of
/// each (deletion neighbourhood); only the first <see cref="Prefix"/> letters are indexed so, the rest is compared. So a look-up costs
/// a fixed number of steps, however many words there are.
/// </summary>
internal sealed class FuzzyWords
{
    /// <summary>How many letters of a word are indexed.</summary>
    public const int Prefix = 7;

    /// <summary>The most letters of a word that may have typos.</summary>
    public const int MaxLength = 40;

    private const int LettersForOneEdit = 4, LettersForTwoEdits = 8, MaxCandidates = 256, MaxFound = 16;

    private readonly List<string> _words = [];
    private readonly Dictionary<string, int> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, List<int>> _byVariant = [];

    /// <summary>How many edits a keyword of that length may be away. Words with digits are codes and have none.</summary>
    public static int EditsFor(ReadOnlySpan<char> word) =>
        word.Length is < LettersForOneEdit or > MaxLength || word.ContainsAnyInRange('0', '9') ? 0 : word.Length < LettersForTwoEdits ? 1 : 2;

    /// <summary>Adds a word.</summary>
    /// <returns>Its number.</returns>
    public int Add(string word)
    {
        if (_exact.TryGetValue(word, out var number)) return number;
        _words.Add(word);
        _exact.Add(word, _words.Count - 1);
        var edits = EditsFor(word);
        if (edits == 0) return _words.Count - 1;
        var variants = new HashSet<ulong>();
        Vary(word, edits, variants);
        foreach (var variant in variants)
        {
            if (!_byVariant.TryGetValue(variant, out var words)) _byVariant.Add(variant, words = []);
            words.Add(_words.Count - 1);
        }

        return _words.Count - 1;
    }

    /// <summary>Gives back memory that is needed for building only.</summary>
    public void Freeze()
    {
        foreach (var words in _byVariant.Values) words.TrimExcess();
    }

    /// <summary>The numbers of the words that <paramref name="word"/> may mean: itself, and the nearest by edits.</summary>
    public int[] Find(string word)
    {
        var found = new List<int>();
        if (_exact.TryGetValue(word, out var same)) found.Add(same);
        if (_byVariant.Count == 0 || word.Length < LettersForOneEdit - 1 || word.Length > MaxLength + 2) return [.. found];
        var (variants, tried) = (new HashSet<ulong>(), new HashSet<int>());
        Vary(word, word.Length >= LettersForTwoEdits - 2 ? 2 : 1, variants);
        foreach (var variant in variants)
        {
            if (!_byVariant.TryGetValue(variant, out var candidates)) continue;
            foreach (var candidate in candidates)
            {
                if (candidate == same && found.Count > 0 && found[0] == same) continue;
                if (tried.Count >= MaxCandidates || found.Count >= MaxFound) return [.. found];
                if (!tried.Add(candidate)) continue;
                if (EditDistance.IsWithin(word, _words[candidate], EditsFor(_words[candidate]))) found.Add(candidate);
            }
        }

        return [.. found];
    }

    private static void Vary(ReadOnlySpan<char> word, int edits, HashSet<ulong> into)
    {
        Span<char> letters = stackalloc char[Prefix];
        Span<char> fewer = stackalloc char[Prefix];
        var prefix = word[..Math.Min(word.Length, Prefix)];
        into.Add(Hash(prefix));
        for (var i = 0; i < prefix.Length; i++)
        {
            var shorter = Without(prefix, i, letters);
            into.Add(Hash(shorter));
            if (edits < 2) continue;
            for (var k = i; k < shorter.Length; k++) into.Add(Hash(Without(shorter, k, fewer)));
        }
    }

    private static ReadOnlySpan<char> Without(ReadOnlySpan<char> word, int at, Span<char> buffer)
    {
        word[..at].CopyTo(buffer);
        word[(at + 1)..].CopyTo(buffer[at..]);
        return buffer[..(word.Length - 1)];
    }

    private static ulong Hash(ReadOnlySpan<char> text)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var c in text) hash = (hash ^ c) * 0x100000001B3;
        return hash;
    }
}
