using System.Text.Json.Nodes;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Content;

/// <summary>One of the messages that were passed on.</summary>
public sealed record ForwardedMessage : JsonPart
{
    public ForwardedMessage()
    {
    }

    internal ForwardedMessage(JsonObject json)
        : base(json)
    {
    }

    public string? Uid { get => Get("uid"); init => Set("uid", value); }

    /// <summary>The message's type; TEXT when the sender says none.</summary>
    public string? Type { get => Get("type"); init => Set("type", value); }

    /// <summary>The message's content, in the form of its type.</summary>
    public string? Content { get => Get("content"); init => Set("content", value); }

    /// <summary>Epoch milliseconds.</summary>
    public long? CreatedAtMillis { get => GetInteger("createdAt"); init => Set("createdAt", (decimal?)value); }

    public string? SenderUid { get => Get("senderUid"); init => Set("senderUid", value); }

    public string? SenderNickname { get => Get("senderNickname", "senderName"); init => Set("senderNickname", value); }
}

/// <summary>FORWARD: messages of another thread, passed on as one.</summary>
public sealed record ForwardContent : MessageContent
{
    /// <summary>The most messages whose words are read.</summary>
    public const int MaxMessages = 50;

    /// <summary>The most characters of their words.</summary>
    public const int MaxLength = 4_000;

    /// <summary>How deep one forward inside another is read.</summary>
    public const int MaxDepth = 3;

    public ForwardContent()
        : base(MessageTypes.Forward)
    {
    }

    internal ForwardContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    public string? Title { get => Get("title"); init => Set("title", value); }

    public string? FromThreadUid { get => Get("fromThreadUid"); init => Set("fromThreadUid", value); }

    public string? FromThreadTopic { get => Get("fromThreadTopic"); init => Set("fromThreadTopic", value); }

    public IReadOnlyList<ForwardedMessage> Messages
    {
        get => GetParts("messages", "content", static json => new ForwardedMessage(json));
        init => Set("messages", value);
    }

    /// <summary>
    /// What the messages say, a line each, without their senders: whoever forwards them says that. The title where they say nothing. At most
    /// <see cref="MaxLength"/> characters.
    /// </summary>
    public override string PlainText(string locale = "zh") => Words(locale, 1);

    private string Words(string locale, int depth)
    {
        var words = "";
        foreach (var message in Messages.Take(MaxMessages))
        {
            words = Lines(words, Read(message.Type ?? MessageTypes.Text, message.Content) switch
            {
                ForwardContent inner => depth < MaxDepth ? inner.Words(locale, depth + 1) : inner.Title,
                var content => content.PlainText(locale),
            });
            if (words.Length >= MaxLength) return Cut(words);
        }

        return words.Length > 0 ? words : Cut(Title ?? "");
    }

    /// <summary>The beginning, without half a character at its end.</summary>
    private static string Cut(string words) =>
        words.Length <= MaxLength ? words : words[..(char.IsHighSurrogate(words[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
}
