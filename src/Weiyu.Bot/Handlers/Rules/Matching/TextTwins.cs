namespace Weiyu.Bot.Handlers.Rules.Matching;

/// <summary>Each text once, with the numbers of what looks for it: as it is, and as a word of its own.</summary>
internal sealed class TextTwins
{
    private readonly List<(int Free, int Bounded)> _numbers = [];

    /// <summary>Gathers the texts.</summary>
    /// <param name="texts">By number.</param>
    /// <param name="bounded">Whether the text must be a word of its own, by number.</param>
    public TextTwins(IReadOnlyList<string> texts, IReadOnlyList<bool> bounded)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var unique = new List<string>();
        for (var number = 0; number < texts.Count; number++)
        {
            if (!known.TryGetValue(texts[number], out var at))
            {
                known[texts[number]] = at = unique.Count;
                unique.Add(texts[number]);
                _numbers.Add((-1, -1));
            }

            _numbers[at] = bounded[number] ? (_numbers[at].Free, number) : (number, _numbers[at].Bounded);
        }

        Texts = unique;
    }

    /// <summary>The texts.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>The numbers behind a text; -1: none.</summary>
    public (int Free, int Bounded) NumbersOf(int text) => _numbers[text];
}
