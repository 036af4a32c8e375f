using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;
using Weiyu.Rules.Model.Conditions;
using Weiyu.Rules.Templates;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Loading;

/// <summary>What a rule does.</summary>
internal static class StepParser
{
    private static readonly JsonTemplate NoArguments = JsonTemplate.Parse(new YamlMappingNode(), new YamlSection("", []), static _ => false)!;

    private static readonly Shape<JsonTemplate> Arguments = new ReadShape<JsonTemplate>(Shapes.Object, (node, section, what) =>
        section.Map(node, what) is null ? null : JsonTemplate.Parse(node, section, static _ => false));

    /// <summary>The members of <c>call</c>.</summary>
    public static readonly Mapping<CallStep> CallMembers = new Mapping<CallStep>("'call'", static (_, _) => Calling(""))
        .Key("tool", Shapes.Text, (c, tool) => c with { Tool = tool }, "a tool of the section `tools`, or one in C#", "`tools` 里的工具，或 C# 写的工具",
            required: true)
        .Key("with", Arguments, (c, with) => c with { Arguments = with }, "its arguments", "参数")
        .Key("timeout", Shapes.Duration, (c, timeout) => c with { Timeout = timeout }, "how long it may take", "最多等多久")
        .Key("else", Shapes.Text, (c, instead) => c with { Else = instead }, "the rule for when it fails", "失败时由哪条规则接着")
        .Key("as", Shapes.Text, (c, name) => c with { As = name }, "the name of its result; `call` where absent", "结果叫什么；不写就是 `call`");

    /// <summary>The members of <c>handoff</c>.</summary>
    public static readonly Mapping<HandoffStep> HandoffMembers = new Mapping<HandoffStep>("'handoff'",
        static (_, _) => new(default, "", null, "", null))
        .Key("to", Shapes.Text, (h, to) => h with { To = to }, "whom: a name that the configuration knows", "转给谁：配置里的名字")
        .Key("timeout", Shapes.Duration, (h, timeout) => h with { Timeout = timeout }, "how long the visitor waits for somebody", "最多等多久")
        .Key("else", Shapes.Text, (h, instead) => h with { Else = instead },
            "what follows when nobody comes: `leave-message`, `call-back`, `fallback` or a rule",
            "没有人接时：`leave-message`、`call-back`、`fallback` 或一条规则")
        .Key("reason", TextShapes.Say, (h, reason) => h with { Reason = reason }, "what the agent is told", "告诉客服的原因");

    /// <summary>The members of <c>answer</c>.</summary>
    public static readonly Mapping<AnswerStep> AnswerMembers = new Mapping<AnswerStep>("'answer'", static (_, _) => Answering)
        .Key("from", Shapes.Text, (a, from) => a with { From = from }, "a folder below this one", "这里的一个子文件夹")
        .Key("min_score", Shapes.Number(0, 1), (a, score) => a with { MinScore = score }, "how well an answer must fit", "回答要有多合适")
        .Key("deadline", Shapes.Duration, (a, deadline) => a with { Deadline = deadline }, "how long it may take", "最多等多久")
        .Key("tools", Shapes.Texts("A tool"), (a, tools) => a with { Tools = tools }, "what the model may call", "模型可以调用的工具")
        .Key("else", Shapes.Text, (a, instead) => a with { Else = instead }, "the rule for when nothing is found, or `fallback`",
            "没有找到时由哪条规则接着，或 `fallback`")
        .Key("meanwhile", Shapes.Text.AsValue(Meanwhile).Look(Shapes.Words("queue", "merge", "cancel")), (a, next) => a with { Meanwhile = next },
            "what becomes of a slow answer when the visitor asks something else: `queue`, `merge` or `cancel`",
            "回答得慢、访客又问了别的时：`queue`、`merge` 或 `cancel`");

    private static readonly Shape<CallStep> Call = Shapes.OneOf(ReadCall, Shapes.Text, CallMembers);
    private static readonly Shape<List<HandoffStep>> Handoff = Shapes.OneOf(ReadHandoff, Shapes.True, Shapes.Text, HandoffMembers);
    private static readonly Shape<AnswerStep> Answer = Shapes.OneOf(ReadAnswer, Shapes.True, AnswerMembers);
    private static readonly Shape<RateStep> Rate = Shapes.OneOf(ReadRate, Shapes.True, TextShapes.Say);

