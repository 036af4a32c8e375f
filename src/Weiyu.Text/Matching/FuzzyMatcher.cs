using Weiyu.Text.Folding;

namespace Weiyu.Text.Matching;

/// <summary>
/// Finds many keywords in a text in spite of typos (words of alphabets: one edit from 4 letters on, two from 8 on; an edit is a letter
/// too many, missing, wrong, or swapped with its neighbour) and homophones (Chinese characters that are read alike, tones aside, where
/// the keyword has at least two). What is written right is found too. A keyword of several words is found where they stand in a row.
/// The cost is bounded however many keywords there are and whatever the text: <see cref="MaxTokens"/>, <see cref="MaxSteps"/>.
/// </summary>
public sealed class FuzzyMatcher
{
    /// <summary>How many words and Chinese characters of a text are looked at.</summary>
    public const int MaxTokens = 2_048;

    /// <summary>How many steps a text may take through the keywords; a text made to need more is searched no further.</summary>
    public const int MaxSteps = 100_000;

    /// <summary>The most words and Chinese characters of a keyword; a longer one is found by its beginning.</summary>
    public const int MaxKeywordTokens = 24;

    private readonly FuzzyWords _words;
    private readonly Dictionary<(int Node, int Symbol), int> _next = [];
    private readonly List<List<int>?> _idsAt = [null];

    private FuzzyMatcher(FuzzyWords words) => _words = words;

    /// <summary>Builds a matcher.</summary>
    /// <param name="keywords">Keywords, normalised or not, and what they stand for. Keywords without letters, digits or Chinese characters are never found.</param>
    public static FuzzyMatcher Build(IEnumerable<(string Keyword, int Id)> keywords)
    {
        var words = new FuzzyWords();
        var matcher = new FuzzyMatcher(words);
        foreach (var (keyword, id) in keywords) matcher.Add(TextNormalizer.Normalize(keyword), id);
        words.Freeze();
        return matcher;
    }

    /// <summary>The ids of the keywords in a text, ascending, each once.</summary>
    /// <param name="normalizedText">The text, normalised.</param>
    public IReadOnlyList<int> Match(string normalizedText)
    {
        if (_next.Count == 0 || normalizedText.Length == 0) return [];
        SortedSet<int>? found = null;
        Find(normalizedText, (id, _, _) => (found ??= []).Add(id));
        return found is null ? [] : [.. found];
    }

    /// <summary>The keywords in a text with their places, by place.</summary>
    public IReadOnlyList<FuzzyMatch> Locate(string normalizedText)
    {
        var found = new List<FuzzyMatch>();
        if (_next.Count > 0) Find(normalizedText, (id, start, length) => found.Add(new FuzzyMatch(id, start, length)));
        return found;
    }

    private void Add(string keyword, int id)
    {
        var tokens = Tokenizer.Split(keyword, MaxKeywordTokens);
        if (tokens.Count == 0) return;
        var bySound = tokens.Count(t => t.IsHan) >= 2;
        var node = 0;
        foreach (var token in tokens)
        {
            var symbol = !token.IsHan ? _words.Add(keyword.Substring(token.Start, token.Length)) : SymbolOf(keyword[token.Start], bySound);
            if (!_next.TryGetValue((node, symbol), out var next))
            {
                _idsAt.Add(null);
                _next.Add((node, symbol), next = _idsAt.Count - 1);
            }

            node = next;
        }

        var ids = _idsAt[node] ??= [];
        if (!ids.Contains(id)) ids.Add(id);
    }

    private void Find(string text, Action<int, int, int> onFound)
    {
        var tokens = Tokenizer.Split(text, MaxTokens);
        var symbols = new int[]?[tokens.Count];
        var known = new Dictionary<string, int[]>(StringComparer.Ordinal);
        var (current, following) = (new List<int>(), new List<int>());
        var steps = 0;
        for (var start = 0; start < tokens.Count && steps < MaxSteps; start++)
        {
            current.Clear();
            current.Add(0);
            for (var at = start; at < tokens.Count && current.Count > 0 && steps < MaxSteps; at++)
            {
                following.Clear();
                foreach (var symbol in symbols[at] ??= SymbolsOf(text, tokens[at], known))
                {
                    foreach (var node in current)
                    {
                        steps++;
                        if (_next.TryGetValue((node, symbol), out var next) && !following.Contains(next)) following.Add(next);
                    }
                }

                foreach (var node in following)
                {
                    if (_idsAt[node] is not { } ids) continue;
                    foreach (var id in ids) onFound(id, tokens[start].Start, tokens[at].Start + tokens[at].Length - tokens[start].Start);
                }

                (current, following) = (following, current);
            }
        }
    }

    private int[] SymbolsOf(string text, Token token, Dictionary<string, int[]> known)
    {
        if (token.IsHan)
        {
            var (exact, sound) = (SymbolOf(text[token.Start], bySound: false), SymbolOf(text[token.Start], bySound: true));
            return exact == sound ? [exact] : [exact, sound];
        }

        var word = text.Substring(token.Start, token.Length);
        if (!known.TryGetValue(word, out var symbols)) known.Add(word, symbols = _words.Find(word));
        return symbols;
    }

    // Words have symbols from 0 on, characters -2 and below, syllables below all characters.
    private static int SymbolOf(char character, bool bySound) =>
        bySound && Pinyin.Syllable(character) is > 0 and var syllable ? -100_000 - syllable : -2 - character;
}

/// <summary>A keyword in a text.</summary>
/// <param name="Id">What it stands for.</param>
/// <param name="Start">Where it begins in the normalised text.</param>
/// <param name="Length">How many characters it takes there.</param>
public readonly record struct FuzzyMatch(int Id, int Start, int Length);
