using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;
using Weiyu.Rules.Model.Conditions;

namespace Weiyu.Rules.Linting;

/// <summary>Finds rules that nothing can reach, rules that contradict themselves, and rules that jump in a circle.</summary>
internal sealed class Reachability(RuleBook book, List<RuleProblem> problems)
{
    /// <summary>Checks all rules.</summary>
    public void Check()
    {
        var named = book.Rules.SelectMany(r => r.AllSteps).SelectMany(Names).ToHashSet(StringComparer.Ordinal);
        foreach (var rule in book.Rules)
        {
            if (rule.Event.Name == RuleEvent.CalledName && !named.Contains(rule.Id))
                problems.Warn(rule.At, "unreachable", $"The rule '{rule.Id}' waits to be called, and nothing calls it.", "Name it in a goto or an else, or give it a 'when'.");
            if (rule.If is { } condition) Contradictions(rule, condition);
            if (!book.SectionNodes.ContainsKey("calendar") && Flatten(rule.If).OfType<CalendarIs>().FirstOrDefault(c => !c.Open) is { } closed)
                Never(closed.At, rule, "there is no section 'calendar', so it is always open", "Add one to a file of the folder: calendar: {timezone: Asia/Shanghai, hours: {mon-fri: \"09:00-18:00\"}}.");
            if (rule.When is { } trigger) SelfExcluding(rule, trigger);
            if (Circle(rule) is { } way) problems.Error(rule.At, "circular", $"The rule '{rule.Id}' comes back to itself: {way}.", "Take one of the jumps out, or put it under an 'if'.");
        }
    }

    private static IEnumerable<string> Names(RuleStep step) => step switch
    {
        GotoStep jump => [jump.RuleId],
        CallStep { Else: { } id } => [id],
        HandoffStep handoff => [handoff.Else],
        AnswerStep answer => [answer.Else],
        AskStep ask => ask.Slots.SelectMany(s => s.Options.Select(o => o.Goto).Append(s.Else)).OfType<string>(),
        SendStep send => send.Options.Select(o => o.Goto).OfType<string>(),
        _ => [],
    };

    private static IEnumerable<Condition> Flatten(Condition? condition) => condition is AllOf all ? all.Conditions.SelectMany(Flatten) : condition is null ? [] : [condition];

    /// <summary>Conditions of which both can never hold.</summary>
    private void Contradictions(Rule rule, Condition condition)
    {
        if (condition is not AllOf all) return;
        foreach (var group in all.Conditions.OfType<FieldIs>().Where(f => f.Test.EqualTo.Count > 0).GroupBy(f => f.Path, StringComparer.Ordinal))
        {
            var common = group.Select(f => f.Test.EqualTo).Aggregate((a, b) => [.. a.Intersect(b, StringComparer.OrdinalIgnoreCase)]);
            if (common.Count == 0) Never(group.Last().At, rule, $"'{group.Key}' can't be several things at once");
        }

        if (all.Conditions.OfType<CalendarIs>().Select(c => c.Open).Distinct().Count() > 1) Never(all.At, rule, "the calendar can't be open and closed at once");
        if (all.Conditions.OfType<FirstIs>().Select(c => c.First).Distinct().Count() > 1) Never(all.At, rule, "a message can't be the first and not the first");
    }

    /// <summary>Words of which each is excluded by 'none'.</summary>
    private void SelfExcluding(Rule rule, Trigger trigger)
    {
        var none = trigger.None.OfType<KeywordPattern>().Select(k => k.Text).ToList();
        if (none.Count == 0) return;
        foreach (var pattern in trigger.Any.OfType<KeywordPattern>().Where(p => none.Exists(n => Contains(p.Text, n))))
            problems.Warn(pattern.At, "contradiction", $"'{pattern.Source}' is wanted and excluded by 'none' in the rule '{rule.Id}'.", "Take it out of one of them.");
        foreach (var group in trigger.All.Where(g => g.All(p => p is KeywordPattern k && none.Exists(n => Contains(k.Text, n)))))
            Never(group[0].At, rule, "what 'all' asks for is excluded by 'none'");
    }

    private void Never(Position at, Rule rule, string why, string cure = "Correct or remove one of the two.") =>
        problems.Warn(at, "unreachable", $"The rule '{rule.Id}' can never answer: {why}.", cure);

    private static bool Contains(string text, string part) => text.Contains(part, StringComparison.Ordinal);

    /// <summary>The way of jumps without conditions that leads back; null when there is none.</summary>
    private string? Circle(Rule rule)
    {
        var way = new List<string> { rule.Id };
        var current = rule;
        while (current.Steps.OfType<GotoStep>().FirstOrDefault() is { } jump && book.ById.TryGetValue(jump.RuleId, out var next))
        {
            way.Add(next.Id);
            if (next == rule) return string.Join(" → ", way);
            if (way.Count > book.Rules.Count || way.IndexOf(next.Id) < way.Count - 1) return null;
            current = next;
        }

        return null;
    }
}
