namespace Weiyu.Bot.Receiving.CatchingUp;

/// <summary>Which threads were read since they changed, so that they need not be read again. Bounded by the threads that changed lately.</summary>
/// <param name="settled">After which time what changed a thread is surely in its history.</param>
internal sealed class ReadMarks(TimeSpan settled)
{
    /// <summary>How exactly a server's times tell one change from the next; more than the whole seconds that they have.</summary>
    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, ChangedThread> _changed = new(StringComparer.Ordinal);

    /// <summary>Whether a thread was read after all that it was changed by had reached its history.</summary>
    /// <param name="topic">Which.</param>
    /// <param name="updatedAt">When it changed, in the server's words.</param>
    /// <param name="now">Now.</param>
    public bool IsRead(string topic, string updatedAt, DateTimeOffset now)
    {
        if (_changed.TryGetValue(topic, out var known) && known.UpdatedAt == updatedAt) return known.IsRead;
        _changed[topic] = new ChangedThread(updatedAt, now, IsRead: false);
        return false;
    }

    /// <summary>A thread was read. What was said in the same second, and what had not reached the history yet, comes with the next reading.</summary>
    public void NoteRead(string topic, DateTimeOffset began)
    {
        if (_changed.TryGetValue(topic, out var known) && began >= known.Since + settled + Resolution) _changed[topic] = known with { IsRead = true };
    }

    /// <summary>Forgets all threads but these.</summary>
    public void KeepOnly(HashSet<string> topics)
    {
        foreach (var topic in _changed.Keys.Where(t => !topics.Contains(t)).ToList()) _changed.Remove(topic);
    }

    /// <summary>A thread that changed.</summary>
    /// <param name="UpdatedAt">When, in the server's words.</param>
    /// <param name="Since">When that was first seen here.</param>
    /// <param name="IsRead">Whether its history has been read since, and late enough.</param>
    private readonly record struct ChangedThread(string UpdatedAt, DateTimeOffset Since, bool IsRead);
}
