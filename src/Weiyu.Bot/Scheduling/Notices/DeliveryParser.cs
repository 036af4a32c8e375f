using System.Text.Json;
using System.Text.RegularExpressions;
using Weiyu.Bot.Calendars;
using Weiyu.Bot.Handlers.Rules.Loading;
using Weiyu.Bot.Handlers.Rules.Templates;
using Weiyu.Client.Messages;
using Weiyu.Text.Matching;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>Reads what a notice says and under which conditions.</summary>
internal static partial class DeliveryParser
{
    private static readonly string[] Roots = ["visitor", "agent", "thread", "vars", "now", "notice"];

    /// <summary>The members of the roots that have no others.</summary>
    private static readonly Dictionary<string, string[]> Members = new(StringComparer.Ordinal)
    {
        ["visitor"] = ["uid", "nickname", "avatar", "type"], ["agent"] = ["uid", "nickname"], ["thread"] = ["uid", "topic", "type", "channel", "state"], ["notice"] = ["id", "occurrence"],
    };

    /// <summary>Reads it; null, with a problem, when there is nothing to say.</summary>
    /// <param name="columns">The variables of the audience's CSV; null: unknown, any name may be used.</param>
    public static NoticeDelivery? Parse(YamlSection yaml, YamlMappingNode notice, Dictionary<string, YamlNode> members, IReadOnlyList<string>? columns)
    {
        var hasSay = members.TryGetValue("say", out var say);
        if (hasSay == members.TryGetValue("send", out var send))
        {
            yaml.Error(send ?? notice, "what", hasSay ? "say and send both say what." : "The notice does not say what.", "Write say: {zh: …, en: …}, or send: {type: IMAGE, content: {url: …}}.");
            return null;
        }

        var texts = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        var type = MessageTypes.Text;
        if (hasSay) Texts(yaml, say!, texts, columns);
        else type = Send(yaml, send!, texts, columns);
        if (texts.Count == 0) return null;
        var delivery = new NoticeDelivery { Type = type, Texts = texts };
        if (members.TryGetValue("quiet", out var quiet)) delivery = delivery with { Quiet = Quiet(yaml, quiet) };
        if (members.TryGetValue("misfire", out var misfire)) delivery = Misfire(yaml, misfire, delivery);
        if (members.TryGetValue("hold_if_replied", out var hold)) delivery = Hold(yaml, hold, delivery);
        if (members.TryGetValue("rate", out var rate)) delivery = delivery with { Rate = Rate(yaml, rate) ?? delivery.Rate };
        if (members.TryGetValue("even_when_human", out var human)) delivery = delivery with { EvenWhenHumanOwns = yaml.Flag(human, "even_when_human") ?? false };
        return delivery;
    }

    private static void Texts(YamlSection yaml, YamlNode node, Dictionary<string, IReadOnlyList<string>> texts, IReadOnlyList<string>? columns)
    {
        if (node is not YamlMappingNode map)
        {
            Variants(yaml, node, "", texts, columns);
            return;
        }

        foreach (var (key, keyNode, value) in yaml.Entries(map))
        {
            if (Locale().IsMatch(key)) Variants(yaml, value, key, texts, columns);
            else yaml.Error(keyNode, "bad-locale", $"'{key}' is no language.", "Write zh, en … as names of the texts.");
        }
    }

    private static void Variants(YamlSection yaml, YamlNode node, string locale, Dictionary<string, IReadOnlyList<string>> texts, IReadOnlyList<string>? columns)
    {
        var variants = yaml.Texts(node, "A text");
        foreach (var (text, item) in variants) Check(yaml, item, text, columns);
        if (variants.Count > 0) texts[locale] = [.. variants.Select(v => v.Text)];
    }

    private static string Send(YamlSection yaml, YamlNode node, Dictionary<string, IReadOnlyList<string>> texts, IReadOnlyList<string>? columns)
    {
        var type = MessageTypes.Text;
        if (yaml.Map(node, "send") is not { } map) return type;
        foreach (var (key, keyNode, value) in yaml.Entries(map))
        {
            if (key == "type") type = Type(yaml, value);
            else if (key == "content") Content(yaml, value, texts, columns);
            else if (Locale().IsMatch(key)) One(yaml, value, key, texts, columns);
            else yaml.UnknownKey(keyNode, key, "send", ["type", "content", "zh", "en"]);
        }

        if (texts.Count == 0) yaml.Error(node, "no-content", "send has no content.", "Write content: … (a text, or the members of the message's object), or one for each language: zh: …, en: ….");
        return type;
    }

    private static string Type(YamlSection yaml, YamlNode node)
    {
        var type = (yaml.Text(node, "type") ?? MessageTypes.Text).ToUpperInvariant();
        if (!NoticeTypes.MayBeNotice(type))
            yaml.Error(node, "wrong-type", $"A notice can't be a {type}.", $"Write {NoticeTypes.Examples}");
        else if (!MessageTypes.IsKnown(type))
            yaml.Warn(node, "unknown-type", $"'{type}' is no message type that the server knows; it would treat it as TEXT.", Nearest.Advice(type, MessageTypes.All));
        return type;
    }

    private static void Content(YamlSection yaml, YamlNode node, Dictionary<string, IReadOnlyList<string>> texts, IReadOnlyList<string>? columns)
    {
        if (node is YamlMappingNode map && map.Children.Keys.All(k => k is YamlScalarNode { Value: { } name } && Locale().IsMatch(name)))
        {
            foreach (var (key, _, value) in yaml.Entries(map)) One(yaml, value, key, texts, columns);
        }
        else
        {
            One(yaml, node, "", texts, columns);
        }
    }

