using Weiyu.Bot.Handlers.Rules.Conditions;
using Weiyu.Bot.Handlers.Rules.Model;
using Weiyu.Bot.Handlers.Rules.Templates;
using Weiyu.Bot.Pipeline;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Bot.Handlers.Rules.Loading;

/// <summary>Reads what a rule does.</summary>
internal sealed class StepParser(YamlSection section, Func<string, bool> isLocale)
{
    /// <summary>The actions, in the order in which a rule without <c>do</c> carries them out.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["ask", "call", "set", "tag", "note", "say", "send", "rate", "handoff", "answer", "leave", "close", "goto"];

    private readonly SlotParser _slots = new(section, isLocale);
    private readonly SendParser _sends = new(section, isLocale);

    /// <summary>The actions that stand in the rule itself.</summary>
    public List<RuleStep> Flat(IReadOnlyDictionary<string, (YamlNode Key, YamlNode Value)> entries)
    {
        var steps = new List<RuleStep>();
        foreach (var key in Keys)
        {
            if (entries.TryGetValue(key, out var entry)) steps.AddRange(Read(key, entry.Key, entry.Value));
        }

        return steps;
    }

    /// <summary>The items of <c>do</c>: each a mapping of actions, with a condition if it likes.</summary>
    public List<RuleStep> List(YamlNode node, IReadOnlyDictionary<string, (YamlNode Key, YamlNode Value)> rule, IReadOnlySet<string> slots)
    {
        foreach (var key in Keys.Where(rule.ContainsKey))
            section.Error(rule[key].Key, "wrong-shape", $"'{key}' stands beside 'do'.", $"Move '{key}' into the list of 'do'.");
        var steps = new List<RuleStep>();
        if (node is not YamlSequenceNode list)
        {
            section.Error(node, "wrong-shape", "'do' must be a list.", "Write '- say: …' lines below it.");
            return steps;
        }

        foreach (var item in list.Children)
        {
            if (section.Map(item, "An item of 'do'") is not { } map) continue;
            Condition? condition = null;
            var entries = new Dictionary<string, (YamlNode Key, YamlNode Value)>(StringComparer.Ordinal);
            foreach (var (key, keyNode, value) in section.Entries(map))
            {
                if (key == "if") condition = ConditionParser.Parse(value, section, name => slots.Contains(name) || name is "call" || name == "answers");
                else if (Keys.Contains(key)) entries[key] = (keyNode, value);
                else section.UnknownKey(keyNode, key, "an item of 'do'", ["if", .. Keys]);
            }

            // In a list the order is that of the file, within an item too.
            var read = entries.SelectMany(e => Read(e.Key, e.Value.Key, e.Value.Value)).ToList();
            if (condition is null) steps.AddRange(read);
            else if (read.Exists(s => s is AskStep)) section.Error(item, "wrong-shape", "An 'ask' can't stand under an 'if'.", "Put the 'if' into the slot: ask: {name: {if: …}}.");
            else steps.Add(new BlockStep(section.At(item), condition, read));
        }

        return steps;
    }

    /// <summary>The names that a rule's forms and calls define.</summary>
    public static HashSet<string> SlotNames(IReadOnlyDictionary<string, (YamlNode Key, YamlNode Value)> entries)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Collect(entries.GetValueOrDefault("ask").Value);
        foreach (var item in (entries.GetValueOrDefault("do").Value as YamlSequenceNode)?.Children.OfType<YamlMappingNode>() ?? [])
        {
            foreach (var (key, value) in item.Children)
            {
                if (key is YamlScalarNode { Value: "ask" }) Collect(value);
                if (key is YamlScalarNode { Value: "call" } && value is YamlMappingNode call && call.Children.TryGetValue("as", out var name) && name is YamlScalarNode { Value: { } text }) names.Add(text);
            }
        }

        return names;

