using Weiyu.Client.Messages;

namespace Weiyu.Sandbox;

/// <summary>A conversation as the server keeps it.</summary>
public sealed class SandboxThread
{
    private readonly HashSet<string> _participants = new(StringComparer.Ordinal);

    internal SandboxThread(string uid, string topic, string type, Wire.User visitor, string orgUid)
    {
        Uid = uid;
        Topic = topic;
        Type = type;
        Visitor = visitor;
        Extra = MessageExtra.Create(orgUid);
    }

    /// <summary>The thread's uid.</summary>
    public string Uid { get; }

    /// <summary>The topic that its messages go to.</summary>
    public string Topic { get; }

    /// <summary>AGENT, WORKGROUP, UNIFIED, …</summary>
    public string Type { get; }

    /// <summary>NEW, QUEUING, CHATTING, CLOSED, …</summary>
    public string State { get; internal set; } = ThreadStates.New;

    /// <summary>Whom the thread belongs to: a visitor, or a colleague.</summary>
    public Wire.User Visitor { get; }

    /// <summary>The agent it is given to; null: none yet.</summary>
    public SandboxAccount? Agent { get; internal set; }

    /// <summary>Who or what ended it the last time: AUTO, AGENT, VISITOR; empty: nobody yet.</summary>
    public string CloseType { get; internal set; } = "";

    /// <summary>JSON.</summary>
    public string Extra { get; internal set; }

    /// <summary>web, …</summary>
    public string Channel { get; init; } = "web";

    /// <summary>Labels.</summary>
    public IReadOnlyList<string> Tags { get; internal set; } = [];

    /// <summary>A remark for colleagues.</summary>
    public string Note { get; internal set; } = "";

    /// <summary>The visitor's messages that no agent has read.</summary>
    public int UnreadCount { get; internal set; }

    /// <summary>When it was opened.</summary>
    public DateTimeOffset CreatedAt { get; internal set; }

    /// <summary>When something last happened in it.</summary>
    public DateTimeOffset UpdatedAt { get; internal set; }

    /// <summary>Whether it is over (until the visitor speaks again).</summary>
    public bool IsClosed => ThreadStates.IsClosed(State);

    /// <summary>The newest message that a person would see; null: none.</summary>
    internal Wire.Message? LastMessage { get; set; }

    /// <summary>A TRANSFER that nobody has answered.</summary>
    internal Wire.Message? PendingTransfer { get; set; }

    internal LinkedListNode<SandboxThread>? Node { get; set; }

    /// <summary>Users, by uid, who have or had to do with it.</summary>
    internal ISet<string> Participants => _participants;

    /// <summary>Users, by uid, who look on.</summary>
    internal ISet<string> Monitors { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The thread as every message carries it.</summary>
    public Wire.Thread ToWire() => new()
    {
        Uid = Uid,
        Topic = Topic,
        Type = Type,
        State = State,
        Channel = Channel,
        Extra = Extra,
        User = Visitor.Clone(),
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Type} {Topic} {State}";
}
