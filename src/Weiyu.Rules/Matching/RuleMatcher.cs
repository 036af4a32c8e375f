using System.Collections.Frozen;
using Microsoft.Extensions.ObjectPool;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Intents;
using Weiyu.Rules.Model;
using Weiyu.Rules.Model.Running;
using Weiyu.Text.Matching;

namespace Weiyu.Rules.Matching;

/// <summary>
/// Finds the rule for a message. The keywords of all rules are looked for in one walk over the text; only rules of which something was
/// found, and the few that ask for nothing that can be looked for, are then looked at one by one, in their order.
/// </summary>
internal sealed class RuleMatcher
{
    private readonly Rule[] _rules;
    private readonly CompiledTrigger?[] _triggers;
    private readonly KeywordAutomaton _automaton;
    private readonly TextTwins _twins;
    private readonly FuzzyMatcher? _fuzzy;
    private readonly int[][] _postings;
    private readonly FrozenDictionary<string, int[]> _exact;
    private readonly int[] _always;
    private readonly FrozenDictionary<string, int[]> _byType;
    private readonly int[] _otherwise;
    private readonly FrozenDictionary<string, int> _likeOrder;
    private readonly LikeMatcher _like;
    private readonly ObjectPool<MatchScratch> _pool;

    /// <summary>Builds the search for a book's message rules.</summary>
    public RuleMatcher(RuleBook book)
    {
        _rules = [.. book.Rules];
        var index = new TriggerIndex(_rules);
        (_triggers, _always, _otherwise) = (index.Triggers, [.. index.Always], [.. index.Otherwise]);
        (_exact, _byType) = (Freeze(index.Exact), Freeze(index.ByType));
        _postings = [.. index.Postings.Select(p => p.ToArray())];
        _twins = new TextTwins(index.Keywords, index.Kinds);
        if (index.Fuzzy.Count > 0) _fuzzy = FuzzyMatcher.Build(index.Fuzzy.Select(n => (index.Keywords[n], n)));
        _automaton = new KeywordAutomaton(_twins.Texts);
        _like = new LikeMatcher(_rules.Where(r => r.Event.Name == RuleEvent.MessageName));
        _likeOrder = _rules.Where(r => r.When is { Like.Count: > 0 } && r.Event.Name == RuleEvent.MessageName).ToFrozenDictionary(r => r.Id, r => r.Order, StringComparer.Ordinal);
        _pool = MatchScratch.Pool(index.Keywords.Count);
    }

    /// <summary>The first rule that a message matches, in the rules' order; <c>otherwise</c> rules come after all others.</summary>
    /// <param name="input">The message.</param>
    /// <param name="scope">What conditions see.</param>
    /// <param name="after">Only rules behind this order (for <c>continue</c>); -1: all.</param>
    /// <param name="otherwise">Whether <c>otherwise</c> rules count.</param>
    /// <param name="allow">Leaves rules out; null: none.</param>
    public RuleMatch? Find(MatchInput input, RuleScope scope, int after = -1, bool otherwise = true, Func<Rule, bool>? allow = null)
    {
        var scratch = _pool.Get();
        try
        {
            Collect(input, scratch);
            var previous = -1;
            foreach (var order in scratch.Candidates)
            {
                if (order <= after || order == previous) continue;
                previous = order;
                if (allow?.Invoke(_rules[order]) == false) continue;
                if (Check(order, input, scope, scratch, out var why, out var coverage) is null) return new RuleMatch(_rules[order], why, coverage);
            }

            if (!otherwise || !input.IsQuestion) return null;
            // A picture has no words that the knowledge could be asked for.
            var isWordless = input.Text.Length == 0;
            foreach (var order in _otherwise)
            {
                if (isWordless && _rules[order].AllSteps.Any(s => s is AnswerStep)) continue;
                if (order > after && allow?.Invoke(_rules[order]) != false && Conditions(_rules[order], scope) is null) return new RuleMatch(_rules[order], "nothing else matched", 0);
            }

            return null;
        }
        finally
        {
            _pool.Return(scratch);
        }
    }

    /// <summary>What every rule says to a message, in their order.</summary>
    public IReadOnlyList<RuleVerdict> Explain(MatchInput input, RuleScope scope)
    {
        var scratch = _pool.Get();
        try
        {
            Collect(input, scratch);
            return [.. _rules.Select(rule => Verdict(rule, input, scope, scratch))];
        }
        finally
        {
            _pool.Return(scratch);
        }
    }

    /// <summary>Why a rule's thread type, conditions or limits keep it from answering; null when they do not.</summary>
    public static string? Conditions(Rule rule, RuleScope scope)
    {
        var type = scope.Facts.Thread.Type;
        if (!scope.Facts.Thread.IsCustomerService && !rule.ThreadTypes.Contains(type)) return $"threads of type '{type}' are not named in its 'if'";
        if (rule.From is { } from && scope.LocalNow.DateTime < from) return $"it answers from {from:yyyy-MM-dd HH:mm} on";
        if (rule.Until is { } until && scope.LocalNow.DateTime >= until) return $"it answered until {until:yyyy-MM-dd HH:mm}";
        return rule.If?.Fails(scope) ?? RuleMemory.Of(scope.State).Exhausted(rule, scope.State, scope.LocalNow);
    }

