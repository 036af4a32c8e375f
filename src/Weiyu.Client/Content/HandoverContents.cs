using System.Text.Json;
using System.Text.Json.Nodes;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Content;

/// <summary>
/// What is read of TRANSFER and INVITE alike. Clients of 2026 write {note, sender, receiver, thread, type, status, messageUid, expireLength}, older
/// ones {note, thread} or {content, status}, and in their answers {uid, thread}.
/// </summary>
public abstract record HandoverContent : MessageContent
{
    private protected HandoverContent(string type)
        : base(type)
    {
    }

    private protected HandoverContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    /// <summary>The note for the colleague.</summary>
    public string? Content { get => Get("content", "note"); init => Set("content", value); }

    /// <summary>Who hands over or invites, when the message says so.</summary>
    public Wire.User? Sender => UserOf("sender");

    /// <summary>To whom, when the message says so: the uid is an agent's, a work group's or an account's.</summary>
    public Wire.User? Receiver => UserOf("receiver");

    /// <summary>The thread that it is about, when the sender included it.</summary>
    public Wire.Thread? Thread => GetObject("thread") is { } json ? MessageJson.ReadThread(JsonSerializer.SerializeToElement(json)) : null;

    /// <summary>What kind of transfer or invitation, in the platform's words.</summary>
    public string? Kind { get => Get("type"); init => Set("type", value); }

    public string? Status { get => Get("status"); init => Set("status", value); }

    /// <summary>The transfer or invitation that is answered, in an answer of older clients.</summary>
    public string? Uid { get => Get("uid"); init => Set("uid", value); }

    /// <summary>The message that asked.</summary>
    public string? MessageUid { get => Get("messageUid"); init => Set("messageUid", value); }

    /// <summary>How long it may be answered, in the platform's unit.</summary>
    public long? ExpireLength { get => GetInteger("expireLength"); init => Set("expireLength", (decimal?)value); }

    /// <summary>Whether it is in the form of 2026: it names its people.</summary>
    public bool IsOfficial => Sender is not null || Receiver is not null;

    public override string PlainText(string locale = "zh") => Content ?? "";

    private Wire.User? UserOf(string member) => GetObject(member) is { } json ? MessageJson.ReadUser(JsonSerializer.SerializeToElement(json)) : null;
}

/// <summary>TRANSFER and its answers.</summary>
public sealed record TransferContent : HandoverContent
{
    public TransferContent()
        : base(MessageTypes.Transfer)
    {
    }

    internal TransferContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }
}

/// <summary>INVITE*, WEBRTC_*, GROUP_*: somebody is asked to come, or comes and goes.</summary>
public sealed record InviteContent : HandoverContent
{
    public InviteContent()
        : base(MessageTypes.Invite)
    {
    }

    internal InviteContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }
}
