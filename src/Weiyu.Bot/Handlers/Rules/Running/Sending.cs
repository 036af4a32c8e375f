using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weiyu.Bot.Core;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Content;
using Weiyu.Client.Messages;
using Weiyu.Rules.Forms;
using Weiyu.Rules.Model;
using Weiyu.Rules.Model.Running;
using Weiyu.Rules.Templates;

namespace Weiyu.Bot.Handlers.Rules.Running;

/// <summary>Makes messages of types other than TEXT, and remembers what they offer to pick from.</summary>
internal static class Sending
{
    /// <summary>Chinese stays Chinese: shorter packets, readable logs.</summary>
    public static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Adds a message.</summary>
    public static void Send(TurnScope scope, SendStep step)
    {
        var content = step.Content.Render(scope.Values, scope.Locale, scope.Book.DefaultLocale);
        if (content is not JsonObject json)
        {
            Add(scope.Turn, step.Type, TemplateValues.Show(content));
            return;
        }

        var options = Render(scope, step.Options);
        switch (step.Type)
        {
            case MessageTypes.Choice:
                Rename(json, "text", "content");
                Choice(scope, json, options);
                return;
            case MessageTypes.Button:
                json.Remove("goto");
                json["type"] ??= json.ContainsKey("url") ? "link" : "reply";
                Offer(scope, options, MessageTypes.Button);
                break;
            case MessageTypes.Welcome:
                Rename(json, "text", "content");
                Rename(json, "questions", "faqs");
                json["faqs"] = new JsonArray([.. options.Select((o, i) => new JsonObject { ["uid"] = Number(i), ["question"] = o.Title, ["answer"] = Answer(json, i), ["type"] = MessageTypes.Text })]);
                Offer(scope, options, MessageTypes.Welcome);
                break;
            case MessageTypes.Faq:
                Rename(json, "question", "faqQuestion");
                Rename(json, "answer", "faqAnswer");
                break;
            case MessageTypes.Link:
                Rename(json, "image", "imageUrl");
                break;
        }

        Add(scope.Turn, step.Type, json.ToJsonString(Json));
    }

    /// <summary>Adds a CHOICE with these options and remembers them.</summary>
    public static void Choice(TurnScope scope, JsonObject content, IReadOnlyList<Option> options)
    {
        content["choiceUid"] = $"{scope.Turn.CauseUid}-{scope.Turn.Effects.Count.ToString(CultureInfo.InvariantCulture)}";
        content["multiple"] ??= false;
        content["options"] = new JsonArray([.. options.Select((o, i) => new JsonObject { ["optionUid"] = Number(i), ["title"] = o.Title, ["value"] = o.Value ?? o.Title })]);
        Offer(scope, options, MessageTypes.Choice);
        Add(scope.Turn, MessageTypes.Choice, content.ToJsonString(Json));
    }

    /// <summary>The options in the visitor's language.</summary>
    public static List<Option> Render(TurnScope scope, IReadOnlyList<OfferedOption> options) =>
    [
        .. options.Select(o => new Option(
            o.Title.RenderText(scope.Values, scope.Locale, scope.Book.DefaultLocale), o.Value?.RenderText(scope.Values, scope.Locale, scope.Book.DefaultLocale), o.Goto)),
    ];

    private static void Add(TurnContext turn, string type, string content) =>
        turn.Add(new SendMessage(type, content) { PlainText = type is MessageTypes.Text or MessageTypes.Notice ? null : MessageContent.Read(type, content).PlainText(turn.State.Locale ?? "zh") });

    private static void Offer(TurnScope scope, IReadOnlyList<Option> options, string kind)
    {
        if (options.Count == 0) return;
        var memory = RuleMemory.Of(scope.Turn.State);
        // Buttons that go out together are one offer.
        var before = kind == MessageTypes.Button && memory.Offer is { } other && TemplateValues.Show(other["kind"]) == kind && TemplateValues.Show(other["cause"]) == scope.Turn.CauseUid
            ? other["options"] as JsonArray
            : null;
        memory.Offer = new JsonObject
        {
            ["kind"] = kind,
            ["cause"] = scope.Turn.CauseUid,
            ["t"] = scope.Turn.Now.ToUnixTimeMilliseconds(),
            ["options"] = new JsonArray([.. before?.Select(o => o?.DeepClone()) ?? [], .. options.Select(o => o.ToJson())]),
        };
    }

    private static string Number(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);

    private static string Answer(JsonObject welcome, int index) =>
        welcome["faqs"] is JsonArray faqs && index < faqs.Count && faqs[index] is JsonObject faq ? TemplateValues.Show(faq["answer"]) : "";

    private static void Rename(JsonObject json, string from, string to)
    {
        if (!json.ContainsKey(from) || json.ContainsKey(to)) return;
        var value = json[from];
        json.Remove(from);
        json[to] = value?.DeepClone();
    }
}
