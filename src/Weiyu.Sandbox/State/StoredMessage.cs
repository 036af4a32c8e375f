namespace Weiyu.Sandbox.State;

/// <summary>A message in the history. Used under the server's lock.</summary>
internal sealed class StoredMessage(Wire.Message message, MessageLog log, DateTimeOffset createdAt, DateTimeOffset visibleAt)
{
    /// <summary>As it is now; replaced when it changes, never changed itself.</summary>
    public Wire.Message Message { get; set; } = message;

    /// <summary>The history of its topic.</summary>
    public MessageLog Log { get; } = log;

    /// <summary>When the server took it.</summary>
    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary>When the store lag has let it through.</summary>
    public DateTimeOffset VisibleAt { get; } = visibleAt;

    /// <summary>When a receipt or a reaction last changed it.</summary>
    public DateTimeOffset UpdatedAt { get; set; } = createdAt;

    /// <summary>Recalled: its uid stays taken.</summary>
    public bool IsGone { get; set; }

    /// <summary>Its places in the rows by time and by change.</summary>
    public LinkedListNode<StoredMessage>? ByTime { get; set; }

    public LinkedListNode<StoredMessage>? ByChange { get; set; }
}

/// <summary>What was said on one topic, oldest first.</summary>
internal sealed class MessageLog(string topic)
{
    public string Topic { get; } = topic;

    public List<StoredMessage> Entries { get; } = [];
}
