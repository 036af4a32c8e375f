using System.Text.Json.Nodes;
using Weiyu.Rules.Calendars;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;
using Weiyu.Rules.Notices;
using Weiyu.Rules.Templates;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Loading;

/// <summary>A section of rule files.</summary>
/// <param name="Name">The key.</param>
/// <param name="Shape">What stands behind it.</param>
/// <param name="Doc">What it is for.</param>
internal sealed record Section(string Name, Shape Shape, Doc Doc);

/// <summary>What may stand in a rule file: the root of the grammar. What a section's keys are stands with the section's reader.</summary>
internal static class RuleFileGrammar
{
    /// <summary>The languages.</summary>
    public static readonly Mapping<LocaleSettings> LocaleMembers = new Mapping<LocaleSettings>("'locale'", static (_, _) => new())
        .Key("default", Shapes.TextLike(Shapes.Locale), (l, text) => l with { Default = text }, "where the visitor's language is unknown",
            "不知道访客用什么语言时")
        .Key("available", Shapes.TextNodes("A language").As(Languages).Look(Shapes.List(Shapes.TextLike(Shapes.Locale))),
            (l, all) => l with { Available = all },
            "the languages in which every text is to be there", "每段文字都要有的语言");

    /// <summary>What holds for all forms.</summary>
    public static readonly Mapping<FormSettings> FormMembers = new Mapping<FormSettings>("'forms'", static (_, _) => new())
        .Key("cancel", Shapes.Texts("A word"), (f, words) => f with { Cancel = words }, "words that end a form", "结束表单的话")
        .Key("skip", Shapes.Texts("A word"), (f, words) => f with { Skip = words }, "words that pass over an optional question", "跳过可选问题的话")
        .Key("timeout", Shapes.Duration, (f, timeout) => f with { Timeout = timeout }, "how long a form waits for the visitor (30m)", "表单等访客多久（30m）")
        .Key("interrupt", Shapes.Text.AsValue(SlotParser.InterruptOf).Look(Shapes.Words(SlotParser.Interrupts.Keys.Order(StringComparer.Ordinal))), (f, what) => f with { Interrupt = what },
            "what may come between a question and its answer (`usual`)", "提问和回答之间可以插进什么（`usual`）")
        .Key("summary", Shapes.Flag, (f, summary) => f with { Summary = summary }, "every form shows all answers at the end and asks for a yes",
            "每个表单最后都列出全部回答，请访客确认")
        .Key("cancelled", TextShapes.Say, (f, text) => f with { Cancelled = text }, "said when the visitor cancels", "访客取消时说的话")
        .Key("retry", TextShapes.Say, (f, text) => f with { Retry = text, HasOwnRetry = true }, "said before a question is asked again", "再问一次之前说的话")
        .Key("gave_up", TextShapes.Say, (f, text) => f with { GaveUp = text }, "said when nothing fitting was said and no rule is named for that",
            "始终没答上来又没有写 `else` 时说的话")
        .Key("corrected", TextShapes.Say, (f, text) => f with { Corrected = text }, "said when an earlier answer was changed", "改了前面的回答时说的话")
        .Key("paused", TextShapes.Say, (f, text) => f with { Paused = text }, "said when the visitor asks for a moment", "访客说等一下时说的话")
        .Key("resumed", TextShapes.Say, (f, text) => f with { Resumed = text }, "said when the answer comes after the form was given up",
            "放弃以后访客又答上来时说的话")
        .Key("check", TextShapes.Say, (f, text) => f with { Check = text }, "said before all answers are shown", "列出全部回答之前说的话")
        .Key("change", TextShapes.Say, (f, text) => f with { Change = text }, "said when something in them is wrong; `{{ slot }}`: the name of a question",
            "访客说其中有错时说的话；`{{ slot }}` 是其中一项的名字");

    /// <summary>The program's own texts.</summary>
    public static readonly Mapping<List<(Found At, LocalizedText Text)>> TextMembers = new Mapping<List<(Found At, LocalizedText Text)>>("'texts'",
        static (_, _) => [])
        .Key(RuleBook.FallbackText, TextShapes.Say, (texts, text, at) => texts.Add((at, text)), "said when nothing answers", "没有人能回答时说的话");

    /// <summary>The version.</summary>
    public static readonly Section Version = new("version", Shapes.Schema(_ => new JsonObject { ["enum"] = new JsonArray(1) }, new("`1`", "`1`")),
        new("the version of the format: 1", "格式的版本：1"));

    /// <summary>The languages.</summary>
    public static readonly Section Locale = new("locale", LocaleMembers, new("the languages of the texts", "文字有哪些语言"));

    /// <summary>The working hours.</summary>
    public static readonly Section Calendar = new("calendar", CalendarParser.Members, new("the working hours", "工作时间"));

    /// <summary>The word lists.</summary>
    public static readonly Section Words = new("words", Shapes.Each(TriggerParser.Keywords), new("named lists, used as `@name`", "词表，用 `@名字` 引用"));

    /// <summary>The rules.</summary>
    public static readonly Section Rules = new("rules", Shapes.List(RuleParser.Rule), new("what is answered, and when", "什么时候回答什么"));

    /// <summary>The notices.</summary>
    public static readonly Section Notices = new("notices", Shapes.List(NoticeParser.Notice), new("what is said at a time", "到点就说的话"));

    /// <summary>The tools.</summary>
    public static readonly Section Tools = new("tools", ToolParser.Tools, new("HTTP endpoints that rules call", "规则可以调用的 HTTP 接口"));

    /// <summary>What holds for all forms.</summary>
    public static readonly Section Forms = new("forms", FormMembers, new("what holds for all forms", "所有表单的设置"));

    /// <summary>The program's own texts.</summary>
    public static readonly Section Texts = new("texts", TextMembers, new("what the program itself says", "程序自己说的话"));

    /// <summary>The tests.</summary>
    public static readonly Section Tests = new("tests", Shapes.List(TestParser.Members),
        new("conversations that must go as they stand here", "应当照这样进行的对话"));

    /// <summary>A rule file: its sections by name.</summary>
    public static readonly Mapping<Dictionary<string, YamlNode>> File =
        Declare(Version, Locale, Calendar, Words, Rules, Notices, Tools, Forms, Texts, Tests);

    private static Mapping<Dictionary<string, YamlNode>> Declare(params ReadOnlySpan<Section> sections)
    {
        var file = new Mapping<Dictionary<string, YamlNode>>("a rule file", static (_, _) => new(StringComparer.Ordinal));
        foreach (var (name, shape, doc) in sections) file.Raw(name, shape, (nodes, at) => nodes[at.Name] = at.Node, doc.En, doc.Zh);
        return file;
    }

    private static List<string> Languages(List<(string Text, YamlNode Node)> texts, YamlNode node, YamlSection section)
    {
        foreach (var (text, item) in texts.Where(t => !LocaleCodes.IsCode(t.Text)))
            section.Error(item, "wrong-value", $"'{text}' is no language.", "Write a code such as zh, en or zh-TW.");
        return [.. texts.Select(t => t.Text).Where(LocaleCodes.IsCode)];
    }
}

/// <summary>The section <c>locale</c>.</summary>
internal sealed record LocaleSettings
{
    /// <summary>The language of those whose language is unknown; null: not said.</summary>
    public string? Default { get; init; }

    /// <summary>The languages that the texts are to be in.</summary>
    public IReadOnlyList<string> Available { get; init; } = [];
}
