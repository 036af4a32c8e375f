using System.Text.Json.Nodes;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Content;

/// <summary>Which type has which shape.</summary>
internal static class ContentReader
{
    public static MessageContent Read(string type, string content) => type switch
    {
        MessageTypes.Text => ReadText(content),
        MessageTypes.Continue or MessageTypes.System or MessageTypes.Notice or MessageTypes.Error => ReadNote(type, content),
        MessageTypes.Typing or MessageTypes.Processing or MessageTypes.Shake or MessageTypes.Kickoff => new SignalContent(content) { Type = type },
        MessageTypes.Read or MessageTypes.Delivered or MessageTypes.Recall => new ReferenceContent(ReferenceOf(content), content) { Type = type },
        _ when MessageTypes.EndsConversation(type) || MessageTypes.IsNotification(type) => ReadNote(type, content),
        _ when MessageTypes.IsContact(type) => new ContactContent(content) { Type = type },
        _ when !MessageTypes.IsKnown(type) => new UnknownContent(content) { Type = type },
        _ => ReadObject(type, content),
    };

    private static TextContent ReadText(string content) =>
        ObjectOf(content) is { } json && TextContent.IsOfficial(json) ? new TextContent(json, content) : new TextContent(content);

    /// <summary>An object, or else text, whatever it looks like.</summary>
    private static NoteContent ReadNote(string type, string content) =>
        ObjectOf(content) is { } json && (json.ContainsKey("content") || json.ContainsKey("title"))
            ? new NoteContent(type, json, content)
            : new NoteContent(type, new JsonObject { ["content"] = content }, content);

    private static JsonObject? ObjectOf(string content) =>
        content.AsSpan().TrimStart() is ['{', ..] && ForeignJson.TryParse(content, out var node) ? node as JsonObject : null;

    private static MessageContent ReadObject(string type, string content)
    {
        var (bare, create) = ShapeOf(type);
        if (ForeignJson.TryParse(content, out var node))
        {
            return node switch
            {
                JsonObject json => create(type, Wrapped(bare, json) ?? json, content),
                JsonArray { Count: 1 } array when array[0] is JsonObject json => create(type, (JsonObject)json.DeepClone(), content),
                JsonArray => new UnknownContent(content) { Type = type },
                JsonValue value when value.TryGetValue<string>(out var text) => create(type, Bare(bare, text), content),
                _ => create(type, Bare(bare, content), content),
            };
        }

        return content.TrimStart() is ['{' or '[', ..]
            ? new UnknownContent(content) { Type = type }
            : create(type, Bare(bare, content), content);
    }