    private RuleVerdict Verdict(Rule rule, MatchInput input, RuleScope scope, MatchScratch scratch)
    {
        if (rule.Event.Name != RuleEvent.MessageName) return new(rule, false, $"it waits for {rule.Event.Name}, not for a message", 0);
        if (rule.When is { Otherwise: true })
            return Conditions(rule, scope) is { } not ? new(rule, false, not, 0) : new(rule, true, "matches when nothing else does", 0);
        if (Check(rule.Order, input, scope, scratch, out var why, out _) is not { } failed) return new(rule, true, why, 1);
        var text = _triggers[rule.Order] is { } trigger && Text(trigger, input, scratch, out _, out _) == failed;
        return new(rule, false, text ? failed + Misses.Detail(rule.When!, input, Likes(input).FirstOrDefault(l => l.RuleId == rule.Id)) : failed, Nearness(rule, input, scope, scratch));
    }

    /// <summary>How near a rule came: by the text that it shares with the message, and whether only its conditions failed.</summary>
    private double Nearness(Rule rule, MatchInput input, RuleScope scope, MatchScratch scratch)
    {
        if (_triggers[rule.Order] is not { } trigger) return 0.3;
        if (Text(trigger, input, scratch, out _, out _) is null) return 0.9;
        var best = 0.0;
        foreach (var pattern in trigger.Source.Any.Concat(trigger.Source.Exact).Concat(trigger.Source.All.SelectMany(g => g)).OfType<KeywordPattern>())
            best = Math.Max(best, Similarity.Best(input.Normal, pattern.Text));
        foreach (var rank in Likes(input))
        {
            if (rank.RuleId == rule.Id) best = Math.Max(best, rank.Score);
        }

        return 0.85 * best;
    }

    private void Collect(MatchInput input, MatchScratch scratch)
    {
        scratch.Reset();
        scratch.Candidates.AddRange(_always);
        if (_byType.TryGetValue(input.Type, out var typed)) scratch.Candidates.AddRange(typed);
        if (input.Text.Length > 0)
        {
            var sink = new Sink(scratch, input.Normal, _twins);
            _automaton.Search(input.Normal, ref sink);
            foreach (var found in _fuzzy?.Locate(input.Normal) ?? []) scratch.Add(found.Id, found.Start, found.Start + found.Length);
            foreach (var hit in scratch.Hits) scratch.Candidates.AddRange(_postings[hit]);
            if (_exact.Count > 0 && _exact.TryGetValue(input.Bare, out var exact)) scratch.Candidates.AddRange(exact);
            if (!_like.IsEmpty)
            {
                foreach (var rank in Likes(input))
                {
                    if (_likeOrder.TryGetValue(rank.RuleId, out var order) && IsLike(_rules[order].When!, rank)) scratch.Candidates.Add(order);
                }
            }
        }

        scratch.Candidates.Sort();
    }

    private IReadOnlyList<LikeRank> Likes(MatchInput input) => input.Likes ??= _like.IsEmpty ? [] : _like.Rank(input.Text);

    private static bool IsLike(Trigger trigger, LikeRank rank) => trigger.LikeScore is { } wanted ? rank.First && rank.Score >= wanted : rank.Sure;

    /// <summary>The rules whose text a message fits, whatever their conditions say, in their order; not <c>otherwise</c>.</summary>
    public IReadOnlyList<Rule> Fitting(MatchInput input)
    {
        var scratch = _pool.Get();
        try
        {
            Collect(input, scratch);
            return [.. scratch.Candidates.Distinct().Where(o => _triggers[o] is { Source.HasText: true } t && Text(t, input, scratch, out _, out _) is null).Select(o => _rules[o])];
        }
        finally
        {
            _pool.Return(scratch);
        }
    }

    /// <summary>Why a rule does not match; null when it does.</summary>
    private string? Check(int order, MatchInput input, RuleScope scope, MatchScratch scratch, out string why, out double coverage)
    {
        (why, coverage) = ("any message", 0);
        if (!input.IsQuestion && _triggers[order]?.Source.Types.Count is null or 0)
            return $"{input.Type} is no question, and its 'when' does not name that type";
        if (_triggers[order] is { } trigger && Text(trigger, input, scratch, out why, out coverage) is { } failed) return failed;
        return Conditions(_rules[order], scope);
    }

