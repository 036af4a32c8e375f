namespace Weiyu.Sandbox;

/// <summary>What has passed through a sandbox since it started.</summary>
public sealed class SandboxCounters
{
    private long _published, _sentByRest, _unparsable, _failed, _lost, _stored, _repeated, _unknownThread, _delivered;
    private long _connects, _refusedConnects, _oversized, _swallowed;

    /// <summary>Messages accepted from anywhere (MQTT, REST, people in this process), those that were then dropped included.</summary>
    public long Published => Interlocked.Read(ref _published);

    /// <summary>Messages that came by <c>message/rest/send</c>.</summary>
    public long SentByRest => Interlocked.Read(ref _sentByRest);

    /// <summary>Payloads that are no message, or name no topic.</summary>
    public long Unparsable => Interlocked.Read(ref _unparsable);

    /// <summary>Messages whose thread type the server does not know.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Messages that a fault swallowed after their PUBACK.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Messages that went into the history.</summary>
    public long Stored => Interlocked.Read(ref _stored);

    /// <summary>Messages whose uid was in the history already.</summary>
    public long Repeated => Interlocked.Read(ref _repeated);

    /// <summary>Messages of a thread that the server does not know.</summary>
    public long UnknownThread => Interlocked.Read(ref _unknownThread);

    /// <summary>PUBLISH packets put on the wire (or into a session's queue).</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Accepted MQTT connects.</summary>
    public long Connects => Interlocked.Read(ref _connects);

    /// <summary>Refused MQTT connects.</summary>
    public long RefusedConnects => Interlocked.Read(ref _refusedConnects);

    /// <summary>Connections closed because of a packet that was too large.</summary>
    public long Oversized => Interlocked.Read(ref _oversized);

    /// <summary>Packets that a half-open connection swallowed, both ways.</summary>
    public long Swallowed => Interlocked.Read(ref _swallowed);

    internal void CountPublished() => Interlocked.Increment(ref _published);

    internal void CountSentByRest() => Interlocked.Increment(ref _sentByRest);

    internal void CountUnparsable() => Interlocked.Increment(ref _unparsable);

    internal void CountFailed() => Interlocked.Increment(ref _failed);

    internal void CountLost() => Interlocked.Increment(ref _lost);

    internal void CountStored() => Interlocked.Increment(ref _stored);

    internal void CountRepeated() => Interlocked.Increment(ref _repeated);

    internal void CountUnknownThread() => Interlocked.Increment(ref _unknownThread);

    internal void CountDelivered() => Interlocked.Increment(ref _delivered);

    internal void CountConnect() => Interlocked.Increment(ref _connects);

    internal void CountRefusedConnect() => Interlocked.Increment(ref _refusedConnects);

    internal void CountOversized() => Interlocked.Increment(ref _oversized);

    internal void CountSwallowed() => Interlocked.Increment(ref _swallowed);
}