    /// <summary>The actions, in the order in which a rule without <c>do</c> carries them out.</summary>
    public static readonly Mapping<List<RuleStep>> Actions = new Mapping<List<RuleStep>>("a step", static (_, _) => [])
        .Key("ask", SlotParser.Ask, (steps, slots, at) => steps.Add(new AskStep(at.At, slots)), "questions, one after another", "按顺序问的问题")
        .Key("call", Call, (steps, call, at) => steps.Add(call with { At = at.At }), "calls a tool", "调用工具")
        .Key("set", Shapes.Object, (steps, map, at) => steps.Add(new SetStep(at.At, Values(map, at.Section))), "remembers variables, `vars.NAME`",
            "记住变量，即 `vars.名字`")
        .Key("tag", Shapes.TextNodes("A tag").As(LookAlikes.Checked), (steps, tags, at) => steps.Add(Tags(tags, at)), "sets tags; `-name` removes one", "加标签；`-名字` 去掉")
        .Key("note", TextShapes.Say, (steps, note, at) => steps.Add(new NoteStep(at.At, note)), "writes the note that agents see", "写客服看得到的备注")
        .Key("say", TextShapes.Say, (steps, text, at) => steps.Add(new SayStep(at.At, text)), "says a text", "说一段话")
        .Key("send", SendParser.Send, (steps, sends) => steps.AddRange(sends), "sends messages of other types", "发别的类型的消息")
        .Key("rate", Rate, (steps, rate, at) => steps.Add(rate with { At = at.At }), "invites to rate; a text is the invitation", "请访客评分；写文字就是邀请语")
        .Key("handoff", Handoff, (steps, handoffs, at) => steps.AddRange(handoffs.Select(h => h with { At = at.At })),
            "asks for a human; a text says whom", "转人工；写文字表示转给谁")
        .Key("answer", Answer, (steps, answer, at) => steps.Add(answer with { At = at.At }), "leaves the answer to knowledge and the model",
            "交给知识和模型回答")
        .Key("leave", Shapes.Text.AsValue(Leave).Look(Shapes.Words("message", "call-back")),
            (steps, kind, at) => steps.Add(new LeaveStep(at.At, kind)),
            "passes what a form asked for (`message`, `contact`, `name`; or `time`, `contact`) on to the people",
            "把表单问到的内容（`message`、`contact`、`name`；或 `time`、`contact`）转交给客服")
        .Key("silent", Shapes.Flag, (steps, silent, at) => steps.AddRange(silent ? [new SilentStep(at.At)] : []), "says nothing, on purpose: neither does anything else", "故意什么都不说，后面的也不再回答")
        .Key("close", Shapes.Flag, (steps, close, at) => steps.AddRange(close ? [new CloseStep(at.At)] : []), "closes the conversation", "关闭会话")
        .Key("goto", Shapes.Text, (steps, id, at) => steps.Add(new GotoStep(at.At, id)),
            "goes on with another rule, if its own `if` and `limit` allow it", "转到另一条规则（它自己的 `if` 和 `limit` 也要满足）");

    /// <summary>An item of <c>do</c>: actions, with a condition if it likes, in the order of the file.</summary>
    public static readonly Mapping<Item> Items = new Mapping<Item>("an item of 'do'", static (_, _) => new(new HashSet<string>()))
        .Raw("if", ConditionParser.IfAnswers, (item, at) => item.If = ConditionParser.Parse(at.Node, at.Section, item.IsLocal),
            "only then; answers and results by name", "满足时才做；可以用回答和调用结果的名字")
        .With(Actions, (item, action, at) => action.Apply(item.Steps, at))
        .Named("step");

    /// <summary>The actions that stand in the rule itself.</summary>
    public static List<RuleStep> Flat(IEnumerable<(Key<List<RuleStep>> Action, Found At)> actions)
    {
        var steps = new List<RuleStep>();
        foreach (var (action, at) in actions) action.Apply(steps, at);
        return steps;
    }

    /// <summary>The items of <c>do</c>.</summary>
    /// <param name="node">The list.</param>
    /// <param name="section">Its file.</param>
    /// <param name="slots">The names that the rule's forms and calls define.</param>
    public static List<RuleStep> List(YamlNode node, YamlSection section, IReadOnlySet<string> slots)
    {
        var steps = new List<RuleStep>();
        if (node is not YamlSequenceNode list)
        {
            section.Error(node, "wrong-shape", "'do' must be a list.", "Write '- say: …' lines below it.");
            return steps;
        }

        foreach (var entry in list.Children)
        {
            if (section.Map(entry, "An item of 'do'") is not { } map) continue;
            var item = Items.Read(map, section, new Item(slots));
            if (item.If is null) steps.AddRange(item.Steps);
            else if (item.Steps.Exists(s => s is AskStep)) section.Error(entry, "wrong-shape", "An 'ask' can't stand under an 'if'.",
                "Put the 'if' into the slot: ask: {name: {if: …}}.");
            else steps.Add(new BlockStep(section.At(entry), item.If, item.Steps));
        }

        return steps;
    }

