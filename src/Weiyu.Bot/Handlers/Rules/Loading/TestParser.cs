using System.Globalization;
using System.Text.Json.Nodes;
using Weiyu.Bot.Handlers.Rules.Model;
using Weiyu.Bot.Handlers.Rules.Templates;
using Weiyu.Client.Messages;
using Weiyu.Text.Matching;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Bot.Handlers.Rules.Loading;

/// <summary>Reads <c>tests:</c>.</summary>
internal sealed class TestParser(YamlSection section)
{
    private static readonly string[] TestKeys = ["name", "at", "locale", "thread", "visitor", "vars", "mock", "steps"];
    private static readonly string[] StepKeys = ["user", "choose", "agent", "event", "wait", "bot"];
    private static readonly string[] BotKeys =
        ["rule", "says", "says_not", "asks", "sends", "calls", "handoff", "tags", "vars", "silent", "closes", "answer"];

    private static readonly TemplateValues Nothing = new();

    /// <summary>Reads the tests of a file.</summary>
    public List<RuleTest> Parse(YamlNode node)
    {
        var tests = new List<RuleTest>();
        if (node is not YamlSequenceNode list)
        {
            section.Error(node, "wrong-shape", "'tests' must be a list.", "Begin each test with '- name: …'.");
            return tests;
        }

        foreach (var item in list.Children)
        {
            if (section.Map(item, "A test") is { } map) tests.Add(One(map));
        }

        return tests;
    }

    private RuleTest One(YamlMappingNode map)
    {
        var test = new RuleTest($"test at line {map.Start.Line}", section.At(map));
        foreach (var (key, keyNode, value) in section.Entries(map))
        {
            switch (key)
            {
                case "name": test = test with { Name = section.Text(value, "'name'") ?? test.Name }; break;
                case "at": test = At(test, value); break;
                case "locale": test = test with { Locale = section.Text(value, "'locale'") }; break;
                case "thread": test = test with { Thread = Object(value, "'thread'") }; break;
                case "visitor": test = test with { Visitor = Object(value, "'visitor'") }; break;
                case "vars": test = test with { Vars = Object(value, "'vars'") }; break;
                case "mock": test = test with { Mock = Object(value, "'mock'") }; break;
                case "steps": test = test with { Steps = Steps(value) }; break;
                default: section.UnknownKey(keyNode, key, "a test", TestKeys); break;
            }
        }

        if (test.Steps.Count == 0) section.Error(map, "missing-key", $"The test '{test.Name}' has no steps.", "Add 'steps:' with '- user: …' and '- bot: …' lines.");
        return test;
    }