    private string? Text(CompiledTrigger trigger, MatchInput input, MatchScratch scratch, out string why, out double coverage)
    {
        (why, coverage) = ("", 0);
        var source = trigger.Source;
        if (source.Types.Count > 0 && !source.Types.Contains(input.Type)) return $"the message is of type {input.Type}, wanted {string.Join(" or ", source.Types)}";
        if (source.Types.Count > 0) why = $"type {input.Type}";
        if (source.HasText && input.Text.Length == 0) return "the message has no text";
        if (trigger.HasAlternatives && Alternatives(trigger, input, scratch, ref why, ref coverage) is { } none) return none;
        var together = coverage;
        foreach (var (keywords, regexes) in trigger.All)
        {
            var share = 0.0;
            if (!Group(keywords, regexes, input, scratch, ref why, ref share)) return "not all of 'all' are in it";
            together += share;
        }

        coverage = Math.Min(1, together);
        foreach (var keyword in trigger.None)
        {
            if (scratch.Has(keyword)) return $"'{Found(keyword, input, scratch)}' is among 'none'";
        }

        foreach (var regex in trigger.NoneRegex)
        {
            if (IsMatch(regex, input, out _)) return $"{regex.Source} is among 'none'";
        }

        if (why.Length == 0) why = "none of 'none' is in it";
        return null;
    }

    private string? Alternatives(CompiledTrigger trigger, MatchInput input, MatchScratch scratch, ref string why, ref double coverage)
    {
        foreach (var exact in trigger.Exact)
        {
            if (exact == input.Bare)
            {
                (why, coverage) = ($"exactly '{exact}'", 1);
                return null;
            }
        }

        foreach (var regex in trigger.ExactRegex)
        {
            if (regex.Regex.IsMatch(input.Bare) || regex.Regex.IsMatch(input.Normal) || (input.Text.Length <= TextForms.MaxLength && regex.Regex.IsMatch(input.Text.AsSpan().Trim())))
            {
                (why, coverage) = ($"exactly {regex.Source}", 1);
                return null;
            }
        }

        if (Group(trigger.Any, trigger.AnyRegex, input, scratch, ref why, ref coverage)) return null;
        if (trigger.Source.Like.Count > 0)
        {
            foreach (var rank in Likes(input))
            {
                if (!ReferenceEquals(_rules[_likeOrder[rank.RuleId]].When, trigger.Source) || !IsLike(trigger.Source, rank)) continue;
                // Only an example itself is wholly asked for; what is like one may say much else.
                (why, coverage) = (string.Create(System.Globalization.CultureInfo.InvariantCulture, $"like its examples ({rank.Score:0.00})"), rank.Score >= 1 ? 1 : 0.9 * rank.Score);
                return null;
            }
        }

        return trigger.Any.Length + trigger.AnyRegex.Length > 0 ? "none of its words is in it" : trigger.Source.Like.Count > 0 ? "it is not like its examples" : "it is not exactly that";
    }

    private bool Group(int[] keywords, RegexPattern[] regexes, MatchInput input, MatchScratch scratch, ref string why, ref double coverage)
    {
        var best = -1;
        foreach (var keyword in keywords)
        {
            if (!scratch.Has(keyword)) continue;
            var (start, end) = scratch.Place(keyword);
            if (best < 0 || end - start > scratch.Place(best).End - scratch.Place(best).Start) best = keyword;
        }

        if (best >= 0)
        {
            var (start, end) = scratch.Place(best);
            (why, coverage) = ($"'{Found(best, input, scratch)}'", Math.Max(coverage, (end - start) / (double)Math.Max(1, input.Bare.Length)));
            return true;
        }

        foreach (var regex in regexes)
        {
            if (!IsMatch(regex, input, out var length)) continue;
            (why, coverage) = (regex.Source, Math.Max(coverage, length / (double)Math.Max(1, input.Bare.Length)));
            return true;
        }

        return false;
    }

    /// <summary>An expression may be meant for the message as written or as normalised.</summary>
    private static bool IsMatch(RegexPattern pattern, MatchInput input, out int length)
    {
        foreach (var match in pattern.Regex.EnumerateMatches(input.Normal))
        {
            length = match.Length;
            return true;
        }

        length = 0;
        if (ReferenceEquals(input.Normal, input.Text)) return false;
        var text = input.Text.Length <= TextForms.MaxLength ? input.Text : input.Text[..TextForms.MaxLength];
        foreach (var match in pattern.Regex.EnumerateMatches(text))
        {
            length = match.Length;
            return true;
        }

        return false;
    }

    private static string Found(int keyword, MatchInput input, MatchScratch scratch) => input.Normal[scratch.Place(keyword).Start..scratch.Place(keyword).End];

    private static FrozenDictionary<string, int[]> Freeze(Dictionary<string, List<int>> lists) =>
        lists.ToFrozenDictionary(l => l.Key, l => l.Value.ToArray(), StringComparer.Ordinal);

    private readonly struct Sink(MatchScratch scratch, string text, TextTwins twins) : KeywordAutomaton.ISink
    {
        public void Found(int keyword, int start, int end)
        {
            var (free, bounded, fuzzy) = twins.NumbersOf(keyword);
            if (free >= 0) scratch.Add(free, start, end);
            if ((bounded < 0 && fuzzy < 0) || !WordBoundaries.Holds(text, start, end)) return;
            if (bounded >= 0) scratch.Add(bounded, start, end);
            if (fuzzy >= 0) scratch.Add(fuzzy, start, end);
        }
    }
}
