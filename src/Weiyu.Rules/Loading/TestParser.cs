using System.Globalization;
using System.Text.Json.Nodes;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;
using Weiyu.Rules.Templates;
using Weiyu.Text.Matching;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Loading;

/// <summary><c>tests:</c>.</summary>
internal static class TestParser
{
    private static readonly TemplateValues Nothing = new();

    private static readonly Shape<JsonObject> Json = new ReadShape<JsonObject>(Shapes.Object, Object);
    private static readonly Shape<List<string>> Values = Shapes.Texts("The value");
    private static readonly Shape<List<string>> Wanted = Shapes.TextNodes("The value").As(Wish);

    private static readonly Shape<List<(string Tool, JsonObject? Arguments)>> Calls = Shapes.OneOf(CallsOf, Values, Shapes.Object);

    private static readonly Shape FlagOrText = Shapes.Schema(_ => new JsonObject { ["type"] = new JsonArray("boolean", "string") },
        new("`true`, `false` or text", "`true`、`false` 或文字"));

    /// <summary>What the bot is expected to have done.</summary>
    public static readonly Mapping<Expectation> Expected = new Mapping<Expectation>("'bot'", static (_, _) => new())
        .Key("rule", Shapes.Text, (e, rule) => e with { Rule = rule }, "the rule that answered", "由哪条规则回答")
        .Key("says", Wanted, (e, says) => e with { Says = says },
            "a part of what was said; `\"=…\"` the whole text, `\"/…/\"` a regular expression", "所说内容的一部分；`\"=…\"` 是全文，`\"/…/\"` 是正则表达式")
        .Key("says_not", Wanted, (e, says) => e with { SaysNot = says }, "what was not said", "没有说的")
        .Key("asks", Shapes.Text, (e, asks) => e with { Asks = asks }, "the question of a form, by its name", "表单问到哪一个（名字）")
        .Key("sends", Values, (e, sends) => e with { Sends = sends.ConvertAll(t => t.ToUpperInvariant()) }, "the types of what was sent", "发出的消息类型")
        .Key("calls", Calls, (e, calls) => e with { Calls = calls }, "the tools that were called, with their arguments if need be", "调用了哪些工具，可以写参数")
        .Raw("handoff", FlagOrText, (e, at) => e with { Handoff = at.Node is YamlScalarNode scalar ? scalar.Value : "true" },
            "a human was asked for, or not; a text says whom", "有没有转人工；写文字表示转给谁")
        .Key("tags", Values, (e, tags) => e with { Tags = tags }, "the tags that are there; `\"!x\"`: is not", "有哪些标签；`\"!x\"` 表示没有")
        .Key("vars", Json, (e, vars) => e with { Vars = [.. vars.Select(v => (v.Key, TemplateValues.Show(v.Value)))] }, "what the bot remembers",
            "记住了什么")
        .Key("closes", Shapes.Flag, (e, closes) => e with { Closes = closes }, "the conversation was closed", "会话关闭了")
        .Raw("answer", FlagOrText, (e,
            at) => e with { Answer = at.Node is YamlScalarNode { Value: "true" } ? "" : at.Section.Text(at.Node, "'answer'") },
            "the answer was left to knowledge; a text is the folder", "交给知识回答；写文字就是文件夹")
        .Key("silent", Shapes.Flag, (e, silent) => e with { Silent = silent }, "nothing was sent", "什么都没有发");

    private static readonly Mapping<List<object>> UserMembers = new Mapping<List<object>>("'user'", static (_, _) => [])
        .Raw("type", Shapes.MessageType, static (_, _) => { }, "the message's type", "消息类型")
        .Raw("content", Shapes.Anything, static (_, _) => { }, "its content", "消息内容")
        .Raw("text", Shapes.Text, static (_, _) => { }, "its text, where it has nothing else", "只有文字时的文字");

    private static readonly Shape Words = Shapes.Schema(_ => new JsonObject { ["type"] = new JsonArray("string", "number") }, new("text", "文字"));

    private static readonly Shape EventMembers = Shapes.Schema(_ => new JsonObject
    {
        ["type"] = "object", ["required"] = new JsonArray("name"),
            ["properties"] = new JsonObject { ["name"] = Shapes.Typed("string"), ["argument"] = Shapes.Typed("string") },
    }, new("mapping", "一组键值"));

