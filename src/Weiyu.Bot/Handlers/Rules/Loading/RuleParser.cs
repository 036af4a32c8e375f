using System.Text.RegularExpressions;
using Weiyu.Bot.Handlers.Rules.Conditions;
using Weiyu.Bot.Handlers.Rules.Model;
using Weiyu.Text.Dates;
using Weiyu.Text.Matching;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Bot.Handlers.Rules.Loading;

/// <summary>Reads the items of the section <c>rules</c>.</summary>
internal sealed partial class RuleParser(YamlSection section, WordLists words, Func<string, bool> isLocale)
{
    private static readonly string[] RuleKeys =
    [
        "id", "description", "priority", "event", "when", "if", "limit", "cooldown", "continue", "wait", "form", "do", .. StepParser.Keys,
    ];

    private readonly StepParser _steps = new(section, isLocale);
    private readonly TriggerParser _triggers = new(section, words);

    /// <summary>Reads one rule; null (with mistakes) when it is none.</summary>
    public Rule? Parse(YamlNode node)
    {
        if (section.Map(node, "A rule") is not { } map) return null;
        var entries = new Dictionary<string, (YamlNode Key, YamlNode Value)>(StringComparer.Ordinal);
        foreach (var (key, keyNode, value) in section.Entries(map))
        {
            if (Array.IndexOf(RuleKeys, key) < 0 && isLocale(key) && Nearest.Of(key, RuleKeys) is null) section.Error(keyNode, "unknown-key", $"The language '{key}' stands in the rule itself.", $"Indent it below 'say': say: {{{key}: …}}.");
            else if (Array.IndexOf(RuleKeys, key) < 0) section.UnknownKey(keyNode, key, "a rule", RuleKeys);
            else entries[key] = (keyNode, value);
        }

        var at = section.At(node);
        var id = IdOf(node, entries, at);
        var slots = StepParser.SlotNames(entries);
        var condition = Value("if") is { } c ? ConditionParser.Parse(c, section) : null;
        var ruleEvent = Value("event") is { } e ? EventOf(e) : null;
        var trigger = Value("when") is { } w ? _triggers.Parse(w) : null;
        var steps = entries.TryGetValue("do", out var list) ? _steps.List(list.Value, entries, slots) : _steps.Flat(entries);
        if (steps.Count == 0 && !entries.Keys.Any(k => k is "continue" or "do" || StepParser.Keys.Contains(k)))
            section.Warn(node, "does-nothing", $"The rule '{id}' does nothing.", "Add say, send, ask, call, answer, handoff, set or another action.");
        return new Rule(id, at)
        {
            Priority = Value("priority") is { } p ? section.Whole(p, "'priority'", -1_000_000, 1_000_000) ?? 0 : 0,
            Event = ruleEvent ?? (entries.ContainsKey("event") ? RuleEvent.Broken : RuleEvent.Message),
            When = trigger,
            If = condition,
            ThreadTypes = condition is null ? [] : ThreadTypesOf(condition),
            Limit = Value("limit") is { } l ? LimitOf(l) : null,
            Cooldown = Value("cooldown") is { } cd ? section.Duration(cd, "'cooldown'") : null,
            Continue = Value("continue") is { } go && (section.Flag(go, "'continue'") ?? false),
            Wait = Value("wait") is { } hold && (section.Flag(hold, "'wait'") ?? false),
            Description = Value("description") is { } d ? section.Text(d, "'description'") : null,
            FormTimeout = Value("form") is { } f ? FormTimeoutOf(f) : null,
            Steps = steps,
        };

        YamlNode? Value(string key) => entries.TryGetValue(key, out var entry) ? entry.Value : null;
    }

