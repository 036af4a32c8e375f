using System.Text.Json.Nodes;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Content;

/// <summary>LEAVE_MSG, LEAVE_MSG_SUBMIT, LEAVE_MSG_REPLIED.</summary>
public sealed record LeaveMessageContent : MessageContent
{
    public LeaveMessageContent()
        : base(MessageTypes.LeaveMsg)
    {
    }

    internal LeaveMessageContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    public string? Content { get => Get("content"); init => Set("content", value); }

    public string? Status { get => Get("status"); init => Set("status", value); }

    public override string PlainText(string locale = "zh") => Content ?? "";
}

/// <summary>RATE_INVITE, RATE, RATE_SUBMIT, RATE_CANCEL.</summary>
public sealed record RateContent : MessageContent
{
    public RateContent()
        : base(MessageTypes.Rate)
    {
    }

    internal RateContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    public string? Content { get => Get("content"); init => Set("content", value); }

    public string? Status { get => Get("status"); init => Set("status", value); }

    /// <summary>Stars, where the sender says so; clients of 2026 write them into <c>extra</c>.</summary>
    public decimal? Score { get => GetNumber("score") ?? NumberOf(InExtra("score")); init => Set("score", value); }

    /// <summary>Whether the visitor calls the matter settled.</summary>
    public bool? Resolved { get => GetBoolean("resolved") ?? BooleanOf(InExtra("resolved")); init => Set("resolved", value); }

    public override string PlainText(string locale = "zh") =>
        Lines(Content, Score is { } score ? Label(locale, "评分", "rating", score.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null);

    private string? InExtra(string member) => MessageExtra.Get(Get("extra"), member);
}

/// <summary>QUEUE, QUEUE_NOTICE, QUEUE_UPDATE, QUEUE_ACCEPT, QUEUE_TIMEOUT, QUEUE_CANCEL.</summary>
public sealed record QueueContent : MessageContent
{
    public QueueContent()
        : base(MessageTypes.Queue)
    {
    }

    internal QueueContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    public string? Content { get => Get("content"); init => Set("content", value); }

    /// <summary>Place in the queue.</summary>
    public long? Position { get => GetInteger("position"); init => Set("position", (decimal?)value); }

    public long? QueueSize { get => GetInteger("queueSize"); init => Set("queueSize", (decimal?)value); }

    public decimal? WaitSeconds { get => GetNumber("waitSeconds"); init => Set("waitSeconds", value); }

    public string? EstimatedWaitTime { get => Get("estimatedWaitTime"); init => Set("estimatedWaitTime", value); }

    public string? ServerTimestamp { get => Get("serverTimestamp"); init => Set("serverTimestamp", value); }

    public override string PlainText(string locale = "zh") => Content ?? "";
}

/// <summary>POLL*, FORM*, TICKET*, CUSTOMER_SUBMIT, SYSTEM_ALARM: what was asked or filled in. The fields are open: <see cref="JsonPart.Members"/>.</summary>
public sealed record FormContent : MessageContent
{
    public FormContent()
        : base(MessageTypes.Form)
    {
    }

    internal FormContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    public string? Uid { get => Get("uid"); init => Set("uid", value); }

    public string? Title { get => Get("title"); init => Set("title", value); }

    public string? Content { get => Get("content"); init => Set("content", value); }

    public string? Status { get => Get("status"); init => Set("status", value); }

    public override string PlainText(string locale = "zh") => Lines(Title, Content);
}

/// <summary>EVENT, EXTRA, GUESS, HOT, SHORTCUT, BLOG, PAYMENT*, REFUND*, LOGISTICS*: known names, open shapes.</summary>
public sealed record GenericContent : MessageContent
{
    public GenericContent()
        : base(MessageTypes.Event)
    {
    }

    internal GenericContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    public string? Title { get => Get("title"); init => Set("title", value); }

    public string? Content { get => Get("content"); init => Set("content", value); }

    public override string PlainText(string locale = "zh") => Lines(Title, Content);
}
