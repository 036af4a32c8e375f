using System.Globalization;
using System.Text.Json.Nodes;
using Weiyu.Rules.Grammar;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Model.Conditions;

/// <summary>What a condition may ask of a value, in a rule file.</summary>
internal static class ValueTests
{
    private static readonly Shape Scalars = Shapes.Several(
        Shapes.Schema(_ => new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") }, new("value", "值"))).Named("scalars");

    /// <summary>The long form.</summary>
    public static readonly Mapping<List<ValueTest>> Members = new Mapping<List<ValueTest>>("a condition", static (_, _) => [])
        .Raw("not", Shapes.Later(() => Shape!), (tests, at) =>
        {
            if (Shape!.TryRead(at.Node, at.Section, "'not'", out var inner)) tests.Add(ValueTest.Not(inner));
        }, "it is not this", "不是这个")
        .Key("exists", Shapes.Flag, (tests, there) => tests.Add(ValueTest.Exists(there)), "it has a value, or none", "有没有值")
        .Key("min", Shapes.AnyNumber, (tests, min) => tests.Add(ValueTest.Parse(string.Create(CultureInfo.InvariantCulture, $">={min}"))),
            "at least", "最小")
        .Key("max", Shapes.AnyNumber, (tests, max) => tests.Add(ValueTest.Parse(string.Create(CultureInfo.InvariantCulture, $"<={max}"))),
            "at most", "最大")
        .Key("match", Shapes.Text.As(PatternParser.Compile), (tests, regex) => tests.Add(ValueTest.Matches(regex)),
            "it matches this regular expression", "符合这个正则表达式");

    /// <summary>A value, several of which one must be it, or the long form.</summary>
    public static readonly Shape<ValueTest> Shape = Shapes.OneOf(Read, Scalars, Members)
        .Named("test", "A value, !value, >=5, a list of values, or {exists: true}", "一个值、!值、>=5、几个值的列表，或 {exists: true}");

    private static ValueTest? Read(YamlNode node, YamlSection section, string what)
    {
        if (node is YamlMappingNode map) return Members.Read(map, section) is { Count: > 0 } found ? ValueTest.AllOf(found) : null;
        var tests = section.Texts(node, "The value").ConvertAll(t => ValueTest.Parse(t.Text));
        // Several that it must not be are all meant: one of them would always hold.
        return tests.Count == 0 ? null : tests.TrueForAll(t => t.IsUnwanted) ? ValueTest.AllOf(tests) : ValueTest.OneOf(tests);
    }
}