        void Collect(YamlNode? ask)
        {
            foreach (var key in (ask as YamlMappingNode)?.Children.Keys.OfType<YamlScalarNode>() ?? []) names.Add(key.Value ?? "");
        }
    }

    private IEnumerable<RuleStep> Read(string key, YamlNode keyNode, YamlNode value)
    {
        var at = section.At(keyNode);
        switch (key)
        {
            case "say": return LocalizedText.Parse(value, section, "'say'", isLocale) is { } text ? [new SayStep(at, text)] : [];
            case "send": return _sends.Parse(value);
            case "ask": return _slots.Parse(value) is { Count: > 0 } slots ? [new AskStep(at, slots)] : [];
            case "call": return Call(at, value);
            case "set": return Set(at, value);
            case "tag": return Tag(at, value);
            case "note": return LocalizedText.Parse(value, section, "'note'", isLocale) is { } note ? [new NoteStep(at, note)] : [];
            case "goto": return section.Text(value, "'goto'") is { } id ? [new GotoStep(at, id)] : [];
            case "handoff": return Handoff(at, value);
            case "answer": return Answer(at, value);
            case "leave": return Leave(at, value);
            case "close": return section.Flag(value, "'close'") is true ? [new CloseStep(at)] : [];
            case "rate":
                if (value is YamlScalarNode { Value: "true" }) return [new RateStep(at, null)];
                return LocalizedText.Parse(value, section, "'rate'", isLocale) is { } invitation ? [new RateStep(at, invitation)] : [];
            default: return [];
        }
    }

    private IEnumerable<RuleStep> Call(Position at, YamlNode node)
    {
        var (tool, name, orElse) = ((string?)null, "call", (string?)null);
        TimeSpan? timeout = null;
        var arguments = JsonTemplate.Parse(new YamlMappingNode(), section, isLocale)!;
        if (node is YamlScalarNode) tool = section.Text(node, "'call'");
        else if (section.Map(node, "'call'") is { } map)
        {
            foreach (var (key, keyNode, value) in section.Entries(map))
            {
                switch (key)
                {
                    case "tool": tool = section.Text(value, "'tool'"); break;
                    case "with": arguments = section.Map(value, "'with'") is null ? arguments : JsonTemplate.Parse(value, section, static _ => false) ?? arguments; break;
                    case "timeout": timeout = section.Duration(value, "'timeout'"); break;
                    case "else": orElse = section.Text(value, "'else'"); break;
                    case "as": name = section.Text(value, "'as'") ?? name; break;
                    default: section.UnknownKey(keyNode, key, "'call'", ["tool", "with", "timeout", "else", "as"]); break;
                }
            }

            if (tool is null) section.Error(node, "missing-key", "'call' names no tool.", "Add 'tool: NAME', a tool of the section 'tools'.");
        }

        return tool is null ? [] : [new CallStep(at, tool, arguments, timeout, orElse, name)];
    }

    private IEnumerable<RuleStep> Set(Position at, YamlNode node)
    {
        if (section.Map(node, "'set'") is not { } map) return [];
        var values = new List<(string, JsonTemplate)>();
        foreach (var (key, _, value) in section.Entries(map))
        {
            var name = key.StartsWith("vars.", StringComparison.Ordinal) ? key[5..] : key;
            if (JsonTemplate.Parse(value, section, static _ => false) is { } template) values.Add((name, template));
        }

        return [new SetStep(at, values)];
    }

    private IEnumerable<RuleStep> Tag(Position at, YamlNode node)
    {
        var tags = section.Texts(node, "A tag").Select(t => t.Text).ToList();
        return [new TagStep(at, [.. tags.Where(t => t[0] is not ('-' or '!'))], [.. tags.Where(t => t[0] is '-' or '!').Select(t => t[1..])])];
    }

    private IEnumerable<RuleStep> Handoff(Position at, YamlNode node)
    {
        if (node is YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: "false" or "no" or "off" }) return [];
        if (node is YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: "true" or "yes" or "on" }) return [new HandoffStep(at, "", null, "", null)];
        if (node is YamlScalarNode) return section.Text(node, "'handoff'") is { } whom ? [new HandoffStep(at, whom, null, "", null)] : [];
        if (section.Map(node, "'handoff'") is not { } map) return [];
        var (to, orElse) = ("", "");
        TimeSpan? timeout = null;
        LocalizedText? reason = null;
        foreach (var (key, keyNode, value) in section.Entries(map))
        {
            switch (key)
            {
                case "to": to = section.Text(value, "'to'") ?? ""; break;
                case "timeout": timeout = section.Duration(value, "'timeout'"); break;
                case "else": orElse = section.Text(value, "'else'") ?? ""; break;
                case "reason": reason = LocalizedText.Parse(value, section, "'reason'", isLocale); break;
                default: section.UnknownKey(keyNode, key, "'handoff'", ["to", "timeout", "else", "reason"]); break;
            }
        }

        return [new HandoffStep(at, to, timeout, orElse, reason)];
    }

    private IEnumerable<RuleStep> Leave(Position at, YamlNode node)
    {
        switch (section.Text(node, "'leave'"))
        {
            case "message": return [new LeaveStep(at, LeaveKind.Message)];
            case "call-back": return [new LeaveStep(at, LeaveKind.CallBack)];
            case null: return [];
            default:
                section.Error(node, "wrong-value", "'leave' says neither 'message' nor 'call-back'.", "Write 'leave: message' after an 'ask' for message, contact and name, or 'leave: call-back' after one for time and contact.");
                return [];
        }
    }

    private IEnumerable<RuleStep> Answer(Position at, YamlNode node)
    {
        if (node is YamlScalarNode { Value: "true" }) return [new AnswerStep(at, "", null, null, "fallback", [])];
        if (section.Map(node, "'answer'") is not { } map) return [];
        var step = new AnswerStep(at, "", null, null, "fallback", []);
        foreach (var (key, keyNode, value) in section.Entries(map))
        {
            switch (key)
            {
                case "from": step = step with { From = section.Text(value, "'from'") ?? "" }; break;
                case "min_score": step = step with { MinScore = section.Number(value, "'min_score'", 0, 1) }; break;
                case "deadline": step = step with { Deadline = section.Duration(value, "'deadline'") }; break;
                case "else": step = step with { Else = section.Text(value, "'else'") ?? "fallback" }; break;
                case "tools": step = step with { Tools = [.. section.Texts(value, "A tool").Select(t => t.Text)] }; break;
                case "meanwhile": step = step with { Meanwhile = Meanwhile(value) }; break;
                default: section.UnknownKey(keyNode, key, "'answer'", ["from", "min_score", "deadline", "else", "tools", "meanwhile"]); break;
            }
        }

        return [step];
    }

    private NextQuestion? Meanwhile(YamlNode node)
    {
        if (section.Text(node, "'meanwhile'") is not { } word) return null;
        if (Enum.TryParse<NextQuestion>(word, ignoreCase: true, out var next) && !char.IsAsciiDigit(word[0])) return next;
        section.Error(node, "wrong-value", $"'meanwhile' is '{word}'; that means nothing.", "Write queue (the next question waits), merge (both are answered as one) or cancel (only the next one is answered).");
        return null;
    }
}
