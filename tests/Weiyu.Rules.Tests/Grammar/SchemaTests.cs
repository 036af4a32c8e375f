using System.Text.Json.Nodes;
using NJsonSchema;
using Weiyu.Rules.Documentation;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Loading;
using Weiyu.Rules.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Tests.Grammar;

/// <summary><c>rules/schema.json</c>, by which editors complete and check, says what the loader says.</summary>
public sealed class SchemaTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Folders.StarterSet, "schema.json"));

    public static TheoryData<string> Handbooks => ["README.md", "README.zh.md", "notices.md", "notices.zh.md"];

    [Fact]
    public void The_schema_of_the_starter_set_is_what_the_grammar_says() =>
        Assert.True(Handbook.Schema() == Text.ReplaceLineEndings("\n"), "Run 'weiyu-bot rules schema --write rules' and look at what changed.");

    [Theory]
    [MemberData(nameof(Handbooks))]
    public void The_tables_of_the_handbook_are_what_the_grammar_says(string file)
    {
        var text = File.ReadAllText(Path.Combine(Folders.StarterSet, file)).ReplaceLineEndings("\n");
        Assert.Contains("<!-- keys: ", text, StringComparison.Ordinal);
        Assert.True(Handbook.WithTables(text, Handbook.LocaleOf(file)) == text,
            "Run 'weiyu-bot rules schema --write rules' and look at what changed.");
    }

    [Fact]
    public void A_handbook_that_names_no_table_of_the_grammar_is_told_which_is_meant() =>
        Assert.Contains("Did you mean 'when'?",
            Assert.Throws<InvalidDataException>(() => Handbook.WithTables("<!-- keys: wehn -->\n<!-- end -->\n", "en")).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task The_starter_set_and_every_example_of_the_handbook_are_valid_by_it()
    {
        var schema = await JsonSchema.FromJsonAsync(Text, TestContext.Current.CancellationToken);
        var files = RuleLoader.FilesOf(Folders.StarterSet).Select(f => (Name: f, Yaml: File.ReadAllText(f)))
            .Concat(Handbooks.Select(h => h.Data).SelectMany(f => Examples.Of(f).Select(e => (Name: $"{f}:{e.Line}", e.Yaml))));

        Assert.All(files, file =>
        {
            var errors = schema.Validate(Json(file.Yaml).ToJsonString());
            Assert.True(errors.Count == 0, $"{file.Name}: {string.Join('\n', errors)}");
        });
    }

    [Theory]
    [InlineData("rules: [{id: a, sya: x}]")]
    [InlineData("rules: [{id: a, when: {anny: x}, say: x}]")]
    [InlineData("rules: [{id: a, event: thread.opend, say: x}]")]
    [InlineData("rules: [{id: a, if: {calendar: shut}, say: x}]")]
    [InlineData("rules: [{id: a, ask: {b: {tpye: text, zh: x}}}]")]
    [InlineData("rules: [{id: a, send: {imgae: x}}]")]
    [InlineData("tests: [{name: x}]")]
    [InlineData("version: 2")]
    [InlineData("notices: [{id: a, at: '2026-11-01 09:00', to: {threds: open}, say: x}]")]
    [InlineData("notices: [{id: a, at: '2026-11-01 09:00', to: {threads: open}, misfire: {send_witin: 1h}, say: x}]")]
    [InlineData("calendar: {ical: {fiel: a.ics}}")]
    public async Task What_the_loader_refuses_an_editor_underlines(string yaml)
    {
        var schema = await JsonSchema.FromJsonAsync(Text, TestContext.Current.CancellationToken);
        Assert.NotEmpty(schema.Validate(Json(yaml).ToJsonString()));
        Assert.Contains(Load(yaml), p => p.Severity == ProblemSeverity.Error);
    }

    private static IReadOnlyList<RuleProblem> Load(string yaml) => Books.Loader.Load([("a.yaml", yaml)]).Problems;

    private static JsonNode Json(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return Json(stream.Documents[0].RootNode)!;
    }

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value!, Json(c.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: { } value } => bool.TryParse(value, out var truth) ? JsonValue.Create(truth)
            : value is "" or "~" or "null" ? null
            : decimal.TryParse(value, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture,
                out var number) ? JsonValue.Create(number) : JsonValue.Create(value),
        _ => JsonValue.Create(((YamlScalarNode)node).Value),
    };
}
