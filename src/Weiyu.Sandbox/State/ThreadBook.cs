namespace Weiyu.Sandbox.State;

/// <summary>All threads, the one that changed last first. Used under the server's lock.</summary>
internal sealed class ThreadBook(TimeProvider time)
{
    private readonly Dictionary<string, SandboxThread> _byUid = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SandboxThread> _byTopic = new(StringComparer.Ordinal);
    private readonly LinkedList<SandboxThread> _byTime = new();

    public int Count => _byUid.Count;

    /// <summary>Newest first.</summary>
    public IEnumerable<SandboxThread> All => _byTime;

    public SandboxThread? ByUid(string? uid) => uid is not null && _byUid.TryGetValue(uid, out var thread) ? thread : null;

    public SandboxThread? ByTopic(string? topic) => topic is not null && _byTopic.TryGetValue(topic, out var thread) ? thread : null;

    public void Add(SandboxThread thread)
    {
        thread.CreatedAt = thread.UpdatedAt = time.GetUtcNow();
        _byUid[thread.Uid] = thread;
        _byTopic[thread.Topic] = thread;
        thread.Node = _byTime.AddFirst(thread);
    }

    /// <summary>Something happened in it: it moves to the front.</summary>
    public void Touch(SandboxThread thread)
    {
        thread.UpdatedAt = time.GetUtcNow();
        if (thread.Node is { } node && node != _byTime.First)
        {
            _byTime.Remove(node);
            _byTime.AddFirst(node);
        }
    }

    public IEnumerable<SandboxThread> Of(string userUid) => _byTime.Where(t => t.Participants.Contains(userUid));
}
