using System.Text.Json.Nodes;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Content;

/// <summary>What tells of another message that something was done to it. Nobody reads it as words.</summary>
public abstract record ChangeContent : MessageContent
{
    private protected ChangeContent(string type)
        : base(type)
    {
    }

    private protected ChangeContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    /// <summary>The message that it is about.</summary>
    public string? MessageUid { get => Get("messageUid", "uid"); init => Set("messageUid", value); }

    /// <summary>That message's content from now on.</summary>
    public string? Content { get => Get("content"); init => Set("content", value); }

    /// <summary>Who did it, where the server says so; the sender of such a message is often the SYSTEM user.</summary>
    public string? UserUid { get => Get("userUid"); init => Set("userUid", value); }

    /// <summary>When, in epoch milliseconds.</summary>
    public long? ServerTimestamp { get => GetInteger("serverTimestamp"); init => Set("serverTimestamp", (decimal?)value); }

    public override string PlainText(string locale = "zh") => "";
}

/// <summary>REACTION: an emoji was put to a message, or taken off by the same again. ROBOT_UP and ROBOT_DOWN name the message only.</summary>
public sealed record ReactionContent : ChangeContent
{
    public ReactionContent()
        : base(MessageTypes.Reaction)
    {
    }

    internal ReactionContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    /// <summary>The emoji, or its name; empty when one was taken off.</summary>
    public string? Emoji { get => Get("emoji"); init => Set("emoji", value); }
}

/// <summary>PLAYBACK: a voice message was listened to.</summary>
public sealed record PlaybackContent : ChangeContent
{
    public PlaybackContent()
        : base(MessageTypes.Playback)
    {
    }

    internal PlaybackContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    public bool? Played { get => GetBoolean("played"); init => Set("played", value); }
}

/// <summary>GOODS_UPDATE, ORDER_UPDATE: the goods or the order of a message have changed.</summary>
public sealed record UpdateContent : ChangeContent
{
    public UpdateContent()
        : base(MessageTypes.GoodsUpdate)
    {
    }

    internal UpdateContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    /// <summary>GOODS or ORDER.</summary>
    public string? BizType { get => Get("bizType"); init => Set("bizType", value); }
}
