namespace Weiyu.Rules.Matching;

/// <summary>Each text once, with the numbers of what looks for it: as it is, and as a word of its own.</summary>
internal sealed class TextTwins
{
    private readonly List<(int Free, int Bounded, int Fuzzy)> _numbers = [];

    /// <summary>Gathers the texts.</summary>
    /// <param name="texts">By number.</param>
    /// <param name="kinds">What each text is looked for as, by number.</param>
    public TextTwins(IReadOnlyList<string> texts, IReadOnlyList<KeywordKind> kinds)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var unique = new List<string>();
        for (var number = 0; number < texts.Count; number++)
        {
            if (!known.TryGetValue(texts[number], out var at))
            {
                known[texts[number]] = at = unique.Count;
                unique.Add(texts[number]);
                _numbers.Add((-1, -1, -1));
            }

            _numbers[at] = kinds[number] switch
            {
                KeywordKind.Free => _numbers[at] with { Free = number },
                KeywordKind.Bounded => _numbers[at] with { Bounded = number },
                _ => _numbers[at] with { Fuzzy = number },
            };
        }

        Texts = unique;
    }

    /// <summary>The texts.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>The numbers behind a text; -1: none.</summary>
    public (int Free, int Bounded, int Fuzzy) NumbersOf(int text) => _numbers[text];
}

/// <summary>What a text is looked for as.</summary>
internal enum KeywordKind
{
    /// <summary>Anywhere.</summary>
    Free,

    /// <summary>As a word of its own.</summary>
    Bounded,

    /// <summary>As a word of its own, with slips of the keys and homophones.</summary>
    Fuzzy,
}