    private string IdOf(YamlNode node, Dictionary<string, (YamlNode Key, YamlNode Value)> entries, Position at)
    {
        var made = $"{Path.ChangeExtension(at.File, null)}-{at.Line}";
        if (!entries.TryGetValue("id", out var entry))
        {
            section.Warn(node, "missing-id", "The rule has no id, so limits, tests and decision records can't name it.", "Add 'id: a-short-name'.");
            return made;
        }

        if (section.Text(entry.Value, "'id'") is not { } id) return made;
        if (IdShape().IsMatch(id)) return id;
        section.Error(entry.Value, "wrong-value", $"'{id}' can't be an id.", "Use letters, digits, '-', '_' and '.', at most 80.");
        return id;
    }

    private RuleEvent? EventOf(YamlNode node)
    {
        if (section.Text(node, "'event'") is not { } text) return null;
        var silence = SilenceShape().Match(text);
        if (silence.Success)
        {
            if (Durations.TryParse(silence.Groups[1].Value, out var after) && after >= TimeSpan.FromSeconds(1)) return new RuleEvent(RuleEvent.SilenceName, after);
            section.Error(node, "wrong-value", $"'{text}' names no length of time.", "Write silence(10m).");
            return null;
        }

        if (text != RuleEvent.SilenceName && RuleEvent.Names.Contains(text)) return new RuleEvent(text);
        section.Error(node, "unknown-event", $"The event '{text}' is unknown.", text == RuleEvent.SilenceName ? "Write how long: silence(10m)." : Nearest.Advice(text, [.. RuleEvent.Names.Select(n => n == RuleEvent.SilenceName ? "silence(10m)" : n)]));
        return null;
    }

    private Limit? LimitOf(YamlNode node)
    {
        if (section.Text(node, "'limit'") is not { } text) return null;
        var parts = text.Split('/', StringSplitOptions.TrimEntries);
        if (parts.Length is 2 or 3 && int.TryParse(parts[0], out var count) && count is > 0 and <= 1_000_000)
        {
            LimitScope? scope = parts[1] switch { "thread" => LimitScope.Thread, "visitor" => LimitScope.Visitor, _ => null };
            var period = PeriodOf(parts[^1]);
            if (scope is { } known && parts.Length == 2) return new Limit(count, known, null);
            if (scope is not null && period is not null) return new Limit(count, scope.Value, period);
            if (scope is null && parts.Length == 2 && period is not null) return new Limit(count, LimitScope.Thread, period);
        }

        section.Error(node, "wrong-value", $"'{text}' is no limit.", "Write 1/thread, 1/visitor, 3/thread/day or 1/visitor/week (minute, hour, day, week, month).");
        return null;
    }

    private static LimitPeriod? PeriodOf(string text) => text switch
    {
        "minute" => LimitPeriod.Minute,
        "hour" => LimitPeriod.Hour,
        "day" => LimitPeriod.Day,
        "week" => LimitPeriod.Week,
        "month" => LimitPeriod.Month,
        _ => null,
    };

    private TimeSpan? FormTimeoutOf(YamlNode node)
    {
        if (section.Map(node, "'form'") is not { } map) return null;
        TimeSpan? timeout = null;
        foreach (var (key, keyNode, value) in section.Entries(map))
        {
            if (key == "timeout") timeout = section.Duration(value, "'timeout'");
            else section.UnknownKey(keyNode, key, "'form'", ["timeout"]);
        }

        return timeout;
    }

    /// <summary>The thread types that a condition names outright: with them a rule also works where no customer service is.</summary>
    private static List<string> ThreadTypesOf(Condition condition) => condition switch
    {
        FieldIs { Path: "thread.type" } field => [.. field.Test.EqualTo.Select(t => t.ToUpperInvariant())],
        AllOf all => [.. all.Conditions.SelectMany(ThreadTypesOf)],
        AnyOf any => [.. any.Conditions.SelectMany(ThreadTypesOf)],
        _ => [],
    };

    [GeneratedRegex(@"^[\p{L}\p{N}][\p{L}\p{N}._-]{0,79}$")]
    private static partial Regex IdShape();

    [GeneratedRegex(@"^silence\s*\(\s*([^)]*?)\s*\)$")]
    private static partial Regex SilenceShape();
}
