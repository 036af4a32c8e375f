using System.Globalization;
using System.Text.RegularExpressions;
using Weiyu.Rules.Calendars;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;
using Weiyu.Rules.Model.Conditions;
using Weiyu.Rules.Templates;
using Weiyu.Text.Dates;
using Weiyu.Text.Matching;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Loading;

/// <summary>The items of the section <c>rules</c>.</summary>
internal static partial class RuleParser
{
    /// <summary>What a rule says of its form.</summary>
    public static readonly Mapping<(TimeSpan? Timeout, bool? Summary)> Form = new Mapping<(TimeSpan? Timeout, bool? Summary)>("'form'", static (_, _) => default)
        .Key("timeout", Shapes.Duration, (form, timeout) => form with { Timeout = timeout }, "how long its form waits for the visitor", "表单等访客多久")
        .Key("summary", Shapes.Flag, (form, summary) => form with { Summary = summary }, "shows all answers at the end and asks for a yes",
            "最后列出全部回答，请访客确认");

    private static readonly Shape<(DateTime Start, DateTime End)> Wall = Shapes.Text.AsValue(WallOf).Look(Shapes.TextLike(@"^\d{4}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{2})?$"));

    /// <summary>A rule, before its actions are read.</summary>
    public static readonly Mapping<RuleDraft> Members = new Mapping<RuleDraft>("a rule",
        static (map, section) => new(section.At(map), StepParser.SlotNames(map)))
        .InDeclaredOrder()
        .Raw("id", Shapes.TextLike(@"^[\w.\-\u4e00-\u9fff]{1,80}$"), (d, at) => d.Id = IdOf(at), "its name, unique in the folder", "名字，整个文件夹里唯一")
        .Key("description", Shapes.Text, (d, text) => d.Rule = d.Rule with { Description = text }, "for people", "给人看的说明")
        .Key("priority", Shapes.Whole(-1_000_000, 1_000_000), (d, priority) => d.Rule = d.Rule with { Priority = priority },
            "higher first; 0 where absent", "大的优先；不写是 0")
        .Tried("event", Shapes.Text.As(EventOf).Look(Shapes.TextLike(EventPattern())),
            (d, e, _) => d.Rule = d.Rule with { Event = e ?? RuleEvent.Broken },
            $"what must happen: {string.Join(", ", EventNames().Select(n => $"`{n}`"))}; "
            + "`message` where absent, `called`: only when another rule names it",
            $"发生了什么：{string.Join("、", EventNames().Select(n => $"`{n}`"))}；不写是 `message`，`called` 只在别的规则点名时")
        .Key("when", TriggerParser.When, (d, when) => d.Rule = d.Rule with { When = when }, "what the message must say", "消息要说什么")
        .Raw("if", ConditionParser.If, (d, at) => d.If(ConditionParser.Parse(at.Node, at.Section)), "what else must hold", "还要满足什么条件")
        .Key("from", Wall, (d, from) => d.Rule = d.Rule with { From = from.Start }, "it answers from this day or time on, by the calendar's clock",
            "从这一天（或这一刻）起才回答，按日历的时钟")
        .Key("until", Wall, (d, until) => d.Rule = d.Rule with { Until = until.End }, "and until this one, a day with all its hours", "到这一天（整天算在内）或这一刻为止")
        .Key("limit", Shapes.Text.As(LimitOf).Look(Shapes.TextLike(@"^\d+\s*/")), (d, limit) => d.Rule = d.Rule with { Limit = limit },
            "how often: `1/thread`, `1/visitor`, `3/thread/day`, `1/visitor/week`", "最多几次：`1/thread`、`1/visitor`、`3/thread/day`、`1/visitor/week`")
        .Key("cooldown", Shapes.Duration, (d, rest) => d.Rule = d.Rule with { Cooldown = rest }, "the rest between two uses", "两次之间至少隔多久")
        .Raw("continue", Shapes.Flag, (d, at) => d.Continue(at.Section.Flag(at.Node, "'continue'") ?? false), "lets the next fitting rule answer too",
            "让下一条合适的规则也回答")
        .Key("wait", Shapes.Flag, (d, wait) => d.Rule = d.Rule with { Wait = wait }, "waits for the rest of what the visitor is typing", "等访客把话说完")
        .Key("form", Form, (d, form) => d.Rule = d.Rule with { FormTimeout = form.Timeout, FormSummary = form.Summary },
            "settings of its form: `timeout`, `summary`", "表单的设置：`timeout`、`summary`")
        .Raw("do", Shapes.List(StepParser.Items), (d, at) => d.Do = at, "a list of steps in their order, each with an `if` if need be",
            "按顺序执行的步骤，每步可以有 `if`")
        .With(StepParser.Actions, (d, action, at) => d.Actions.Add((action, at)))
        .Stranger(StrayLanguage);

