using System.Text.Json.Nodes;
using NJsonSchema;
using Weiyu.Bot.Handlers.Rules;
using Weiyu.Bot.Handlers.Rules.Loading;
using Weiyu.Bot.Tests.Rules.Support;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Bot.Tests.Rules;

/// <summary><c>rules/schema.json</c>, by which editors complete and check, says what the loader says.</summary>
public sealed class SchemaTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Folders.StarterSet, "schema.json"));

    /// <summary>Where mappings with fixed keys stand: a place in the schema, and a file with a mapping there (KEY: a key to try).</summary>
    private static readonly (string Place, string Yaml)[] Mappings =
    [
        ("#", "KEY"),
        ("#/properties/locale", "locale: {KEY}"),
        ("#/properties/calendar", "calendar: {KEY}"),
        ("#/properties/forms", "forms: {KEY}"),
        ("#/properties/texts", "texts: {KEY}"),
        ("#/properties/tools/additionalProperties", "tools: {t: {KEY}}"),
        ("#/properties/tests/items", "tests: [{KEY}]"),
        ("#/definitions/testStep", "tests: [{steps: [{KEY}]}]"),
        ("#/definitions/testStep/properties/bot/anyOf/2", "tests: [{steps: [{bot: {KEY}}]}]"),
        ("#/definitions/testStep/properties/user/anyOf/1", "tests: [{steps: [{user: {KEY}}]}]"),
        ("#/definitions/rule", "rules: [{KEY}]"),
        ("#/definitions/rule/properties/form", "rules: [{form: {KEY}}]"),
        ("#/definitions/step", "rules: [{do: [{KEY}]}]"),
        ("#/definitions/when/anyOf/2", "rules: [{when: {KEY}}]"),
        ("#/definitions/when/anyOf/2/properties/like/anyOf/1", "rules: [{when: {like: {KEY}}}]"),
        ("#/definitions/test/anyOf/1", "rules: [{if: {channel: {KEY}}}]"),
        ("#/definitions/ask/patternProperties/^[A-Za-z_][A-Za-z0-9_]*$/anyOf/0", "rules: [{ask: {a: {KEY}}}]"),
        ("#/definitions/option/anyOf/0", "rules: [{send: {choice: {options: [{KEY}]}}}]"),
        ("#/definitions/rule/properties/call/anyOf/1", "rules: [{call: {KEY}}]"),
        ("#/definitions/rule/properties/handoff/anyOf/2", "rules: [{handoff: {KEY}}]"),
        ("#/definitions/rule/properties/answer/anyOf/1", "rules: [{answer: {KEY}}]"),
        ("#/definitions/notice", "notices: [{KEY}]"),
        .. Shapes.Select(shape => ($"#/definitions/sendOne/anyOf/0/properties/{shape}/anyOf/0", $"rules: [{{send: {{{shape}: {{KEY}}}}}}]")),
    ];

    private static IEnumerable<string> Shapes => SendParser.Names;

    public static TheoryData<string> Places => [.. Mappings.Select(m => m.Place)];

    [Theory]
    [MemberData(nameof(Places))]
    public void The_loader_knows_every_key_of_the_schema_and_the_schema_every_key_of_the_loader(string place)
    {
        var yaml = Mappings.Single(m => m.Place == place).Yaml;
        var keys = ((JsonObject)At(place)["properties"]!).Select(p => p.Key).ToHashSet(StringComparer.Ordinal);

        Assert.DoesNotContain(keys, key => IsUnknown(yaml, key));
        Assert.Empty(Advised(yaml).Except(keys));
    }

    [Fact]
    public void Every_message_that_can_be_sent_is_in_the_schema() =>
        Assert.Equal(Shapes.Order(), ((JsonObject)At("#/definitions/sendOne/anyOf/0")["properties"]!).Select(p => p.Key).Order());

    [Fact]
    public void Every_condition_is_in_the_schema() => Assert.All(
        Weiyu.Bot.Handlers.Rules.Conditions.ConditionParser.Names.Where(n => !n.Contains("NAME", StringComparison.Ordinal)),
        name => Assert.True(((JsonObject)At("#/definitions/if")["properties"]!).ContainsKey(name), name));

    [Fact]
    public async Task The_starter_set_and_every_example_of_the_handbook_are_valid_by_it()
    {
        var schema = await JsonSchema.FromJsonAsync(Text, TestContext.Current.CancellationToken);
        var files = RuleLoader.FilesOf(Folders.StarterSet).Select(f => (Name: f, Yaml: File.ReadAllText(f)))
            .Concat(Examples.Files.SelectMany(f => Examples.Of(f).Select(e => (Name: $"{f}:{e.Line}", e.Yaml))));

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
    public async Task What_the_loader_refuses_an_editor_underlines(string yaml)
    {
        var schema = await JsonSchema.FromJsonAsync(Text, TestContext.Current.CancellationToken);
        Assert.NotEmpty(schema.Validate(Json(yaml).ToJsonString()));
        Assert.Contains(Load(yaml), p => p.Severity == ProblemSeverity.Error);
    }

    private static JsonNode At(string place)
    {
        JsonNode node = JsonNode.Parse(Text)!;
        foreach (var part in place.Split('/').Skip(1)) node = node is JsonArray list ? list[int.Parse(part, null)]! : node[part] ?? throw new KeyNotFoundException($"{place}: {part}");
        return node;
    }

    private static bool IsUnknown(string yaml, string key) => Load(yaml.Replace("KEY", $"{key}: 1", StringComparison.Ordinal)).Any(p => p.Code == "unknown-key" && p.Message.StartsWith($"'{key}'", StringComparison.Ordinal));

    /// <summary>The keys that the loader names as the cure for one that it does not know.</summary>
    private static IEnumerable<string> Advised(string yaml)
    {
        var cure = Load(yaml.Replace("KEY", "qqqqqqqqqqqq: 1", StringComparison.Ordinal)).First(p => p.Message.StartsWith("'qqqqqqqqqqqq'", StringComparison.Ordinal)).Cure;
        return cure.StartsWith("Use one of: ", StringComparison.Ordinal) ? cure["Use one of: ".Length..].TrimEnd('.', '…', ' ').Split(", ") : [];
    }

    private static IReadOnlyList<RuleProblem> Load(string yaml) => new RuleLoader(RuleSections.All, []).Load([("a.yaml", yaml)]).Problems;

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
            : decimal.TryParse(value, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(value),
        _ => JsonValue.Create(((YamlScalarNode)node).Value),
    };
}