    private static (string Bare, Func<string, JsonObject, string, MessageContent> Create) ShapeOf(string type) => type switch
    {
        MessageTypes.Image or MessageTypes.Sticker => ("url|label", static (t, json, wire) => new ImageContent(t, json, wire)),
        MessageTypes.File or MessageTypes.Document => ("url|name", static (t, json, wire) => new FileContent(t, json, wire)),
        MessageTypes.Audio or MessageTypes.Voice or MessageTypes.Music => ("url|caption", static (t, json, wire) => new AudioContent(t, json, wire)),
        MessageTypes.Video => ("url|caption", static (t, json, wire) => new VideoContent(t, json, wire)),
        MessageTypes.Location => ("address", static (t, json, wire) => new LocationContent(t, json, wire)),
        MessageTypes.Link or MessageTypes.Url or MessageTypes.Card or MessageTypes.Article =>
            ("url|title", static (t, json, wire) => new LinkContent(t, json, wire)),
        MessageTypes.Button or MessageTypes.ButtonSubmit => ("title", static (t, json, wire) => new ButtonContent(t, json, wire)),
        MessageTypes.ChoiceSubmit or MessageTypes.ConfirmSubmit => ("selectedValues", static (t, json, wire) => new ChoiceContent(t, json, wire)),
        MessageTypes.Choice or MessageTypes.Confirm => ("content", static (t, json, wire) => new ChoiceContent(t, json, wire)),
        MessageTypes.FaqAnswer => ("faqAnswer", static (t, json, wire) => new FaqContent(t, json, wire)),
        MessageTypes.Faq or MessageTypes.FaqQuestion => ("faqQuestion", static (t, json, wire) => new FaqContent(t, json, wire)),
        MessageTypes.Welcome => ("content", static (t, json, wire) => new WelcomeContent(t, json, wire)),
        MessageTypes.Quotation => ("content", static (t, json, wire) => new QuotationContent(t, json, wire)),
        MessageTypes.Goods => ("title", static (t, json, wire) => new GoodsContent(t, json, wire)),
        MessageTypes.Order => ("uid", static (t, json, wire) => new OrderContent(t, json, wire)),
        MessageTypes.Forward => ("title", static (t, json, wire) => new ForwardContent(t, json, wire)),
        MessageTypes.Playback => ("messageUid", static (t, json, wire) => new PlaybackContent(t, json, wire)),
        MessageTypes.GoodsUpdate or MessageTypes.OrderUpdate => ("messageUid", static (t, json, wire) => new UpdateContent(t, json, wire)),
        MessageTypes.Thread => ("uid", static (t, json, wire) => new ThreadContent(t, json, wire)),
        MessageTypes.RoutingPool => ("content", static (t, json, wire) => new RoutingPoolContent(t, json, wire)),
        MessageTypes.Preform => ("formUid", static (t, json, wire) => new PreformContent(t, json, wire)),
        _ when MessageTypes.IsReaction(type) => ("messageUid", static (t, json, wire) => new ReactionContent(t, json, wire)),
        MessageTypes.Preview => ("content", static (t, json, wire) => new PreviewContent(t, json, wire)),
        _ when MessageTypes.IsRobot(type) => ("answer", static (t, json, wire) => new RobotContent(t, json, wire)),
        _ when MessageTypes.IsLeaveMessage(type) => ("content", static (t, json, wire) => new LeaveMessageContent(t, json, wire)),
        _ when MessageTypes.IsRating(type) => ("content", static (t, json, wire) => new RateContent(t, json, wire)),
        _ when MessageTypes.IsTransfer(type) => ("content", static (t, json, wire) => new TransferContent(t, json, wire)),
        _ when MessageTypes.IsQueue(type) => ("content", static (t, json, wire) => new QueueContent(t, json, wire)),
        _ when MessageTypes.IsInvite(type) || MessageTypes.IsWebRtc(type) || type.StartsWith("GROUP_", StringComparison.Ordinal) =>
            ("content", static (t, json, wire) => new InviteContent(t, json, wire)),
        MessageTypes.Event or MessageTypes.Extra or MessageTypes.Guess or MessageTypes.Hot or MessageTypes.Shortcut or MessageTypes.Blog
            or MessageTypes.Payment or MessageTypes.PaymentSuccess or MessageTypes.PaymentFailure or MessageTypes.Refund or MessageTypes.RefundSuccess
            or MessageTypes.RefundFailure or MessageTypes.Logistics or MessageTypes.LogisticsUpdate or MessageTypes.LogisticsDelivered
            or MessageTypes.LogisticsException =>
            ("content", static (t, json, wire) => new GenericContent(t, json, wire)),
        _ => ("content", static (t, json, wire) => new FormContent(t, json, wire)),
    };

    /// <summary>
    /// A bare value where an object is expected. <c>a|b</c>: the first name for what can be a URL, the second for what cannot (it has white space).
    /// </summary>
    private static JsonObject Bare(string member, string text)
    {
        if (string.IsNullOrWhiteSpace(text) || text == "null") return [];

        var bar = member.IndexOf('|', StringComparison.Ordinal);
        var name = bar < 0 ? member : text.Trim().Any(char.IsWhiteSpace) ? member[(bar + 1)..] : member[..bar];
        return new JsonObject { [name] = text };
    }

    /// <summary>
    /// The object that stands as text where an address belongs: the documentation's client puts whatever it is given, a finished object too, into
    /// <c>{url, type}</c> or <c>{address, type}</c>. Null when there is none.
    /// </summary>
    private static JsonObject? Wrapped(string bare, JsonObject json)
    {
        var name = bare.Split('|')[0];
        return name is "url" or "address" && json[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.StartsWith('{') && ForeignJson.TryParse(text, out var inner)
            ? inner as JsonObject
            : null;
    }

    /// <summary>The uid itself; some clients wrap it.</summary>
    private static string ReferenceOf(string content) =>
        MessageExtra.Get(content, "uid") ?? MessageExtra.Get(content, "messageUid") ?? MessageExtra.Get(content, "content") ?? content.Trim().Trim('"');
}