    /// <summary>The names that a rule's forms and calls define.</summary>
    public static HashSet<string> SlotNames(YamlMappingNode rule)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Collect(Member(rule, "ask"));
        foreach (var item in (Member(rule, "do") as YamlSequenceNode)?.Children.OfType<YamlMappingNode>() ?? [])
        {
            Collect(Member(item, "ask"));
            if (Member(item, "call") is YamlMappingNode call && Member(call, "as") is YamlScalarNode { Value: { } text }) names.Add(text);
        }

        return names;

        void Collect(YamlNode? ask)
        {
            foreach (var key in (ask as YamlMappingNode)?.Children.Keys.OfType<YamlScalarNode>() ?? []) names.Add(key.Value ?? "");
        }

        static YamlNode? Member(YamlMappingNode map,
            string name) => map.Children.FirstOrDefault(c => c.Key is YamlScalarNode { Value: { } key } && key == name).Value;
    }

    private static AnswerStep Answering => new(default, "", null, null, "fallback", []);

    private static CallStep Calling(string tool) => new(default, tool, NoArguments, null, null, "call");

    private static CallStep? ReadCall(YamlNode node, YamlSection section, string what)
    {
        if (node is YamlScalarNode) return section.Text(node, what) is { } tool ? Calling(tool) : null;
        if (section.Map(node, what) is not { } map) return null;
        var call = CallMembers.Read(map, section);
        if (call.Tool.Length > 0) return call;
        section.Error(node, "missing-key", "'call' names no tool.", "Add 'tool: NAME', a tool of the section 'tools'.");
        return null;
    }

    private static List<HandoffStep>? ReadHandoff(YamlNode node, YamlSection section, string what)
    {
        var step = new HandoffStep(default, "", null, "", null);
        if (node is YamlScalarNode { Style: ScalarStyle.Plain, Value: "false" or "no" or "off" }) return [];
        if (node is YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "yes" or "on" }) return [step];
        if (node is YamlScalarNode) return section.Text(node, what) is { } whom ? [step with { To = whom }] : null;
        return section.Map(node, what) is { } map ? [HandoffMembers.Read(map, section)] : null;
    }

    private static AnswerStep? ReadAnswer(YamlNode node, YamlSection section, string what) =>
        node is YamlScalarNode { Value: "true" } ? Answering : section.Map(node, what) is { } map ? AnswerMembers.Read(map, section) : null;

    private static RateStep? ReadRate(YamlNode node, YamlSection section, string what) =>
        node is YamlScalarNode { Value: "true" } ? new RateStep(default, null) : LocalizedText.Parse(node, section,
            what) is { } invitation ? new RateStep(default, invitation) : null;

    private static List<(string, JsonTemplate)> Values(YamlMappingNode map, YamlSection section)
    {
        var values = new List<(string, JsonTemplate)>();
        foreach (var (key, _, value) in section.Entries(map))
        {
            var name = key.StartsWith("vars.", StringComparison.Ordinal) ? key[5..] : key;
            if (JsonTemplate.Parse(value, section, static _ => false) is { } template) values.Add((name, template));
        }

        return values;
    }

    private static TagStep Tags(List<string> tags, Found at) =>
        new(at.At, [.. tags.Where(t => t[0] is not ('-' or '!'))], [.. tags.Where(t => t[0] is '-' or '!').Select(t => t[1..])]);

    private static LeaveKind? Leave(string word, YamlNode node, YamlSection section)
    {
        if (word is "message") return LeaveKind.Message;
        if (word is "call-back") return LeaveKind.CallBack;
        section.Error(node, "wrong-value", "'leave' says neither 'message' nor 'call-back'.",
            "Write 'leave: message' after an 'ask' for message, contact and name, or 'leave: call-back' after one for time and contact.");
        return null;
    }

    private static NextQuestion? Meanwhile(string word, YamlNode node, YamlSection section)
    {
        if (Enum.TryParse<NextQuestion>(word, ignoreCase: true, out var next) && !char.IsAsciiDigit(word[0])) return next;
        section.Error(node, "wrong-value", $"'meanwhile' is '{word}'; that means nothing.",
            "Write queue (the next question waits), merge (both are answered as one) or cancel (only the next one is answered).");
        return null;
    }

    /// <summary>An item of <c>do</c> as it is gathered.</summary>
    internal sealed class Item(IReadOnlySet<string> slots)
    {
        /// <summary>The condition.</summary>
        public Condition? If { get; set; }

        /// <summary>The actions.</summary>
        public List<RuleStep> Steps { get; } = [];

        /// <summary>Whether a name is an answer or a result of this rule.</summary>
        public bool IsLocal(string name) => slots.Contains(name) || name is "call" or "answers";
    }
}
