using System.Text.RegularExpressions;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;

namespace Weiyu.Rules.Matching;

/// <summary>Gathers what a <see cref="RuleMatcher"/> searches with; used once.</summary>
internal sealed class TriggerIndex
{
    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _slips = new(StringComparer.Ordinal);
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

    /// <summary>What each keyword is looked for as; what expressions need has no boundaries.</summary>
    public List<KeywordKind> Kinds { get; } = [];

    /// <summary>The keywords that count with slips too.</summary>
    public List<int> Fuzzy { get; } = [];

    /// <summary>The rules to look at when a keyword was found, for each keyword.</summary>
    public List<List<int>> Postings { get; } = [];

    public Dictionary<string, List<int>> Exact { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, List<int>> ByType { get; } = new(StringComparer.Ordinal);

    public List<int> Always { get; } = [];

    public List<int> Otherwise { get; } = [];

    private CompiledTrigger Compile(Trigger trigger) => new()
    {
        Source = trigger,
        Any = Numbers(trigger.Any, trigger.Fuzzy),
        AnyRegex = [.. trigger.Any.OfType<RegexPattern>()],
        All = [.. trigger.All.Select(g => (Numbers(g, trigger.Fuzzy), g.OfType<RegexPattern>().ToArray()))],
        None = Numbers(trigger.None, fuzzy: false),
        NoneRegex = [.. trigger.None.OfType<RegexPattern>()],
        Exact = [.. trigger.Exact.OfType<KeywordPattern>().Select(p => TextForms.Bare(p.Source))],
        ExactRegex = [.. trigger.Exact.OfType<RegexPattern>().Select(Whole)],
    };

    /// <summary>The expression for a whole text: any of its alternatives, from end to end.</summary>
    private static RegexPattern Whole(RegexPattern pattern) => pattern with { Regex = new Regex($@"\A(?:{pattern.Regex})\z", pattern.Regex.Options) };

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
            foreach (var literal in regex.Literals) Post(Number(literal, KeywordKind.Free), order);
        }

        return all;
    }

    private void Post(int keyword, int order)
    {
        if (Postings[keyword] is not [.., var last] || last != order) Postings[keyword].Add(order);
    }

    private int[] Numbers(IReadOnlyList<Pattern> patterns, bool fuzzy) =>
        [.. patterns.OfType<KeywordPattern>().Select(p => Number(p.Text, fuzzy ? KeywordKind.Fuzzy : HasBoundaries(p.Text) ? KeywordKind.Bounded : KeywordKind.Free)).Distinct()];

    /// <summary>A text's number: one for each way in which it is looked for.</summary>
    private int Number(string text, KeywordKind kind)
    {
        var numbers = kind switch { KeywordKind.Free => _literals, KeywordKind.Bounded => _words, _ => _slips };
        if (numbers.TryGetValue(text, out var known)) return known;
        var number = Keywords.Count;
        Keywords.Add(text);
        Kinds.Add(kind);
        Postings.Add([]);
        if (kind == KeywordKind.Fuzzy) Fuzzy.Add(number);
        return numbers[text] = number;
    }

    private static bool HasBoundaries(string text) => NeedsBoundary(text[0]) || NeedsBoundary(text[^1]);

    private static bool NeedsBoundary(char c) => c < '\u0590' && char.IsLetterOrDigit(c);
}
