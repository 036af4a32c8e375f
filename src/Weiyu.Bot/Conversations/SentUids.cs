namespace Weiyu.Bot.Conversations;

/// <summary>The uids of our own messages that the server has shown us lately (echoes and histories). Bounded; the oldest are forgotten.</summary>
internal sealed class SentUids
{
    /// <summary>How many are remembered at most; twice that for a moment.</summary>
    public const int Capacity = 100_000;

    private readonly Lock _lock = new();
    private HashSet<string> _young = [];
    private HashSet<string> _old = [];

    /// <summary>Remembers a uid.</summary>
    public void Add(string uid)
    {
        lock (_lock)
        {
            if (_young.Count >= Capacity) (_old, _young) = (_young, []);
            _young.Add(uid);
        }
    }

    /// <summary>Whether the server has it.</summary>
    public bool Contains(string uid)
    {
        lock (_lock) return _young.Contains(uid) || _old.Contains(uid);
    }
}
