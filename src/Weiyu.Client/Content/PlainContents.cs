using Weiyu.Client.Messages;

namespace Weiyu.Client.Content;

/// <summary>READ, DELIVERED, RECALL: the uid of another message.</summary>
public sealed record ReferenceContent(string MessageUid) : MessageContent(MessageTypes.Read)
{
    private readonly string? _raw;

    /// <summary>As it came; some clients wrap the uid.</summary>
    internal ReferenceContent(string messageUid, string raw)
        : this(messageUid) => _raw = raw;

    public bool Equals(ReferenceContent? other) => other is not null && Type == other.Type && MessageUid == other.MessageUid;

    public override int GetHashCode() => HashCode.Combine(Type, MessageUid);

    public override string ToWire() => _raw ?? MessageUid;

    public override string PlainText(string locale = "zh") => "";
}

/// <summary>TYPING, PROCESSING, SHAKE, KICKOFF: the type says it all; whatever the content holds is kept.</summary>
public sealed record SignalContent(string Raw = "") : MessageContent(MessageTypes.Typing)
{
    public bool Equals(SignalContent? other) => other is not null && Type == other.Type && Raw == other.Raw;

    public override int GetHashCode() => HashCode.Combine(Type, Raw);

    public override string ToWire() => Raw;

    public override string PlainText(string locale = "zh") => "";
}

/// <summary>EMAIL, EMAILL_ADDRESS, PHONE_NUMBER, WECHAT_NUMBER: how to reach somebody. Personal data.</summary>
public sealed record ContactContent(string Value) : MessageContent(MessageTypes.Email)
{
    public bool Equals(ContactContent? other) => other is not null && Type == other.Type && Value == other.Value;

    public override int GetHashCode() => HashCode.Combine(Type, Value);

    public override string ToWire() => Value;

    public override string PlainText(string locale = "zh") => MessageExtra.Get(Value, "content") ?? Value;
}

/// <summary>A type that nobody knows, or a content that does not fit its type. Kept as it came.</summary>
public sealed record UnknownContent(string Raw) : MessageContent("")
{
    public bool Equals(UnknownContent? other) => other is not null && Type == other.Type && Raw == other.Raw;

    public override int GetHashCode() => HashCode.Combine(Type, Raw);

    public override string ToWire() => Raw;

    public override string PlainText(string locale = "zh") => MessageExtra.Get(Raw, "content") ?? MessageExtra.Get(Raw, "title") ?? Raw;
}
