namespace Weiyu.Bot.Conversations;

/// <summary>
/// A human agent is writing: what the bot has to say waits, so that it does not come between. In memory only; it makes nobody the owner, and it is
/// over by itself. Thread-safe.
/// </summary>
internal sealed class HumanTyping
{
    /// <summary>How long the replies to one question wait at most, however long somebody types.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _until;
    private (string? Cause, DateTimeOffset Since) _held;

    /// <summary>They are writing, and are thought to be until then.</summary>
    public void Seen(DateTimeOffset until)
    {
        lock (_lock) _until = until;
    }

    /// <summary>Whether they are thought to be writing now.</summary>
    public bool Lasts(DateTimeOffset now)
    {
        lock (_lock) return _until > now;
    }

    /// <summary>They have written, so nothing waits for that any more.</summary>
    public void Over()
    {
        lock (_lock)
        {
            _until = default;
            _over.TrySetResult();
            _over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>How long a reply has still to wait; 0: it may go.</summary>
    /// <param name="cause">What it replies to.</param>
    /// <param name="now">The time.</param>
    public TimeSpan Left(string cause, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!Lasts(now)) return TimeSpan.Zero;
            if (_held.Cause != cause) _held = (cause, now);
            var end = _held.Since + Longest is var last && last < _until ? last : _until;
            return end > now ? end - now : TimeSpan.Zero;
        }
    }

    /// <summary>Waits for a while, or until they have written.</summary>
    public async Task WaitAsync(TimeSpan time, TimeProvider clock, CancellationToken cancellationToken)
    {
        Task over;
        lock (_lock) over = _over.Task;
        try
        {
            await over.WaitAsync(time, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Whether they still write is looked at again.
        }
    }
}