    private static void One(YamlSection yaml, YamlNode node, string locale, Dictionary<string, IReadOnlyList<string>> texts, IReadOnlyList<string>? columns)
    {
        foreach (var leaf in node.AllNodes.OfType<YamlScalarNode>()) Check(yaml, leaf, leaf.Value ?? "", columns);
        if (node is YamlScalarNode scalar) texts[locale] = [scalar.Value ?? ""];
        else texts[locale] = [JsonSerializer.Serialize(NoticeContent.ToJson(node), NoticeContent.Json)];
    }

    /// <summary>Looks for mistakes in the Liquid of a text.</summary>
    private static void Check(YamlSection yaml, YamlNode node, string text, IReadOnlyList<string>? columns)
    {
        if (!TemplateEngine.TryParse(text, out var template, out var error))
        {
            yaml.Error(node, "bad-template", $"The text can't be read as Liquid: {error.Message} (line {error.Line + 1}, column {error.Column + 1} of it).", "Check the {{ … }} and {% … %}.");
            return;
        }

        foreach (var name in template!.Names)
        {
            var parts = name.Path.Split('.');
            if (columns?.Contains(name.Root, StringComparer.Ordinal) != true && parts.Length > 1 && Members.TryGetValue(name.Root, out var members) && !members.Contains(parts[1], StringComparer.Ordinal))
            {
                yaml.Error(node, "unknown-name", $"'{name.Path}' is not known in a notice.", Nearest.Advice(parts[1], members));
                continue;
            }

            if (columns is null || Roots.Contains(name.Root, StringComparer.Ordinal) || columns.Contains(name.Root, StringComparer.Ordinal)) continue;
            yaml.Error(node, "unknown-name", $"'{name.Path}' is not known in a notice.", Nearest.Advice(name.Root, [.. Roots, .. columns]));
        }
    }

    private static QuietHours? Quiet(YamlSection yaml, YamlNode node)
    {
        var (hours, wait) = ((YamlNode?)node, false);
        if (node is YamlMappingNode map)
        {
            hours = null;
            foreach (var (key, keyNode, value) in yaml.Entries(map))
            {
                if (key == "hours") hours = value;
                else if (key == "wait") wait = yaml.Flag(value, "wait") ?? false;
                else yaml.UnknownKey(keyNode, key, "quiet", ["hours", "wait"]);
            }
        }

        if (hours is not null && yaml.Text(hours, "quiet") is { } text && DaySpan.TryParse(text, out var span) && span.End - span.Start < DaySpan.Day) return new QuietHours(span.Start, span.End, wait);
        yaml.Error(hours ?? node, "bad-hours", "quiet must be a span of hours.", "Write quiet: \"22:00-08:00\", or quiet: {hours: \"22:00-08:00\", wait: true} to wait for the morning however late that is.");
        return null;
    }

    private static NoticeDelivery Misfire(YamlSection yaml, YamlNode node, NoticeDelivery delivery)
    {
        if (yaml.Map(node, "misfire") is not { } map) return delivery;
        foreach (var (key, keyNode, value) in yaml.Entries(map))
        {
            if (key == "send_within") delivery = delivery with { SendWithin = yaml.Duration(value, "send_within") ?? delivery.SendWithin };
            else if (key != "else") yaml.UnknownKey(keyNode, key, "misfire", ["send_within", "else"]);
            else if (yaml.Text(value, "else") is { } then and ("skip" or "send")) delivery = delivery with { ElseSend = then == "send" };
            else yaml.Error(value, "wrong-value", "else must be skip or send.", "Write skip (not sent, noted in the ledger) or send (sent however late).");
        }

        return delivery;
    }

    private static NoticeDelivery Hold(YamlSection yaml, YamlNode node, NoticeDelivery delivery)
    {
        if (node is YamlScalarNode { Value: "true" or "yes" or "on" }) return delivery with { HoldIfReplied = TimeSpan.FromMinutes(5) };
        if (node is YamlScalarNode { Value: "false" or "no" or "off" }) return delivery;
        if (node is not YamlMappingNode map) return delivery with { HoldIfReplied = yaml.Duration(node, "hold_if_replied") };
        delivery = delivery with { HoldIfReplied = TimeSpan.FromMinutes(5) };
        foreach (var (key, keyNode, value) in yaml.Entries(map))
        {
            if (key == "for") delivery = delivery with { HoldIfReplied = yaml.Duration(value, "for") };
            else if (key == "at_most") delivery = delivery with { HoldAtMost = yaml.Duration(value, "at_most") ?? delivery.HoldAtMost };
            else yaml.UnknownKey(keyNode, key, "hold_if_replied", ["for", "at_most"]);
        }

        return delivery;
    }

    private static double? Rate(YamlSection yaml, YamlNode node)
    {
        if (node is YamlScalarNode { Value: { } text } scalar && text.EndsWith("/s", StringComparison.Ordinal))
        {
            var number = new YamlScalarNode(text[..^2].Trim());
            if (double.TryParse(number.Value, System.Globalization.CultureInfo.InvariantCulture, out var value) && value is >= 0.01 and <= 10_000) return value;
            node = scalar;
        }

        return yaml.Number(node, "rate (messages a second)", 0.01, 10_000);
    }

    [GeneratedRegex("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", RegexOptions.NonBacktracking)]
    private static partial Regex Locale();
}
