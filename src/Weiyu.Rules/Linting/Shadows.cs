using Weiyu.Rules.Grammar;
using Weiyu.Rules.Matching;
using Weiyu.Rules.Model;

namespace Weiyu.Rules.Linting;

/// <summary>Finds rules that others hide, words that two rules claim, and options that lead nowhere.</summary>
internal sealed class Shadows(RuleBook book, List<RuleProblem> problems)
{
    /// <summary>Checks all rules.</summary>
    public void Check()
    {
        var catchAll = book.Rules.FirstOrDefault(r => r.Event.Name == RuleEvent.MessageName && r.When is null && Always(r) && r.ThreadTypes.Count == 0);
        Rule? otherwise = null;
        foreach (var rule in book.Rules.Where(r => r.Event.Name == RuleEvent.MessageName))
        {
            if (rule.When is { Otherwise: true })
            {
                if (otherwise is not null) Hidden(rule, otherwise, "it comes first and takes everything that no other rule answers");
                else if (Always(rule)) otherwise = rule;
            }
            else if (catchAll is not null && rule.Order > catchAll.Order)
            {
                Hidden(rule, catchAll, "it answers every message");
            }
            else if (rule.When is { } trigger)
            {
                Check(rule, trigger);
            }
        }

        if (catchAll is not null)
            problems.Warn(catchAll.At, "matches-everything", $"The rule '{catchAll.Id}' has neither 'when' nor 'if' and answers every message.", "Add a 'when', write 'when: otherwise', or 'event: called' if others call it.");
        foreach (var rule in book.Rules)
        {
            foreach (var send in rule.AllSteps.OfType<SendStep>()) Options(rule, send);
        }
    }

    /// <summary>Whether a rule answers whenever its text fits.</summary>
    private static bool Always(Rule rule) => rule is { If: null, Limit: null, Cooldown: null, Continue: false };

    private void Check(Rule rule, Trigger trigger)
    {
        var groups = GroupsOf(trigger);
        if (groups.Count == 0) return;
        foreach (var group in groups.Where(g => g.All(p => p.Literal is not null)))
        {
            // What fits each of the words alone fits every message that has one of them.
            var before = group.Select(p => (Word: p, Rules: Fitting(p, rule, trigger).ToList())).ToList();
            var hiding = before.Select(b => b.Rules.AsEnumerable()).Aggregate((a, b) => a.Intersect(b)).FirstOrDefault();
            if (hiding is not null)
            {
                Hidden(rule, hiding, group.Count == 1 ? $"it answers every message with '{group[0].Source}'" : "it answers every message that has one of its words");
                return;
            }

            if (groups.Count > 1 || trigger.Like.Count > 0) continue;
            foreach (var (word, rules) in before.Where(b => b.Rules.Count > 0))
            {
                if (rules[0].Priority == rule.Priority)
                    problems.Warn(word.At, "contradiction", $"'{word.Source}' is answered by the rule '{rules[0].Id}' already ({rules[0].At}), so '{rule.Id}' never answers it.", "Take the word out of one of them, or give the more special rule a higher priority.");
            }
        }
    }

    /// <summary>The rules before this one that answer any message with that word.</summary>
    private IEnumerable<Rule> Fitting(Word word, Rule rule, Trigger trigger)
    {
        var type = trigger.Types.Count > 0 ? trigger.Types[0] : RuleMessageTypes.Text;
        foreach (var other in book.Matcher.Fitting(new MatchInput(word.Literal!, type) { IsQuestion = trigger.Types.Count == 0 }))
        {
            if (other.Order >= rule.Order || !Always(other) || other.When is not { None.Count: 0 } theirs) continue;
            if (theirs.Types.Count > 0 && !trigger.Types.All(theirs.Types.Contains)) continue;
            // An exact rule takes only the word alone; what is only like it is no certainty.
            if (!word.Exact && (theirs.Any.Count + theirs.All.Count == 0)) continue;
            if (!word.Exact && !Contains(theirs, word.Literal!)) continue;
            yield return other;
        }
    }

    /// <summary>Whether the word alone has what the trigger asks for (and is not only like its examples).</summary>
    private static bool Contains(Trigger trigger, string text) =>
        (trigger.Any.Count == 0 || trigger.Any.Any(p => Has(p, text))) && trigger.All.All(g => g.Any(p => Has(p, text)));

    private static bool Has(Pattern pattern, string text) => pattern switch
    {
        KeywordPattern keyword => TextForms.Normalize(text).Contains(keyword.Text, StringComparison.Ordinal),
        RegexPattern regex => !regex.Source.Contains('^', StringComparison.Ordinal) && !regex.Source.Contains('$', StringComparison.Ordinal) && regex.Regex.IsMatch(text),
        _ => false,
    };

    private static List<List<Word>> GroupsOf(Trigger trigger)
    {
        var groups = new List<List<Word>>();
        var alternatives = trigger.Any.Select(p => Word.Of(p, exact: false)).Concat(trigger.Exact.Select(p => Word.Of(p, exact: true))).ToList();
        if (alternatives.Count > 0 && trigger.Like.Count == 0) groups.Add(alternatives);
        else if (alternatives.Count > 0) groups.Add([.. alternatives, new Word("", null, trigger.At, false)]);
        groups.AddRange(trigger.All.Select(g => g.Select(p => Word.Of(p, exact: false)).ToList()));
        return groups;
    }

    private void Hidden(Rule rule, Rule by, string why) =>
        problems.Warn(rule.At, "shadowed", $"The rule '{rule.Id}' never answers: '{by.Id}' ({by.At}) stands before it, and {why}.", "Give it a higher priority, move it up, or make the other one narrower (an 'if', 'none', or 'all').");

    /// <summary>Options whose pick no rule answers.</summary>
    private void Options(Rule rule, SendStep send)
    {
        if (send.Type is not (RuleMessageTypes.Choice or RuleMessageTypes.Button or RuleMessageTypes.Welcome)) return;
        foreach (var option in send.Options.Where(o => o.Goto is null))
        {
            var texts = (option.Value ?? option.Title).Templates.Select(t => t.Constant).ToList();
            if (texts.Exists(t => t is null || book.Matcher.Fitting(new MatchInput(t)).Count > 0)) continue;
            if (book.Rules.Any(r => r.When is { Otherwise: true }) && send.Type == RuleMessageTypes.Welcome) continue;
            problems.Warn(option.Title.At, "leads-nowhere", $"No rule answers the option '{texts.FirstOrDefault()}' of '{rule.Id}'.", "Add 'goto: RULE' to the option, or a rule with that word.");
        }
    }

    /// <summary>A word that a trigger asks for; no literal: an expression.</summary>
    private sealed record Word(string Source, string? Literal, Position At, bool Exact)
    {
        public static Word Of(Pattern pattern, bool exact) => new(pattern.Source, pattern is KeywordPattern ? pattern.Source : null, pattern.At, exact);
    }
}
