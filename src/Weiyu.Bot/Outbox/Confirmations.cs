using System.Collections.Concurrent;
using Weiyu.Bot.Conversations;

namespace Weiyu.Bot.Outbox;

/// <summary>Tells senders when the server's echo of their message comes back, and learns whether this server echoes at all.</summary>
internal sealed class Confirmations(SentUids sent)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);
    private int _mode;

    /// <summary>What is known of the server's echoes.</summary>
    public EchoMode Mode => (EchoMode)Volatile.Read(ref _mode);

    /// <summary>A message of ours came back (an echo), or stands in a history.</summary>
    /// <param name="isEcho">Whether it came over MQTT.</param>
    public void Seen(string uid, bool isEcho)
    {
        if (isEcho) Volatile.Write(ref _mode, (int)EchoMode.Echoes);
        sent.Add(uid);
        if (_waiting.TryGetValue(uid, out var waiting)) waiting.TrySetResult();
    }

    /// <summary>The server took messages, echoed none of them, and keeps no history of them: it is a plain broker, whose acknowledgement is the proof.</summary>
    public void NoEcho() => Interlocked.CompareExchange(ref _mode, (int)EchoMode.Silent, (int)EchoMode.Unknown);

    /// <summary>Whether the server is known to have a message.</summary>
    public bool IsKnown(string uid) => sent.Contains(uid);

    /// <summary>Begins to wait for a message's echo; dispose it when done.</summary>
    public Waiting Expect(string uid)
    {
        var source = _waiting.GetOrAdd(uid, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (sent.Contains(uid)) source.TrySetResult();
        return new Waiting(this, uid, source.Task);
    }

    /// <summary>Someone who waits for an echo.</summary>
    public readonly struct Waiting(Confirmations owner, string uid, Task task) : IDisposable
    {
        /// <summary>Completes when it came.</summary>
        public Task Task { get; } = task;

        /// <inheritdoc/>
        public void Dispose() => owner._waiting.TryRemove(uid, out _);
    }
}

/// <summary>Whether the server sends our messages back to us.</summary>
internal enum EchoMode
{
    /// <summary>Not known yet.</summary>
    Unknown,

    /// <summary>It does: the echo is the proof.</summary>
    Echoes,

    /// <summary>It does not: a plain broker, whose acknowledgement is the proof.</summary>
    Silent,
}
