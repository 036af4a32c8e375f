using Weiyu.Rules.Calendars;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model.Running;
using Weiyu.Rules.Templates;

namespace Weiyu.Rules.Model.Conditions;

/// <summary>A part of a rule's <c>if</c>.</summary>
/// <param name="At">Where it stands.</param>
internal abstract record Condition(Position At)
{
    /// <summary>Why it does not hold, in words; null when it does.</summary>
    public abstract string? Fails(RuleScope scope);

    /// <summary>Itself and what is inside it.</summary>
    public virtual IEnumerable<Condition> Parts => [this];
}

/// <summary>All hold.</summary>
internal sealed record AllOf(Position At, IReadOnlyList<Condition> Conditions) : Condition(At)
{
    public override string? Fails(RuleScope scope)
    {
        foreach (var condition in Conditions)
        {
            if (condition.Fails(scope) is { } why) return why;
        }

        return null;
    }

    public override IEnumerable<Condition> Parts => Conditions.SelectMany(c => c.Parts).Prepend(this);
}

/// <summary>One holds.</summary>
internal sealed record AnyOf(Position At, IReadOnlyList<Condition> Conditions) : Condition(At)
{
    public override string? Fails(RuleScope scope)
    {
        string? first = null;
        foreach (var condition in Conditions)
        {
            if (condition.Fails(scope) is not { } why) return null;
            first ??= why;
        }

        return $"none of several holds: {first}";
    }

    public override IEnumerable<Condition> Parts => Conditions.SelectMany(c => c.Parts).Prepend(this);
}

/// <summary>Does not hold.</summary>
internal sealed record NotOf(Position At, Condition Inner) : Condition(At)
{
    public override string? Fails(RuleScope scope) => Inner.Fails(scope) is null ? "what must not hold does" : null;

    public override IEnumerable<Condition> Parts => Inner.Parts.Prepend(this);
}

/// <summary>A field has a value.</summary>
/// <param name="At">Where it stands.</param>
/// <param name="Path">The field, dotted: <c>thread.type</c>, <c>vars.order_no</c>.</param>
/// <param name="Test">What is asked of it.</param>
internal sealed record FieldIs(Position At, string Path, ValueTest Test) : Condition(At)
{
    private readonly string[] _path = Path.Split('.');

    public override string? Fails(RuleScope scope)
    {
        var value = scope.Values.Find(_path);
        return Test.Holds(value) ? null : $"{Path} is {Show(value)}, wanted {Test}";
    }

    private static string Show(object? value) => value is null ? "not set" : $"'{TemplateValues.Show(value)}'";
}

/// <summary>The shop is open, or closed.</summary>
internal sealed record CalendarIs(Position At, bool Open) : Condition(At)
{
    public override string? Fails(RuleScope scope) =>
        scope.Book.Calendar.IsOpen(scope.Facts.Now) == Open ? null : $"the calendar is {(Open ? "closed" : "open")} at {scope.LocalNow:yyyy-MM-dd HH:mm}";
}

/// <summary>It is the visitor's first message since the conversation was opened, or not.</summary>
internal sealed record FirstIs(Position At, bool First) : Condition(At)
{
    public override string? Fails(RuleScope scope) => scope.IsFirst == First ? null : First ? "it is not the first message" : "it is the first message";
}

/// <summary>The time of day is within one of these spans; one that ends before it begins runs past midnight.</summary>
internal sealed record TimeIs(Position At, IReadOnlyList<(TimeOnly From, TimeOnly To)> Spans) : Condition(At)
{
    public override string? Fails(RuleScope scope)
    {
        var now = TimeOnly.FromDateTime(scope.LocalNow.DateTime);
        foreach (var (from, to) in Spans)
        {
            if (from <= to ? now >= from && now < to : now >= from || now < to) return null;
        }

        return $"it is {now:HH\\:mm}";
    }
}

/// <summary>It is one of these weekdays.</summary>
internal sealed record DayIs(Position At, IReadOnlySet<DayOfWeek> Days) : Condition(At)
{
    public override string? Fails(RuleScope scope) => Days.Contains(scope.LocalNow.DayOfWeek) ? null : $"it is {scope.LocalNow.DayOfWeek}";
}

/// <summary>It is one of these days; those without a year come every year.</summary>
internal sealed record DateIs(Position At, IReadOnlyList<DateRange> Days, IReadOnlyList<(int From, int To)> EachYear) : Condition(At)
{
    public override string? Fails(RuleScope scope)
    {
        var today = DateOnly.FromDateTime(scope.LocalNow.DateTime);
        var day = (today.Month * 100) + today.Day;
        foreach (var range in Days)
        {
            if (range.Contains(today)) return null;
        }

        foreach (var (from, to) in EachYear)
        {
            // One that ends before it begins runs over the new year.
            if (from <= to ? day >= from && day <= to : day >= from || day <= to) return null;
        }

        return $"it is {today:yyyy-MM-dd}";
    }

    /// <summary>The last of the days; null: they come again.</summary>
    public DateOnly? Last => EachYear.Count > 0 || Days.Count == 0 ? null : Days.Max(d => d.To);
}

/// <summary>The visitor has asked the same so often, this time counted.</summary>
internal sealed record RepeatsIs(Position At, int AtLeast) : Condition(At)
{
    public override string? Fails(RuleScope scope) => scope.Facts.Repeats >= AtLeast ? null : $"it was said {Math.Max(1, scope.Facts.Repeats)} times, wanted {AtLeast}";
}

/// <summary>The conversation has one of these tags.</summary>
internal sealed record TagIs(Position At, IReadOnlyList<string> Tags) : Condition(At)
{
    public override string? Fails(RuleScope scope)
    {
        foreach (var tag in Tags)
        {
            if (tag.StartsWith('!') ? !scope.State.Tags.Contains(tag[1..]) : scope.State.Tags.Contains(tag)) return null;
        }

        return $"no such tag: {string.Join(", ", Tags)}";
    }
}
