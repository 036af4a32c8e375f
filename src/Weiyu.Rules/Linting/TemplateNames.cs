using System.Text.Json.Nodes;
using Weiyu.Rules.Model;
using Weiyu.Rules.Model.Conditions;
using Weiyu.Rules.Model.Running;
using Weiyu.Rules.Templates;
using Weiyu.Text.Matching;

namespace Weiyu.Rules.Linting;

/// <summary>Finds names in templates that nothing sets, and templates that can't be put together.</summary>
internal sealed class TemplateNames(RuleBook book, List<RuleProblem> problems)
{
    private readonly HashSet<string> _set = [.. book.Rules.SelectMany(r => r.AllSteps).SelectMany(Sets), .. book.Tests.SelectMany(t => t.Vars).Select(v => v.Key)];

    /// <summary>Checks all templates.</summary>
    public void Check()
    {
        // A rule that another goes on with sees what that one asked for.
        var passed = Passed();
        foreach (var rule in book.Rules)
        {
            var names = rule.AllSteps.SelectMany(Locals).Concat(passed.GetValueOrDefault(rule.Id, [])).ToHashSet(StringComparer.Ordinal);
            foreach (var field in Fields(rule.If).Concat(rule.AllSteps.OfType<BlockStep>().SelectMany(b => Fields(b.If)))) CheckValue(field, rule);
            foreach (var call in rule.AllSteps.OfType<CallStep>()) CheckCall(call);
            foreach (var field in rule.AllSteps.OfType<AskStep>().SelectMany(a => a.Slots).SelectMany(s => Fields(s.If))) Check(field, names);
            foreach (var template in rule.AllSteps.SelectMany(s => Translations.TextsOf(s).SelectMany(t => t.Templates).Concat(Translations.JsonOf(s).SelectMany(j => j.Templates))))
            {
                foreach (var name in template.Names) Check(template, name, names, rule);
                Render(template);
            }
        }
    }

