using Weiyu.Bot.Handlers.Rules.Model;

namespace Weiyu.Bot.Handlers.Rules.Matching;

/// <summary>Gathers what a <see cref="RuleMatcher"/> searches with; used once.</summary>
internal sealed class TriggerIndex
{
    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _literals = new(StringComparer.Ordinal);

    public TriggerIndex(Rule[] rules)
    {
        Triggers = new CompiledTrigger?[rules.Length];
        foreach (var rule in rules)
        {
            if (rule.Event.Name != RuleEvent.MessageName) continue;
            if (rule.When is not { } trigger) Always.Add(rule.Order);
            else if (trigger.Otherwise) Otherwise.Add(rule.Order);
            else Add(rule.Order, Triggers[rule.Order] = Compile(trigger));
        }
    }

    public CompiledTrigger?[] Triggers { get; }

    /// <summary>What is looked for: keywords, and texts that expressions need.</summary>
    public List<string> Keywords { get; } = [];

    /// <summary>Whether word boundaries count, for each keyword: not for what expressions need.</summary>
    public List<bool> WholeWord { get; } = [];

    /// <summary>The rules to look at when a keyword was found, for each keyword.</summary>
    public List<List<int>> Postings { get; } = [];

    public Dictionary<string, List<int>> Exact { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, List<int>> ByType { get; } = new(StringComparer.Ordinal);

    public List<int> Always { get; } = [];

    public List<int> Otherwise { get; } = [];

    private CompiledTrigger Compile(Trigger trigger) => new()
    {
        Source = trigger,
        Any = Numbers(trigger.Any),
        AnyRegex = [.. trigger.Any.OfType<RegexPattern>()],
        All = [.. trigger.All.Select(g => (Numbers(g), g.OfType<RegexPattern>().ToArray()))],
        None = Numbers(trigger.None),
        NoneRegex = [.. trigger.None.OfType<RegexPattern>()],
        Exact = [.. trigger.Exact.OfType<KeywordPattern>().Select(p => TextForms.Bare(p.Source))],
        ExactRegex = [.. trigger.Exact.OfType<RegexPattern>()],
    };

    private void Add(int order, CompiledTrigger trigger)
    {
        if (trigger.HasAlternatives)
        {
            // What is like the examples is found by the recogniser.
            var seen = Post(order, trigger.Any, [.. trigger.AnyRegex, .. trigger.ExactRegex]);
            foreach (var exact in trigger.Exact)
            {
                if (!Exact.TryGetValue(exact, out var list)) Exact[exact] = list = [];
                list.Add(order);
            }

            if (!seen) Always.Add(order);
            return;
        }

        // All must be found, so one group is enough to look for: the one whose words are longest and so rarest.
        var groups = trigger.All.Where(g => g.Regexes.All(r => r.Literals.Count > 0)).ToList();
        if (groups.Count > 0)
        {
            var (keywords, regexes) = groups.MaxBy(g => g.Keywords.Select(k => Keywords[k].Length).Concat(g.Regexes.SelectMany(r => r.Literals).Select(l => l.Length)).DefaultIfEmpty(0).Min());
            Post(order, keywords, regexes);
            return;
        }

        if (trigger.Source.Types.Count == 0 || trigger.All.Length > 0)
        {
            Always.Add(order);
            return;
        }

        foreach (var type in trigger.Source.Types)
        {
            if (!ByType.TryGetValue(type, out var list)) ByType[type] = list = [];
            list.Add(order);
        }
    }

    /// <summary>Makes a rule be looked at when one of these is found; false when an expression among them can't be looked for.</summary>
    private bool Post(int order, int[] keywords, RegexPattern[] regexes)
    {
        var all = true;
        foreach (var keyword in keywords) Post(keyword, order);
        foreach (var regex in regexes)
        {
            if (regex.Literals.Count == 0) all = false;
            foreach (var literal in regex.Literals) Post(Number(literal, wholeWord: false), order);
        }

        return all;
    }

    private void Post(int keyword, int order)
    {
        if (Postings[keyword] is not [.., var last] || last != order) Postings[keyword].Add(order);
    }

    private int[] Numbers(IReadOnlyList<Pattern> patterns) => [.. patterns.OfType<KeywordPattern>().Select(p => Number(p.Text, wholeWord: true)).Distinct()];

    /// <summary>A text's number. One that is both a keyword with boundaries and needed by an expression has two.</summary>
    private int Number(string text, bool wholeWord)
    {
        var bounded = wholeWord && HasBoundaries(text);
        var numbers = bounded ? _words : _literals;
        if (numbers.TryGetValue(text, out var known)) return known;
        var number = Keywords.Count;
        Keywords.Add(text);
        WholeWord.Add(bounded);
        Postings.Add([]);
        return numbers[text] = number;
    }

    private static bool HasBoundaries(string text) => NeedsBoundary(text[0]) || NeedsBoundary(text[^1]);

    private static bool NeedsBoundary(char c) => c < '\u0590' && char.IsLetterOrDigit(c);
}
