using System.Globalization;
using System.Text.RegularExpressions;
using Weiyu.Rules.Templates;

namespace Weiyu.Rules.Model.Conditions;

/// <summary>What is asked of a value: equal to one of several, compared, matching, set or not.</summary>
internal sealed record ValueTest
{
    private readonly Func<object?, bool> _holds;
    private readonly string _words;

    private ValueTest(string words, Func<object?, bool> holds) => (_words, _holds) = (words, holds);

    /// <summary>The texts that it is equal to, where equality is what is asked.</summary>
    public IReadOnlyList<string> EqualTo { get; private init; } = [];

    /// <summary>Whether it says what the value must not be.</summary>
    public bool IsUnwanted { get; private init; }

    /// <summary>Whether the value is as asked.</summary>
    public bool Holds(object? value) => _holds(value);

    /// <inheritdoc/>
    public override string ToString() => _words;

    /// <summary>Reads <c>VALUE</c>, <c>!VALUE</c>, <c>&gt;5</c>, <c>&gt;=5</c>, <c>&lt;5</c>, <c>&lt;=5</c>.</summary>
    public static ValueTest Parse(string text)
    {
        foreach (var sign in (ReadOnlySpan<string>)[">=", "<=", ">", "<"])
        {
            if (text.StartsWith(sign, StringComparison.Ordinal) && double.TryParse(text[sign.Length..].Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var limit))
                return new(text, value => AsNumber(value) is { } number && Compare(number, sign, limit));
        }

        if (text.Length > 1 && text[0] == '!')
        {
            var unwanted = text[1..].Trim();
            return new(text, value => !Same(value, unwanted)) { IsUnwanted = true };
        }

        return new($"'{text}'", value => Same(value, text)) { EqualTo = [text] };
    }

    /// <summary>One of several tests holds.</summary>
    public static ValueTest OneOf(IReadOnlyList<ValueTest> tests) => tests.Count == 1
        ? tests[0]
        : new(string.Join(" or ", tests), value => tests.Any(t => t.Holds(value))) { EqualTo = [.. tests.SelectMany(t => t.EqualTo)] };

    /// <summary>All of several tests hold.</summary>
    public static ValueTest AllOf(IReadOnlyList<ValueTest> tests) => tests.Count == 1 ? tests[0] : new(string.Join(" and ", tests), value => tests.All(t => t.Holds(value)));

    /// <summary>The test does not hold.</summary>
    public static ValueTest Not(ValueTest test) => new($"not {test}", value => !test.Holds(value));

    /// <summary>The value is there and not empty, or not.</summary>
    public static ValueTest Exists(bool there) => new(there ? "set" : "not set", value => TemplateValues.Show(value).Length > 0 == there);

    /// <summary>The value matches.</summary>
    public static ValueTest Matches(Regex regex) => new($"like /{regex}/", value => value is not null && regex.IsMatch(TemplateValues.Show(value)));

    private static bool Same(object? value, string text) =>
        string.Equals(TemplateValues.Show(value), text, StringComparison.OrdinalIgnoreCase)
        || (AsNumber(value) is { } number && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var wanted) && number.Equals(wanted));

    private static double? AsNumber(object? value) =>
        double.TryParse(TemplateValues.Show(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool Compare(double number, string sign, double limit) => sign switch
    {
        ">=" => number >= limit,
        "<=" => number <= limit,
        ">" => number > limit,
        _ => number < limit,
    };
}
