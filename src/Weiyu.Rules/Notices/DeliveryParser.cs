using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Weiyu.Rules.Calendars;
using Weiyu.Rules.Grammar;
using Weiyu.Rules.Templates;
using Weiyu.Text.Matching;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Rules.Notices;

/// <summary>What a notice says and under which conditions.</summary>
internal static partial class DeliveryParser
{
    /// <summary>What to write instead of a type that a notice can't be.</summary>
    public const string Examples = "TEXT, NOTICE, SYSTEM, IMAGE, FILE, CARD, FAQ …";

    private const double Slowest = 0.01;
    private const double Fastest = 10_000;

    private static readonly string[] Roots = ["visitor", "agent", "thread", "vars", "now", "notice"];

    /// <summary>The members of the roots that have no others.</summary>
    private static readonly Dictionary<string, string[]> RootMembers = new(StringComparer.Ordinal)
    {
        ["visitor"] = ["uid", "nickname", "avatar", "type"], ["agent"] = ["uid", "nickname"],
            ["thread"] = ["uid", "topic", "type", "channel", "state"], ["notice"] = ["id", "occurrence"],
    };

    /// <summary><c>send</c>.</summary>
    public static readonly Mapping<NoticeDraft> SendMembers = new Mapping<NoticeDraft>("send", static (_, _) => new())
        .Key("type", Shapes.Text.As(Type).Look(Shapes.MessageType), (n, type) => n.Delivery = n.Delivery with { Type = type },
            "the message's type (`TEXT`)", "消息类型（`TEXT`）", what: "type")
        .Raw("content", Shapes.Anything, Content, "a text, or the members of the object; for all, or by language", "一段文字，或对象的各个成员；可以统一写，也可以按语言写")
        .Open("zh, en …", Shapes.Locale, (name, _, _) => Locale().IsMatch(name), Shapes.Anything, (n, at) => One(n, at.Node, at.Name, at.Section),
            "the content in a language", "某种语言的内容");

    private static readonly Mapping<(YamlNode? Hours, bool Wait)> QuietMembers = new Mapping<(YamlNode? Hours, bool Wait)>("quiet",
        static (_, _) => default)
        .Raw("hours", Shapes.Text, (q, at) => (at.Node, q.Wait), "from when to when: `22:00-08:00`", "从几点到几点：`22:00-08:00`")
        .Key("wait", Shapes.Flag, (q, wait) => (q.Hours, wait), "wait for their end, however late that is", "总是等到结束", what: "wait");

    /// <summary><c>quiet</c>.</summary>
    public static readonly Shape<QuietHours> Quiet = Shapes.OneOf(ReadQuiet, Shapes.Text, QuietMembers);

    /// <summary><c>misfire</c>.</summary>
    public static readonly Mapping<NoticeDelivery> MisfireMembers = new Mapping<NoticeDelivery>("misfire",
        static (_, _) => throw new InvalidOperationException("A notice has a delivery."))
        .Key("send_within", Shapes.Duration, (d, within) => d with { SendWithin = within }, "how late it may be (1h)", "最多晚多久（1h）",
            what: "send_within")
        .Key("else", Shapes.Text.AsValue(Else).Look(Shapes.Words("skip", "send")), (d, send) => d with { ElseSend = send },
            "after that: `skip` (noted in the ledger) or `send`", "过后：`skip`（记在发送记录里）或 `send`", what: "else");

    private static readonly Mapping<NoticeDelivery> HoldMembers = new Mapping<NoticeDelivery>("hold_if_replied",
        static (_, _) => throw new InvalidOperationException("A notice has a delivery."))
        .Key("for", Shapes.Duration, (d, silence) => d with { HoldIfReplied = silence }, "how long the visitor must have been silent (5m)",
            "访客要安静多久（5m）", what: "for")
        .Key("at_most", Shapes.Duration, (d, most) => d with { HoldAtMost = most }, "how long it waits for that (4h)", "最多等多久（4h）", what: "at_most");