    /// <summary>A step.</summary>
    public static readonly Mapping<List<TestStep>> Step = new Mapping<List<TestStep>>("a step", static (_, _) => []).Named("testStep")
        .Key("user", Shapes.OneOf(User, Words, UserMembers), (steps, said, at) => steps.Add(said with { At = at.At }),
            "the visitor writes; `{type: IMAGE, content: {…}}` is another message", "访客说话；`{type: IMAGE, content: {…}}` 是别的消息")
        .Key("choose", Shapes.Texts("A choice"), (steps, picks, at) => steps.Add(new ChooseStep(at.At, picks)),
            "the visitor clicks an option of the last offer: its number, title or value; a list picks several", "访客点最近给出的选项：序号、文字或值；列表是多选")
        .Key("agent", Shapes.Text, (steps, words, at) => steps.Add(new AgentStep(at.At, words)), "a human agent writes", "人工客服说话")
        .Key("event", Shapes.OneOf(Event, Shapes.Text, EventMembers), (steps, e, at) => steps.Add(e with { At = at.At }),
            "something happens: `thread.opened`, `thread.closed`, `silence(10m)`, `{name: rating, score: 5}`, `{name: reaction, emoji: 👎}`",
            "发生了什么：`thread.opened`、`thread.closed`、`silence(10m)`、`{name: rating, score: 5}`、`{name: reaction, emoji: 👎}`")
        .Key("wait", Shapes.Duration, (steps, time, at) => steps.Add(new WaitStep(at.At, time)), "time passes", "时间过去")
        .Key("bot", Shapes.OneOf(Bot, Shapes.Words("silent"), Values, Expected), (steps, expected, at) => steps.Add(new BotStep(at.At, expected)),
            "what must have happened since; a text is short for `says`, `silent`: nothing", "这之后应当发生的；写文字等于 `says`，`silent` 表示什么都没有");

    /// <summary>A test.</summary>
    public static readonly Mapping<RuleTest> Members = new Mapping<RuleTest>("a test",
        static (map, section) => new($"test at line {map.Start.Line}", section.At(map)))
        .Key("name", Shapes.Text, (t, name) => t with { Name = name }, "what it shows", "说明测什么")
        .Raw("at", Shapes.Text, At, "when it begins: `\"2026-10-03 10:00\"` by the calendar's clock, or `\"2026-10-03T10:00+08:00\"`",
            "从什么时候开始：`\"2026-10-03 10:00\"`（按日历的时区）或 `\"2026-10-03T10:00+08:00\"`")
        .Key("locale", Shapes.Text, (t, locale) => t with { Locale = locale }, "the visitor's language", "访客的语言")
        .Key("thread", Json, (t, thread) => t with { Thread = thread }, "the conversation: `type`, `channel`, `state`, `extra` …",
            "会话：`type`、`channel`、`state`、`extra` 等")
        .Key("visitor", Json, (t, visitor) => t with { Visitor = visitor }, "the visitor: `uid`, `nickname`, `extra` …",
            "访客：`uid`、`nickname`、`extra` 等")
        .Key("vars", Json, (t, vars) => t with { Vars = vars }, "what the bot remembers already", "已经记住的变量")
        .Key("mock", Json, (t, mock) => t with { Mock = mock },
            "what tools answer; a list is used up one by one, `{error: …}` fails", "工具怎么回答；列表按次序用，`{error: …}` 表示失败")
        .Key("steps", new ReadShape<List<TestStep>>(Shapes.List(Step, least: 1), Steps), (t, steps) => t with { Steps = steps },
            "what happens, and what the bot must do", "发生什么、机器人应当怎么做", required: true);

    /// <summary>Reads the tests of a file.</summary>
    public static List<RuleTest> Parse(YamlNode node, YamlSection section)
    {
        var tests = new List<RuleTest>();
        if (node is not YamlSequenceNode list)
        {
            section.Error(node, "wrong-shape", "'tests' must be a list.", "Begin each test with '- name: …'.");
            return tests;
        }

        foreach (var item in list.Children)
        {
            if (section.Map(item, "A test") is { } map) tests.Add(One(map, section));
        }

        return tests;
    }