    /// <summary>A rule.</summary>
    public static readonly Shape<Rule> Rule = Members.As(Finish).Named("rule");

    private static Rule Finish(RuleDraft draft, YamlNode node, YamlSection section)
    {
        var id = draft.Id ?? Unnamed(draft, section, node);
        foreach (var (action, at) in draft.Do is null ? [] : draft.Actions)
            section.Error(at.KeyNode, "wrong-shape", $"'{action.Name}' stands beside 'do'.", $"Move '{action.Name}' into the list of 'do'.");
        var steps = draft.Do is { } list ? StepParser.List(list.Node, section, draft.Slots) : StepParser.Flat(draft.Actions);
        if (steps.Count == 0 && draft.Do is null && draft.Actions.Count == 0 && !draft.SaysContinue)
            section.Warn(node, "does-nothing", $"The rule '{id}' does nothing.", "Add say, send, ask, call, answer, handoff, set or another action.");
        return draft.Rule with { Id = id, Steps = steps };
    }

    private static bool StrayLanguage(Found found, RuleDraft draft)
    {
        if (!found.Section.IsLocale(found.Name) || Nearest.Of(found.Name, Members.Names) is not null) return false;
        found.Section.Error(found.KeyNode, "unknown-key", $"The language '{found.Name}' stands in the rule itself.",
            $"Indent it below 'say': say: {{{found.Name}: …}}.");
        return true;
    }

    private static string Unnamed(RuleDraft draft, YamlSection section, YamlNode node)
    {
        if (!draft.SaysId) section.Warn(node, "missing-id", "The rule has no id, so limits, tests and decision records can't name it.",
            "Add 'id: a-short-name'.");
        return $"{Path.ChangeExtension(draft.Rule.At.File, null)}-{draft.Rule.At.Line}";
    }

    private static string? IdOf(Found found)
    {
        if (found.Section.Text(found.Node, "'id'") is not { } id) return null;
        if (!IdShape().IsMatch(id)) found.Section.Error(found.Node, "wrong-value", $"'{id}' can't be an id.",
            "Use letters, digits, '-', '_' and '.', at most 80.");
        return id;
    }

    private static IEnumerable<string> EventNames() => RuleEvent.Names.Select(n => n == RuleEvent.SilenceName ? "silence(10m)" : n);

    private static string EventPattern() =>
        $"^({string.Join('|', RuleEvent.Names.Select(n => n == RuleEvent.SilenceName ? $@"{n}\s*\(.+\)" : Regex.Escape(n)))})$";

    private static RuleEvent? EventOf(string text, YamlNode node, YamlSection section)
    {
        var silence = SilenceShape().Match(text);
        if (silence.Success)
        {
            if (Durations.TryParse(silence.Groups[1].Value, out var after)
                && after >= TimeSpan.FromSeconds(1)) return new RuleEvent(RuleEvent.SilenceName, after);
            section.Error(node, "wrong-value", $"'{text}' names no length of time.", "Write silence(10m).");
            return null;
        }

        if (text != RuleEvent.SilenceName && RuleEvent.Names.Contains(text)) return new RuleEvent(text);
        section.Error(node, "unknown-event", $"The event '{text}' is unknown.",
            text == RuleEvent.SilenceName ? "Write how long: silence(10m)." : Nearest.Advice(text, [.. EventNames()]));
        return null;
    }

