using Weiyu.Client.Messages;

namespace Weiyu.Sandbox.State;

/// <summary>
/// What the server keeps of the conversations: in the order of arrival, each uid once, visible in the history only after the store lag.
/// The oldest messages go when there are too many. Used under the server's lock.
/// </summary>
internal sealed class MessageStore(SandboxOptions options, LiveHabits live, TimeProvider time)
{
    private readonly Dictionary<string, MessageLog> _byTopic = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StoredMessage> _byUid = new(StringComparer.Ordinal);
    private readonly LinkedList<StoredMessage> _byTime = new();
    private readonly LinkedList<StoredMessage> _byChange = new();

    /// <summary>False when a message of this uid is there already (or is of a kind that is not kept).</summary>
    public bool TryAdd(Wire.Message message, string topic)
    {
        if (message.Uid.Length == 0 || !IsKept(message.Type) || _byUid.ContainsKey(message.Uid)) return false;

        if (!_byTopic.TryGetValue(topic, out var log)) _byTopic[topic] = log = new MessageLog(topic);

        var now = time.GetUtcNow();
        var entry = new StoredMessage(message, log, now, now + options.StoreLag);
        _byUid[message.Uid] = entry;
        log.Entries.Add(entry);
        entry.ByTime = _byTime.AddFirst(entry);
        entry.ByChange = _byChange.AddFirst(entry);
        while (_byUid.Count > options.MaxMessages && _byTime.Last is { } oldest) Forget(oldest.Value);

        return true;
    }

    public StoredMessage? FindEntry(string uid) => _byUid.GetValueOrDefault(uid);

    public Wire.Message? Find(string uid) => FindEntry(uid)?.Message;

    /// <summary>The message of this uid, as far as the history shows it.</summary>
    public StoredMessage? FindWritten(string? uid) =>
        uid is not null && _byUid.TryGetValue(uid, out var entry) && IsWritten(entry, time.GetUtcNow()) ? entry : null;

    /// <summary>Receipts change the message that they name; READ is never taken back.</summary>
    public void SetStatus(string uid, string status)
    {
        if (_byUid.TryGetValue(uid, out var entry) && entry.Message.Status != MessageStatuses.Read)
        {
            Change(entry, message => message.Status = status);
        }
    }

    /// <summary>What was said is another now: somebody reacted to it.</summary>
    public Wire.Message? SetContent(string uid, Func<Wire.Message, string> content)
    {
        if (!_byUid.TryGetValue(uid, out var entry) || entry.IsGone) return null;

        Change(entry, message => message.Content = content(message));
        return entry.Message;
    }

    /// <summary>A recalled message is gone from the history; its uid stays taken.</summary>
    public void Recall(string uid)
    {
        if (_byUid.TryGetValue(uid, out var entry)) entry.IsGone = true;
    }

    /// <summary>Oldest first.</summary>
    /// <param name="topic">The thread's topic.</param>
    /// <param name="writtenOnly">Only what the store lag has let through.</param>
    public List<Wire.Message> Of(string topic, bool writtenOnly)
    {
        var now = time.GetUtcNow();
        return _byTopic.TryGetValue(topic, out var log)
            ? [.. log.Entries.Where(e => writtenOnly ? IsWritten(e, now) : !e.IsGone).Select(e => e.Message)]
            : [];
    }

    /// <summary>What is written of one topic, newest first.</summary>
    public IEnumerable<StoredMessage> NewestFirst(string topic)
    {
        var now = time.GetUtcNow();
        var entries = _byTopic.TryGetValue(topic, out var log) ? log.Entries : [];
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            if (IsWritten(entries[i], now)) yield return entries[i];
        }
    }

    /// <summary>Everything that is written, newest first.</summary>
    public IEnumerable<StoredMessage> NewestFirst() => Written(_byTime);

    /// <summary>Everything that is written, what changed last first.</summary>
    public IEnumerable<StoredMessage> LastChangedFirst() => Written(_byChange);

    private static bool IsWritten(StoredMessage entry, DateTimeOffset now) => !entry.IsGone && entry.VisibleAt <= now;

    private IEnumerable<StoredMessage> Written(LinkedList<StoredMessage> row)
    {
        var now = time.GetUtcNow();
        return row.Where(e => IsWritten(e, now));
    }

    /// <summary>Signs of life and receipts pass through and are not kept.</summary>
    private bool IsKept(string type) => type switch
    {
        MessageTypes.Typing or MessageTypes.Processing or MessageTypes.Preview or MessageTypes.Read or MessageTypes.Delivered or MessageTypes.Recall
            or MessageTypes.Kickoff or MessageTypes.RobotStream or MessageTypes.RobotStreamStart => false,
        MessageTypes.Continue => live.Now.KeepsContinue,
        _ => true,
    };

    private void Change(StoredMessage entry, Action<Wire.Message> change)
    {
        // The same object went to in-process listeners: they must not see it change.
        var changed = entry.Message.Clone();
        change(changed);
        entry.Message = changed;
        entry.UpdatedAt = time.GetUtcNow();
        if (entry.ByChange is { } node)
        {
            _byChange.Remove(node);
            _byChange.AddFirst(node);
        }
    }

    private void Forget(StoredMessage entry)
    {
        _byUid.Remove(entry.Message.Uid);
        _byTime.Remove(entry.ByTime!);
        _byChange.Remove(entry.ByChange!);

        // The globally oldest is the oldest of its thread.
        entry.Log.Entries.Remove(entry);
        if (entry.Log.Entries.Count == 0) _byTopic.Remove(entry.Log.Topic);
    }
}