    private static RuleTest One(YamlMappingNode map, YamlSection section)
    {
        var test = Members.Read(map, section);
        if (test.Steps.Count == 0) section.Error(map, "missing-key", $"The test '{test.Name}' has no steps.",
            "Add 'steps:' with '- user: …' and '- bot: …' lines.");
        return test;
    }

    /// <summary>A moment, or a time of the calendar's wall clock.</summary>
    private static RuleTest At(RuleTest test, Found at)
    {
        if (at.Section.Text(at.Node, "'at'") is { } text
            && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)
            && time.Year is > 1900 and < 9000)
            return time.Kind == DateTimeKind.Utc ? test with { StartsAt = new DateTimeOffset(time) } : test with { StartsAtWall = time };
        at.Section.Error(at.Node, "wrong-value", "'at' must be a time.",
            "Write \"2026-10-03 10:00\" (by the calendar's clock) or \"2026-10-03T10:00+08:00\".");
        return test;
    }

    private static List<TestStep> Steps(YamlNode node, YamlSection section, string what)
    {
        var steps = new List<TestStep>();
        foreach (var item in YamlSection.Items(node))
        {
            if (section.Map(item, "A step") is { } map) Step.Read(map, section, steps);
        }

        return steps;
    }

    private static UserStep? User(YamlNode node, YamlSection section, string what)
    {
        if (node is not YamlMappingNode map) return section.Text(node, what) is { } text ? new UserStep(default, RuleMessageTypes.Text,
            JsonValue.Create(text)) : null;
        var message = Object(map, section, what);
        UserMembers.Read(map, section);
        return new UserStep(default, message["type"] is { } type ? TemplateValues.Show(type).ToUpperInvariant() : RuleMessageTypes.Text,
            (message["content"] ?? message["text"])?.DeepClone());
    }

    private static EventStep? Event(YamlNode node, YamlSection section, string what)
    {
        if (node is YamlMappingNode map)
        {
            var json = Object(map, section, what);
            var data = json.DeepClone().AsObject();
            data.Remove("name");
            data.Remove("argument");
            if (json["name"] is { } known) return new EventStep(default, TemplateValues.Show(known),
                json["argument"] is { } with ? TemplateValues.Show(with) : null, data.Count > 0 ? data : null);
            section.Error(node, "missing-key", "The event has no name.", "Write event: {name: rating, score: 5}.");
            return null;
        }

        if (section.Text(node, what) is not { } text) return null;
        var bracket = text.IndexOf('(', StringComparison.Ordinal);
        var (name, argument) = bracket > 0 ? (text[..bracket].Trim(), text[(bracket + 1)..].TrimEnd(')', ' ')) : (text, null);
        if (!RuleEvent.Names.Contains(name) && name != "timer") section.Error(node, "unknown-event", $"The event '{name}' is unknown.",
            Nearest.Advice(name, [.. RuleEvent.Names]));
        return new EventStep(default, name, argument, null);
    }

    private static Expectation Bot(YamlNode node, YamlSection section, string what)
    {
        if (node is YamlScalarNode { Value: "silent" }) return new Expectation { Silent = true };
        if (node is YamlMappingNode map) return Expected.Read(map, section);
        return new Expectation { Says = Wanted.TryRead(node, section, what, out var says) ? says : [] };
    }

    private static List<(string Tool, JsonObject? Arguments)> CallsOf(YamlNode node, YamlSection section, string what) => node is YamlMappingNode map
        ? [.. section.Entries(map).Select(e => (e.Key, YamlSection.IsNull(e.Value) ? null : (JsonObject?)Object(e.Value, section, "The arguments")))]
        : [.. section.Texts(node, "The value").Select(t => (t.Text, (JsonObject?)null))];

    /// <summary>What is to be said: a part of it, <c>=</c> the whole, or <c>/an expression/</c>, which must be one.</summary>
    private static List<string> Wish(List<(string Text, YamlNode Node)> texts, YamlNode node, YamlSection section) =>
        [.. texts.Where(t => t.Text is not ['/', .., '/'] || PatternParser.Compile(t.Text[1..^1], t.Node, section) is not null).Select(t => t.Text)];

    private static JsonObject Object(YamlNode node, YamlSection section, string what) =>
        section.Map(node, what) is { } map && JsonTemplate.Parse(map, section, static _ => false)?.Render(Nothing, null,
            "") is JsonObject json ? json : [];
}