    /// <summary>A moment, or a time of the calendar's wall clock.</summary>
    private RuleTest At(RuleTest test, YamlNode node)
    {
        if (section.Text(node, "'at'") is { } text && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time) && time.Year is > 1900 and < 9000)
            return time.Kind == DateTimeKind.Utc ? test with { StartsAt = new DateTimeOffset(time) } : test with { StartsAtWall = time };
        section.Error(node, "wrong-value", "'at' must be a time.", "Write \"2026-10-03 10:00\" (by the calendar's clock) or \"2026-10-03T10:00+08:00\".");
        return test;
    }

    private List<TestStep> Steps(YamlNode node)
    {
        var steps = new List<TestStep>();
        foreach (var item in YamlSection.Items(node))
        {
            if (section.Map(item, "A step") is not { } map) continue;
            foreach (var (key, keyNode, value) in section.Entries(map))
            {
                if (Step(key, keyNode, value) is { } step) steps.Add(step);
            }
        }

        return steps;
    }

    private TestStep? Step(string key, YamlNode keyNode, YamlNode value)
    {
        var at = section.At(keyNode);
        switch (key)
        {
            case "user":
                if (value is not YamlMappingNode map) return section.Text(value, "'user'") is { } text ? new UserStep(at, MessageTypes.Text, JsonValue.Create(text)) : null;
                var message = Object(map, "'user'");
                foreach (var (name, memberNode, _) in section.Entries(map))
                {
                    if (name is not ("type" or "content" or "text")) section.UnknownKey(memberNode, name, "'user'", ["type", "content", "text"]);
                }

                return new UserStep(at, message["type"] is { } type ? TemplateValues.Show(type).ToUpperInvariant() : MessageTypes.Text, (message["content"] ?? message["text"])?.DeepClone());
            case "choose": return new ChooseStep(at, [.. section.Texts(value, "A choice").Select(t => t.Text)]);
            case "agent": return section.Text(value, "'agent'") is { } words ? new AgentStep(at, words) : null;
            case "wait": return section.Duration(value, "'wait'") is { } time ? new WaitStep(at, time) : null;
            case "event": return Event(at, value);
            case "bot": return new BotStep(at, Expected(value));
            default:
                section.UnknownKey(keyNode, key, "a step", StepKeys);
                return null;
        }
    }

    private EventStep? Event(Position at, YamlNode node)
    {
        if (node is YamlMappingNode map)
        {
            var json = Object(map, "'event'");
            var data = json.DeepClone().AsObject();
            data.Remove("name");
            data.Remove("argument");
            if (json["name"] is null) section.Error(node, "missing-key", "The event has no name.", "Write event: {name: rating, score: 5}.");
            return json["name"] is { } known ? new EventStep(at, TemplateValues.Show(known), json["argument"] is { } with ? TemplateValues.Show(with) : null, data.Count > 0 ? data : null) : null;
        }

        if (section.Text(node, "'event'") is not { } text) return null;
        var bracket = text.IndexOf('(', StringComparison.Ordinal);
        var (name, argument) = bracket > 0 ? (text[..bracket].Trim(), text[(bracket + 1)..].TrimEnd(')', ' ')) : (text, null);
        if (!RuleEvent.Names.Contains(name) && name != "timer") section.Error(node, "unknown-event", $"The event '{name}' is unknown.", Nearest.Advice(name, [.. RuleEvent.Names]));
        return new EventStep(at, name, argument, null);
    }

    private Expectation Expected(YamlNode node)
    {
        if (node is YamlScalarNode { Value: "silent" }) return new Expectation { Silent = true };
        if (node is not YamlMappingNode map) return new Expectation { Says = Wanted(node) };
        var expected = new Expectation();
        foreach (var (key, keyNode, value) in section.Entries(map))
        {
            expected = key switch
            {
                "rule" => expected with { Rule = section.Text(value, "'rule'") },
                "says" => expected with { Says = Wanted(value) },
                "says_not" => expected with { SaysNot = Wanted(value) },
                "asks" => expected with { Asks = section.Text(value, "'asks'") },
                "sends" => expected with { Sends = [.. Texts(value).Select(t => t.ToUpperInvariant())] },
                "calls" => expected with { Calls = Calls(value) },
                "handoff" => expected with { Handoff = value is YamlScalarNode scalar ? scalar.Value : "true" },
                "tags" => expected with { Tags = Texts(value) },
                "vars" => expected with { Vars = [.. Object(value, "'vars'").Select(v => (v.Key, TemplateValues.Show(v.Value)))] },
                "silent" => expected with { Silent = section.Flag(value, "'silent'") },
                "closes" => expected with { Closes = section.Flag(value, "'closes'") },
                "answer" => expected with { Answer = value is YamlScalarNode { Value: "true" } ? "" : section.Text(value, "'answer'") },
                _ => Unknown(expected, keyNode, key),
            };
        }

        return expected;

        Expectation Unknown(Expectation same, YamlNode keyNode, string key)
        {
            section.UnknownKey(keyNode, key, "'bot'", BotKeys);
            return same;
        }
    }

    private List<(string, JsonObject?)> Calls(YamlNode node) => node is YamlMappingNode map
        ? [.. section.Entries(map).Select(e => (e.Key, YamlSection.IsNull(e.Value) ? null : (JsonObject?)Object(e.Value, "The arguments")))]
        : [.. Texts(node).Select(t => (t, (JsonObject?)null))];

    /// <summary>What is to be said: a part of it, <c>=</c> the whole, or <c>/an expression/</c>, which must be one.</summary>
    private List<string> Wanted(YamlNode node) =>
    [
        .. section.Texts(node, "The value").Where(t => t.Text is not ['/', .., '/'] || PatternParser.Compile(t.Text[1..^1], t.Node, section) is not null).Select(t => t.Text),
    ];

    private List<string> Texts(YamlNode node) => [.. section.Texts(node, "The value").Select(t => t.Text)];

    private JsonObject Object(YamlNode node, string what) =>
        section.Map(node, what) is { } map && JsonTemplate.Parse(map, section, static _ => false)?.Render(Nothing, null, "") is JsonObject json ? json : [];
}
