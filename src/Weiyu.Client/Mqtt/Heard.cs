namespace Weiyu.Client.Mqtt;

/// <summary>
/// Whether the server hears what is said to it: some packets demand an answer, and while one is owed nothing that the server says of its own accord proves
/// that it hears. Thread-safe.
/// </summary>
internal sealed class Heard(TimeProvider time)
{
    private readonly Lock _lock = new();
    private int _owed;
    private long _since;

    /// <summary>How long an answer has been owed without any other having come; zero when none is.</summary>
    public TimeSpan OwedFor
    {
        get
        {
            lock (_lock) return _owed == 0 ? TimeSpan.Zero : time.GetElapsedTime(_since);
        }
    }

    /// <summary>A packet goes out that demands an answer.</summary>
    public void Asked()
    {
        lock (_lock)
        {
            if (_owed++ == 0) _since = time.GetTimestamp();
        }
    }

    /// <summary>An answer came: the server hears, whatever else it still owes.</summary>
    public void Answered()
    {
        lock (_lock)
        {
            if (_owed > 0) _owed--;
            _since = time.GetTimestamp();
        }
    }

    /// <summary>The answer to a ping came: what was asked before it and is not answered by now never will be.</summary>
    public void Ponged()
    {
        lock (_lock) _owed = 0;
    }
}
