using System.Text.Json.Nodes;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Content;

/// <summary>QUOTATION: an answer to one earlier message.</summary>
public sealed record QuotationContent : MessageContent
{
    public QuotationContent()
        : base(MessageTypes.Quotation)
    {
    }

    internal QuotationContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    /// <summary>What the sender says now.</summary>
    public string? Content { get => Get("content"); init => Set("content", value); }

    public string? QuotedMessageUid { get => Get("quotedMessageUid"); init => Set("quotedMessageUid", value); }

    /// <summary>What was said before.</summary>
    public string? QuotedContent { get => Get("quotedContent"); init => Set("quotedContent", value); }

    public override string PlainText(string locale = "zh") => Content ?? "";
}