    /// <summary>How <c>hold_if_replied</c> looks.</summary>
    public static readonly Shape HoldShape = Shapes.OneOf<NoticeDelivery>(static (_, _, _) => null, Shapes.Flag, Shapes.Duration, HoldMembers);

    /// <summary><c>rate</c>, messages a second.</summary>
    public static readonly Shape<double> Rate = new ReadValueShape<double>(
        _ => new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "number", ["minimum"] = Slowest, ["maximum"] = Fastest },
            Shapes.Typed("string", @"^[0-9.]+\s*/s$")) },
        new("number", "数字"), ReadRate);

    /// <summary>Reads <c>say</c>.</summary>
    public static void Say(NoticeDraft notice, Found at)
    {
        notice.What.Add(at);
        if (at.Node is not YamlMappingNode map)
        {
            Variants(notice, at.Node, "", at.Section);
            return;
        }

        foreach (var (key, keyNode, value) in at.Section.Entries(map))
        {
            if (Locale().IsMatch(key)) Variants(notice, value, key, at.Section);
            else at.Section.Error(keyNode, "bad-locale", $"'{key}' is no language.", "Write zh, en … as names of the texts.");
        }
    }

    /// <summary>Reads <c>send</c>.</summary>
    public static void Send(NoticeDraft notice, Found at)
    {
        notice.What.Add(at);
        if (at.Section.Map(at.Node, "send") is not { } map) return;
        SendMembers.Read(map, at.Section, notice);
        if (notice.Texts.Count == 0)
            at.Section.Error(at.Node, "no-content", "send has no content.",
                "Write content: … (a text, or the members of the message's object), or one for each language: zh: …, en: ….");
    }

    /// <summary>Reads <c>hold_if_replied</c>.</summary>
    public static NoticeDelivery Hold(Found at, NoticeDelivery delivery)
    {
        if (at.Node is YamlScalarNode { Value: "false" or "no" or "off" }) return delivery;
        var held = delivery with { HoldIfReplied = TimeSpan.FromMinutes(5) };
        if (at.Node is YamlScalarNode { Value: "true" or "yes" or "on" }) return held;
        return at.Node is YamlMappingNode map ? HoldMembers.Read(map, at.Section,
            held) : delivery with { HoldIfReplied = at.Section.Duration(at.Node, "hold_if_replied") };
    }

    /// <summary>Reads <c>misfire</c>.</summary>
    public static NoticeDelivery Misfire(Found at, NoticeDelivery delivery) =>
        at.Section.Map(at.Node, "misfire") is { } map ? MisfireMembers.Read(map, at.Section, delivery) : delivery;

    /// <summary>Puts together what is said; null, with a problem, when there is nothing to say.</summary>
    public static NoticeDelivery? Finish(NoticeDraft notice, YamlNode node, YamlSection yaml)
    {
        if (notice.What is not [var what])
        {
            var twice = notice.What.Count > 0;
            yaml.Error(twice ? notice.What[1].Node : node, "what", twice ? "say and send both say what." : "The notice does not say what.",
                "Write say: {zh: …, en: …}, or send: {type: IMAGE, content: {url: …}}.");
            return null;
        }

        foreach (var locale in notice.Texts.Keys.Where(l => l.Length > 0 && !yaml.IsLocale(l)))
            yaml.Error(what.Node, "unknown-locale", $"'{locale}' is no language of this folder.",
                "Use a language of 'locale: {available: […]}', such as zh or en, or add it there.");
        return notice.Texts.Count == 0 ? null : notice.Delivery with { Texts = notice.Texts };
    }

    private static void Variants(NoticeDraft notice, YamlNode node, string locale, YamlSection yaml)
    {
        var variants = yaml.Texts(node, "A text");
        foreach (var (text, item) in variants) Check(yaml, item, text, notice.Audience.Columns);
        if (variants.Count > 0) notice.Texts[locale] = [.. variants.Select(v => v.Text)];
    }

    private static string Type(string text, YamlNode node, YamlSection yaml)
    {
        var type = text.ToUpperInvariant();
        if (!yaml.Folder.Platform.MayBeNotice(type))
            yaml.Error(node, "wrong-type", $"A notice can't be a {type}.", $"Write {Examples}");
        else if (!yaml.Folder.Platform.IsMessageType(type))
            yaml.Warn(node, "unknown-type", $"'{type}' is no message type that the server knows; it would treat it as TEXT.",
                Nearest.Advice(type, yaml.Folder.Platform.MessageTypes));
        return type;
    }

    private static void Content(NoticeDraft notice, Found at)
    {
        if (at.Node is YamlMappingNode map && map.Children.Keys.All(k => k is YamlScalarNode { Value: { } name } && Locale().IsMatch(name)))
        {
            foreach (var (key, _, value) in at.Section.Entries(map)) One(notice, value, key, at.Section);
        }
        else
        {
            One(notice, at.Node, "", at.Section);
        }
    }

    private static void One(NoticeDraft notice, YamlNode node, string locale, YamlSection yaml)
    {
        foreach (var leaf in node.AllNodes.OfType<YamlScalarNode>()) Check(yaml, leaf, leaf.Value ?? "", notice.Audience.Columns);
        if (node is YamlScalarNode scalar) notice.Texts[locale] = [scalar.Value ?? ""];
        else notice.Texts[locale] = [JsonSerializer.Serialize(NoticeContent.ToJson(node), NoticeContent.Json)];
    }

    /// <summary>Looks for mistakes in the Liquid of a text.</summary>
    private static void Check(YamlSection yaml, YamlNode node, string text, IReadOnlyList<string>? columns)
    {
        if (!TemplateEngine.TryParse(text, out var template, out var error))
        {
            yaml.Error(node, "bad-template",
                $"The text can't be read as Liquid: {error.Message} (line {error.Line + 1}, column {error.Column + 1} of it).",
                "Check the {{ … }} and {% … %}.");
            return;
        }

        foreach (var name in template!.Names)
        {
            var parts = name.Path.Split('.');
            if (columns?.Contains(name.Root, StringComparer.Ordinal) != true && parts.Length > 1 && RootMembers.TryGetValue(name.Root, out var members)
                && !members.Contains(parts[1], StringComparer.Ordinal))
            {
                yaml.Error(node, "unknown-name", $"'{name.Path}' is not known in a notice.", Nearest.Advice(parts[1], members));
                continue;
            }

            if (columns is null || Roots.Contains(name.Root, StringComparer.Ordinal) || columns.Contains(name.Root, StringComparer.Ordinal)) continue;
            yaml.Error(node, "unknown-name", $"'{name.Path}' is not known in a notice.", Nearest.Advice(name.Root, [.. Roots, .. columns]));
        }
    }

    private static QuietHours? ReadQuiet(YamlNode node, YamlSection yaml, string what)
    {
        var (hours, wait) = node is YamlMappingNode map ? QuietMembers.Read(map, yaml) : (node, false);
        if (hours is not null && yaml.Text(hours, "quiet") is { } text && DaySpan.TryParse(text, out var span)
            && span.End - span.Start < DaySpan.Day)
            return new QuietHours(span.Start, span.End, wait);
        yaml.Error(hours ?? node, "bad-hours", "quiet must be a span of hours.",
            "Write quiet: \"22:00-08:00\", or quiet: {hours: \"22:00-08:00\", wait: true} to wait for the morning however late that is.");
        return null;
    }

    private static bool? Else(string text, YamlNode node, YamlSection yaml)
    {
        if (text is "skip" or "send") return text == "send";
        yaml.Error(node, "wrong-value", "else must be skip or send.", "Write skip (not sent, noted in the ledger) or send (sent however late).");
        return null;
    }

    private static double? ReadRate(YamlNode node, YamlSection yaml, string what)
    {
        if (node is YamlScalarNode { Value: { } text } && text.EndsWith("/s", StringComparison.Ordinal)
            && double.TryParse(text[..^2].Trim(), CultureInfo.InvariantCulture, out var value) && value is >= Slowest and <= Fastest) return value;
        return yaml.Number(node, what, Slowest, Fastest);
    }

    [GeneratedRegex("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", RegexOptions.NonBacktracking)]
    private static partial Regex Locale();
}