    private Dictionary<string, HashSet<string>> Passed()
    {
        var passed = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var rule in book.Rules)
            {
                var names = rule.AllSteps.SelectMany(Locals).Concat(passed.GetValueOrDefault(rule.Id, [])).ToList();
                foreach (var target in rule.AllSteps.SelectMany(Targets))
                {
                    if (!passed.TryGetValue(target, out var known)) passed[target] = known = new(StringComparer.Ordinal);
                    foreach (var name in names) changed |= known.Add(name);
                }
            }
        }

        return passed;
    }

    private static IEnumerable<FieldIs> Fields(Condition? condition) => condition switch
    {
        FieldIs field => [field],
        NotOf not => Fields(not.Inner),
        AllOf all => all.Conditions.SelectMany(Fields),
        AnyOf any => any.Conditions.SelectMany(Fields),
        _ => [],
    };

    /// <summary>A question's condition may name what other questions asked, of this rule or of one that goes on with it.</summary>
    private void Check(FieldIs field, HashSet<string> locals)
    {
        var root = field.Path.Split('.')[0];
        if (!locals.Contains(root) && !RuleScope.Roots.Contains(root))
            problems.Error(field.At, "unknown-condition", $"The condition '{field.Path}' is unknown.", Nearest.Advice(root, [.. locals, .. ConditionParser.Names]));
    }

    /// <summary>A condition on a variable that nobody sets, or on a word that nothing ever says.</summary>
    private void CheckValue(FieldIs field, Rule rule)
    {
        if (field.Path.Split('.') is ["vars", var variable, ..] && !_set.Contains(variable))
            problems.Warn(field.At, "unknown-name", $"No rule sets the variable '{variable}', so '{rule.Id}' is judged by nothing.", Nearest.Advice(variable, _set));
        if (Words.TryGetValue(field.Path, out var words) && field.Test.EqualTo.FirstOrDefault(v => !words.Contains(v, StringComparer.OrdinalIgnoreCase)) is { } strange)
            problems.Warn(field.At, "unknown-value", $"'{field.Path}' is never '{strange}'.", Nearest.Advice(strange, words));
    }

    /// <summary>What a call gives its tool, and what that wants.</summary>
    private void CheckCall(CallStep call)
    {
        if (book.Tools.FirstOrDefault(t => t.Name == call.Tool) is not { } tool) return;
        var given = call.Arguments.Names;
        var wanted = tool.Url.Names.Concat(tool.Body?.Templates.SelectMany(t => t.Names) ?? []).Select(n => n.Root).Distinct(StringComparer.Ordinal).ToList();
        foreach (var name in wanted.Where(w => !given.Contains(w) && !RuleScope.Roots.Contains(w)))
            problems.Warn(call.At, "unknown-name", $"The tool '{tool.Name}' needs '{name}', which this call does not give.", given.Count > 0 ? Nearest.Advice(name, [.. given]) : $"Add with: {{{name}: …}}.");
        var takesAll = tool.Body is null && tool.Method != HttpMethod.Get && tool.Method != HttpMethod.Head;
        foreach (var name in given.Where(g => !takesAll && !wanted.Contains(g)))
            problems.Warn(call.At, "unknown-name", $"The tool '{tool.Name}' makes nothing of '{name}'.", wanted.Count > 0 ? Nearest.Advice(name, wanted) : "Take it out, or name it in the tool's url or body.");
    }

    private static readonly Dictionary<string, string[]> Words = new(StringComparer.Ordinal)
    {
        ["owner"] = ["bot", "waiting", "human", "closed"],
        ["thread.state"] = ["NEW", "ROBOTING", "OFFLINE", "QUEUING", "CHATTING", "STARTED", "TIMEOUT", "CLOSED"],
    };

    private static IEnumerable<string> Targets(RuleStep step) => step switch
    {
        GotoStep jump => [jump.RuleId],
        CallStep { Else: { } id } => [id],
        AskStep ask => ask.Slots.Select(s => s.Else).OfType<string>(),
        _ => [],
    };

    private static IEnumerable<string> Locals(RuleStep step) => step switch
    {
        AskStep ask => ask.Slots.Select(s => s.Name),
        CallStep call => [call.As],
        _ => [],
    };

    private static IEnumerable<string> Sets(RuleStep step) => step switch
    {
        SetStep set => set.Values.Select(v => v.Name.Split('.')[0]),
        AskStep ask => ask.Slots.Select(s => s.Name),
        _ => [],
    };

    private void Check(TextTemplate template, TemplateName name, HashSet<string> locals, Rule rule)
    {
        var at = template.Place?.Invoke(name.Line, name.Column) ?? default;
        var parts = name.Path.Split('.');
        if (!locals.Contains(parts[0]) && !RuleScope.Roots.Contains(parts[0]))
        {
            problems.Error(at, "unknown-name", $"Nothing gives '{parts[0]}' a value here.", Nearest.Advice(parts[0], [.. RuleScope.Roots, .. locals]));
        }
        else if (parts.Length > 1 && RuleScope.Members.TryGetValue(parts[0], out var members) && !locals.Contains(parts[0]) && !members.Contains(parts[1]))
        {
            problems.Error(at, "unknown-name", $"'{parts[0]}' has no '{parts[1]}'.", Nearest.Advice(parts[1], members));
        }
        else if (parts.Length > 1 && Mapped(rule, parts[0]) is { } mapped && !mapped.Contains(parts[1]))
        {
            problems.Warn(at, "unknown-name", $"The tool gives no '{parts[1]}': its 'map' has other names.", Nearest.Advice(parts[1], [.. mapped]));
        }
        else if (parts is ["vars", var variable, ..] && !_set.Contains(variable))
        {
            problems.Warn(at, "unknown-name", $"No rule sets the variable '{variable}'.", Nearest.Advice(variable, _set));
        }
    }

    /// <summary>The names that the map of a call's tool gives; null: the name is no such result, or all of the response is given.</summary>
    private HashSet<string>? Mapped(Rule rule, string name)
    {
        if (rule.AllSteps.OfType<CallStep>().LastOrDefault(c => c.As == name) is not { } call || book.Tools.FirstOrDefault(t => t.Name == call.Tool) is not { Map.Count: > 0 } tool) return null;
        return [.. tool.Map.Select(m => m.Name), "error"];
    }

    /// <summary>Whether a template can be put together when each of its names has a value.</summary>
    private static bool Fits(TextTemplate template)
    {
        var roots = new JsonObject();
        foreach (var path in template.Names.Select(n => n.Path.Split('.')))
        {
            var at = roots;
            foreach (var part in path[..^1])
            {
                if (at[part] is not JsonObject inner) at[part] = inner = [];
                at = inner;
            }

            at[path[^1]] ??= 1;
        }

        var values = new TemplateValues();
        foreach (var (name, value) in roots) values.Set(name, value);
        try
        {
            template.Render(values);
            return true;
        }
        catch (TemplateFailedException)
        {
            return false;
        }
    }

    private void Render(TextTemplate template)
    {
        try
        {
            template.Render(new TemplateValues());
        }
        catch (TemplateFailedException) when (Fits(template))
        {
            // It only lacks the values that it will have.
        }
        catch (TemplateFailedException e)
        {
            problems.Error(template.Place?.Invoke(0, 0) ?? default, "template", $"The template can't be put together: {e.Message}", "Check the filters and their arguments: {{ now | date: '%Y-%m-%d' }}.");
        }
    }
}
