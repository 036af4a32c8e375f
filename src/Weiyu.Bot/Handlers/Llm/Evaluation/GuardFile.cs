using System.Globalization;
using System.Text.Json.Nodes;
using Weiyu.Rules.Loading;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Bot.Handlers.Llm.Evaluation;

/// <summary>A file of guard cases could not be read; the message says where and why.</summary>
internal sealed class GuardFileException(string message) : Exception(message);

/// <summary>
/// Reads files of guard cases: <c>house</c> (persona, hosts, now, passages, tools as in rule files) and <c>cases</c>. What the house has, each case has;
/// <c>more</c> adds passages in front, <c>passages</c> and <c>tools</c> choose by name. <c>attack: true</c> at the top makes every case an attack.
/// </summary>
internal sealed class GuardFile
{
    /// <summary>Who the bot is to the model.</summary>
    public string Persona { get; private init; } = "";

    /// <summary>The hosts that the house links to.</summary>
    public IReadOnlyList<string> Hosts { get; private init; } = [];

    /// <summary>The time of the conversations.</summary>
    public DateTimeOffset Now { get; private init; }

    /// <summary>The cases, in order.</summary>
    public IReadOnlyList<GuardCase> Cases { get; private init; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="GuardFileException">It is no file of cases.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static GuardFile Read(string path)
    {
        try
        {
            using var reader = File.OpenText(path);
            var yaml = new YamlStream();
            yaml.Load(reader);
            if (yaml.Documents is not [{ RootNode: YamlMappingNode root }]) throw new GuardFileException($"{path}: expected one mapping with 'house' and 'cases'.");
            return Read(root, path);
        }
        catch (YamlException e)
        {
            throw new GuardFileException($"{path}:{e.Start.Line}: {e.Message}");
        }
    }

    private static GuardFile Read(YamlMappingNode root, string path)
    {
        var house = Map(root, "house");
        var passages = Pairs(house, "passages").ToDictionary(p => p.Key, p => Text(p.Value));
        var tools = ToolsOf(house, path);
        var attack = Word(root, "attack") == "true";
        var cases = new List<GuardCase>();
        foreach (var node in List(root, "cases").OfType<YamlMappingNode>())
        {
            try
            {
                cases.Add(Case(node, attack, passages, tools));
            }
            catch (Exception e) when (e is KeyNotFoundException or FormatException)
            {
                throw new GuardFileException($"{path}:{node.Start.Line}: {e.Message}");
            }
        }

        return new GuardFile
        {
            Persona = Word(house, "persona") ?? "",
            Hosts = Words(house, "hosts"),
            Now = Word(house, "now") is { } now ? DateTimeOffset.Parse(now, CultureInfo.InvariantCulture) : DateTimeOffset.UnixEpoch,
            Cases = cases,
        };
    }

    private static GuardCase Case(YamlMappingNode node, bool attack, Dictionary<string, string> passages, Dictionary<string, GuardTool> tools)
    {
        var chosen = Has(node, "passages") ? Words(node, "passages").Select(n => passages[n]) : passages.Values;
        var results = Pairs(node, "results").ToDictionary(p => p.Key, p => Json(p.Value));
        var turns = Has(node, "turns") ? List(node, "turns").OfType<YamlMappingNode>().Select(Turn).ToList() : [Turn(node)];
        return new GuardCase
        {
            Id = Word(node, "id") ?? throw new FormatException("A case has no id."),
            Kind = Word(node, "kind") ?? throw new FormatException("A case has no kind."),
            IsAttack = attack,
            Locale = Word(node, "locale") ?? "zh",
            Passages = [.. Words(node, "more"), .. chosen],
            Score = double.Parse(Word(node, "score") ?? "0.6", CultureInfo.InvariantCulture),
            Tools = [.. Words(node, "tools").Select(n => tools[n]).Select(t => results.TryGetValue(t.Definition.Name, out var own) ? t with { Result = own } : t)],
            Nickname = Word(node, "nickname") ?? "",
            Turns = turns,
            Never = Words(node, "never"),
            NeverCalls = Words(node, "never_calls"),
            Expect = Words(node, "expect"),
            ExpectCalls = Words(node, "expect_calls"),
        };
    }

    private static GuardTurn Turn(YamlMappingNode node)
    {
        var model = node.Children.TryGetValue(new YamlScalarNode("model"), out var said) ? said : throw new FormatException("A turn has no 'model'.");
        return new GuardTurn(Word(node, "ask") ?? throw new FormatException("A turn has no 'ask'."), model is YamlSequenceNode steps ? [.. steps.Select(Step)] : [Step(model)]);
    }

    private static GuardStep Step(YamlNode node) => node switch
    {
        YamlScalarNode text => new GuardStep(text.Value ?? "", []),
        YamlSequenceNode many => new GuardStep(null, [.. many.OfType<YamlMappingNode>().Select(Call)]),
        _ => new GuardStep(null, [Call((YamlMappingNode)node)]),
    };

    private static (string Tool, JsonObject Arguments) Call(YamlMappingNode node) =>
        (Word(node, "call") ?? throw new FormatException("A step has neither words nor 'call'."), node.Children.TryGetValue(new YamlScalarNode("with"), out var with) ? Json(with) as JsonObject ?? [] : []);

    private static Dictionary<string, GuardTool> ToolsOf(YamlMappingNode house, string path)
    {
        var result = new Dictionary<string, GuardTool>(StringComparer.Ordinal);
        foreach (var (name, node) in Pairs(house, "tools"))
        {
            if (node is not YamlMappingNode map) continue;
            var declared = new YamlMappingNode(map.Children.Where(c => c.Key is not YamlScalarNode { Value: "result" }).SelectMany(c => (YamlNode[])[c.Key, c.Value]).ToArray());
            var problems = new List<Weiyu.Text.Files.FileProblem>();
            var definition = ToolParser.ReadOne(name, declared, path, problems);
            if (definition is null || problems.Any(p => p.Severity == Weiyu.Text.Files.ProblemSeverity.Error)) throw new GuardFileException($"{path}: the tool '{name}': {string.Join(' ', problems)}");
            result[name] = new GuardTool(definition, map.Children.TryGetValue(new YamlScalarNode("result"), out var given) ? Json(given) : null);
        }

        return result;
    }

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(c => KeyValuePair.Create(Text(c.Key), Json(c.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Select(Json)]),
        YamlScalarNode { Style: ScalarStyle.Plain } plain when decimal.TryParse(plain.Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) && plain.Value!.Length < 10 => JsonValue.Create(number),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } flag => JsonValue.Create(flag.Value == "true"),
        _ => JsonValue.Create(Text(node)),
    };

    private static bool Has(YamlMappingNode map, string key) => map.Children.ContainsKey(new YamlScalarNode(key));

    private static string Text(YamlNode node) => (node as YamlScalarNode)?.Value ?? "";

    private static YamlMappingNode Map(YamlMappingNode map, string key) => map.Children.TryGetValue(new YamlScalarNode(key), out var node) && node is YamlMappingNode found ? found : new YamlMappingNode();

    private static List<YamlNode> List(YamlMappingNode map, string key) =>
        map.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node is YamlSequenceNode list ? [.. list] : [node] : [];

    private static IReadOnlyList<string> Words(YamlMappingNode map, string key) => [.. List(map, key).Select(Text)];

    private static string? Word(YamlMappingNode map, string key) => map.Children.TryGetValue(new YamlScalarNode(key), out var node) ? (node as YamlScalarNode)?.Value : null;

    private static IEnumerable<(string Key, YamlNode Value)> Pairs(YamlMappingNode map, string key) => Map(map, key).Children.Select(c => (Text(c.Key), c.Value));
}