    private static Limit? LimitOf(string text, YamlNode node, YamlSection section)
    {
        var parts = text.Split('/', StringSplitOptions.TrimEntries);
        if (parts.Length is 2 or 3 && int.TryParse(parts[0], out var count) && count is > 0 and <= 1_000_000)
        {
            LimitScope? scope = parts[1] switch { "thread" => LimitScope.Thread, "visitor" => LimitScope.Visitor, _ => null };
            var period = PeriodOf(parts[^1]);
            if (scope is { } known && parts.Length == 2) return new Limit(count, known, null);
            if (scope is not null && period is not null) return new Limit(count, scope.Value, period);
            if (scope is null && parts.Length == 2 && period is not null) return new Limit(count, LimitScope.Thread, period);
        }

        section.Error(node, "wrong-value", $"'{text}' is no limit.",
            "Write 1/thread, 1/visitor, 3/thread/day or 1/visitor/week (minute, hour, day, week, month).");
        return null;
    }

    private static (DateTime Start, DateTime End)? WallOf(string text, YamlNode node, YamlSection section)
    {
        if (DateRange.TryParse(text, out var day) && !text.Contains("..", StringComparison.Ordinal))
            return (day.From.ToDateTime(TimeOnly.MinValue), day.From.AddDays(1).ToDateTime(TimeOnly.MinValue));
        if (DateTime.TryParseExact(text, ["yyyy-M-d H:mm", "yyyy-M-d'T'H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return (time, time);
        section.Error(node, "wrong-value", $"'{text}' is no day and no time.", "Write \"2026-11-01\" or \"2026-11-01 09:00\"; the day must exist.");
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

    [GeneratedRegex(@"^[\p{L}\p{N}][\p{L}\p{N}._-]{0,79}$")]
    private static partial Regex IdShape();

    [GeneratedRegex(@"^silence\s*\(\s*([^)]*?)\s*\)$")]
    private static partial Regex SilenceShape();
}

/// <summary>A rule as it is gathered.</summary>
/// <param name="at">Where it stands.</param>
/// <param name="slots">The names that its forms and calls define.</param>
internal sealed class RuleDraft(Position at, IReadOnlySet<string> slots)
{
    private string? _id;

    /// <summary>What is known of it.</summary>
    public Rule Rule { get; set; } = new("", at);

    /// <summary>The names that its forms and calls define.</summary>
    public IReadOnlySet<string> Slots => slots;

    /// <summary>Its id; null: none that can be read.</summary>
    public string? Id
    {
        get => _id;
        set => (_id, SaysId) = (value, true);
    }

    /// <summary>Whether an id stands there at all.</summary>
    public bool SaysId { get; private set; }

    /// <summary>Whether it says of itself whether others may answer, too.</summary>
    public bool SaysContinue { get; private set; }

    /// <summary>The list of steps.</summary>
    public Found? Do { get; set; }

    /// <summary>The actions that stand in the rule itself, in the order in which they are carried out.</summary>
    public List<(Key<List<RuleStep>> Action, Found At)> Actions { get; } = [];

    /// <summary>Takes its condition.</summary>
    public void If(Condition? condition) => Rule = Rule with { If = condition, ThreadTypes = condition is null ? [] : ThreadTypesOf(condition) };

    /// <summary>Takes whether others may answer, too.</summary>
    public void Continue(bool on) => (Rule, SaysContinue) = (Rule with { Continue = on }, true);

    /// <summary>The thread types that a condition names outright: with them a rule also works where no customer service is.</summary>
    private static List<string> ThreadTypesOf(Condition condition) => condition switch
    {
        FieldIs { Path: "thread.type" } field => [.. field.Test.EqualTo.Select(t => t.ToUpperInvariant())],
        AllOf all => [.. all.Conditions.SelectMany(ThreadTypesOf)],
        AnyOf any => [.. any.Conditions.SelectMany(ThreadTypesOf)],
        _ => [],
    };
}
