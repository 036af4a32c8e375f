using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Weiyu.Rules.Calendars;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Loading;
using Weiyu.Rules.Model.Conditions;
using Weiyu.Rules.Notices;
using Weiyu.Text.Matching;

namespace Weiyu.Rules.Documentation;

/// <summary>
/// The tables of keys in the handbooks, made from the grammar. A table stands between <c>&lt;!-- keys: NAME --&gt;</c> and <c>&lt;!-- end --&gt;</c>;
/// what is between them is replaced.
/// </summary>
internal static partial class Handbook
{
    private static readonly Dictionary<string, IEnumerable<Key>> Tables = new(StringComparer.Ordinal)
    {
        ["file"] = RuleFileGrammar.File.Keys,
        ["locale"] = RuleFileGrammar.LocaleMembers.Keys,
        ["calendar"] = CalendarParser.Members.Keys,
        ["forms"] = RuleFileGrammar.FormMembers.Keys,
        ["texts"] = RuleFileGrammar.TextMembers.Keys,
        ["rule"] = RuleParser.Members.Keys.Where(k => !StepParser.Actions.Has(k.Name)),
        ["when"] = TriggerParser.Members.Keys,
        ["if"] = ConditionParser.If.Keys,
        ["value"] = ValueTests.Members.Keys,
        ["actions"] = StepParser.Actions.Keys,
        ["call"] = StepParser.CallMembers.Keys,
        ["handoff"] = StepParser.HandoffMembers.Keys,
        ["answer"] = StepParser.AnswerMembers.Keys,
        ["send"] = SendParser.Short.Keys,
        ["option"] = OptionParser.Members.Keys,
        ["question"] = SlotParser.Members.Keys,
        ["tool"] = ToolParser.Members.Keys,
        ["test"] = TestParser.Members.Keys,
        ["test-step"] = TestParser.Step.Keys,
        ["bot"] = TestParser.Expected.Keys,
        ["notice"] = NoticeParser.Members.Keys,
        ["to"] = AudienceParser.Members.Keys,
    };

    /// <summary>The schema of rule files, as it stands in <c>rules/schema.json</c>.</summary>
    public static string Schema() => SchemaWriter.Write(RuleFileGrammar.File, "Weiyu.Bot rules, version 1");

    /// <summary>Writes the schema and renews the tables of all handbooks of a folder; gives the files that changed.</summary>
    public static IReadOnlyList<string> Renew(string folder)
    {
        var written = new List<(string Path, string Text)> { (Path.Combine(folder, "schema.json"), Schema()) };
        foreach (var path in Directory.EnumerateFiles(folder, "*.md").Order(StringComparer.Ordinal))
            written.Add((path, WithTables(File.ReadAllText(path), LocaleOf(path))));
        var changed = written.Where(w => !File.Exists(w.Path) || File.ReadAllText(w.Path) != w.Text).ToList();
        foreach (var (path, text) in changed) File.WriteAllText(path, text);
        return changed.ConvertAll(c => c.Path);
    }

    /// <summary>A handbook's language, by its name: <c>README.zh.md</c> is Chinese.</summary>
    public static string LocaleOf(string path) => path.EndsWith(".zh.md", StringComparison.Ordinal) ? "zh" : "en";

    /// <summary>A handbook with its tables as the grammar has them.</summary>
    /// <exception cref="InvalidDataException">It names a table that is not there.</exception>
    public static string WithTables(string text, string locale) => Place().Replace(text, place =>
    {
        var name = place.Groups["name"].Value;
        return Tables.TryGetValue(name, out var keys)
            ? $"{place.Groups["begin"].Value}{Table(keys, locale)}{place.Groups["end"].Value}"
            : throw new InvalidDataException($"There is no table '{name}'. {Nearest.Advice(name, Tables.Keys)}");
    });

    private static string Table(IEnumerable<Key> keys, string locale)
    {
        var table = new StringBuilder(locale == "zh" ? "| 键 | 写什么 | 意思 |\n|---|---|---|\n" : "| key | holds | meaning |\n|---|---|---|\n");
        foreach (var key in keys.Where(k => k.Name.Length > 0 && k.Doc.En.Length > 0))
            table.Append(CultureInfo.InvariantCulture, $"| `{key.Name}` | {Cell(key.Shape.Kind.In(locale))} | {Cell(key.Doc.In(locale))} |\n");
        return table.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@"(?<begin>^<!-- keys: (?<name>[a-z-]+) -->\n).*?(?<end>^<!-- end -->$)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Place();
}
