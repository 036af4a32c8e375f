using Weiyu.Client.Messages;

namespace Weiyu.Sandbox.State;

/// <summary>
/// What the server keeps of the conversations: in the order of arrival, each uid once, visible in the history only after the store lag.
/// The oldest messages go when there are too many. Used under the server's lock.
/// </summary>
internal sealed class MessageStore(SandboxOptions options, TimeProvider time)
{
    private readonly Dictionary<string, Log> _byTopic = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Entry> _byUid = new(StringComparer.Ordinal);
    private readonly Queue<Entry> _oldest = new();

    /// <summary>Messages kept.</summary>
    public int Count => _byUid.Count;

    /// <summary>False when a message of this uid is there already (or is of a kind that is not kept).</summary>
    public bool TryAdd(Wire.Message message, string topic)
    {
        if (message.Uid.Length == 0 || !IsKept(message.Type))
        {
            return false;
        }

        var log = LogOf(topic);
        var entry = new Entry(message, log, time.GetUtcNow() + options.StoreLag);
        if (!_byUid.TryAdd(message.Uid, entry))
        {
            return false;
        }

        log.Entries.Add(entry);
        _oldest.Enqueue(entry);
        while (_byUid.Count > options.MaxMessages && _oldest.TryDequeue(out var oldest))
        {
            Forget(oldest);
        }

        return true;
    }

    public Wire.Message? Find(string uid) => _byUid.TryGetValue(uid, out var entry) ? entry.Message : null;

    /// <summary>Receipts change the message that they name; READ is never taken back.</summary>
    public void SetStatus(string uid, string status)
    {
        if (_byUid.TryGetValue(uid, out var entry) && entry.Message.Status != MessageStatuses.Read)
        {
            // The same object went to in-process listeners: they must not see it change.
            entry.Message = entry.Message.Clone();
            entry.Message.Status = status;
        }
    }

    /// <summary>A recalled message is gone from the history; its uid stays taken.</summary>
    public void Recall(string uid)
    {
        if (_byUid.TryGetValue(uid, out var entry))
        {
            entry.IsGone = true;
        }
    }

    /// <summary>Oldest first.</summary>
    /// <param name="topic">The thread's topic.</param>
    /// <param name="writtenOnly">Only what the store lag has let through.</param>
    public List<Wire.Message> Of(string topic, bool writtenOnly)
    {
        if (!_byTopic.TryGetValue(topic, out var log))
        {
            return [];
        }

        var now = time.GetUtcNow();
        var messages = new List<Wire.Message>(log.Entries.Count);
        foreach (var entry in log.Entries)
        {
            if (!entry.IsGone && (!writtenOnly || entry.VisibleAt <= now))
            {
                messages.Add(entry.Message);
            }
        }

        return messages;
    }

    /// <summary>One page, newest first, of what is written, and how many there are.</summary>
    public (List<Wire.Message> Content, int Total) Page(string topic, int skip, int take)
    {
        if (!_byTopic.TryGetValue(topic, out var log))
        {
            return ([], 0);
        }

        var now = time.GetUtcNow();
        var content = new List<Wire.Message>(Math.Min(take, 256));
        var total = 0;
        for (var i = log.Entries.Count - 1; i >= 0; i--)
        {
            var entry = log.Entries[i];
            if (entry.IsGone || entry.VisibleAt > now)
            {
                continue;
            }

            if (total++ >= skip && content.Count < take)
            {
                content.Add(entry.Message);
            }
        }

        return (content, total);
    }

    /// <summary>Signs of life and receipts pass through and are not kept.</summary>
    private static bool IsKept(string type) =>
        type is not (MessageTypes.Typing or MessageTypes.Processing or MessageTypes.Preview or MessageTypes.Read or MessageTypes.Delivered
            or MessageTypes.Recall or MessageTypes.Kickoff or MessageTypes.RobotStream or MessageTypes.RobotStreamStart);

    private Log LogOf(string topic)
    {
        if (!_byTopic.TryGetValue(topic, out var log))
        {
            _byTopic[topic] = log = new Log(topic);
        }

        return log;
    }

    private void Forget(Entry entry)
    {
        _byUid.Remove(entry.Message.Uid);

        // The globally oldest is the oldest of its thread.
        entry.Log.Entries.Remove(entry);
        if (entry.Log.Entries.Count == 0)
        {
            _byTopic.Remove(entry.Log.Topic);
        }
    }

    private sealed class Log(string topic)
    {
        public string Topic { get; } = topic;

        public List<Entry> Entries { get; } = [];
    }

    private sealed class Entry(Wire.Message message, Log log, DateTimeOffset visibleAt)
    {
        public Wire.Message Message { get; set; } = message;

        public Log Log { get; } = log;

        public DateTimeOffset VisibleAt { get; } = visibleAt;

        public bool IsGone { get; set; }
    }
}
