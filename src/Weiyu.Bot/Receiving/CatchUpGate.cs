using System.Collections.Concurrent;

namespace Weiyu.Bot.Receiving;

/// <summary>
/// Holds conversations while what they missed is being fetched, so that what came in live after a gap is not answered before what was
/// said in the gap. The server's history lags behind, so the gap is known only after that lag. Never holds longer than its limit.
/// </summary>
internal sealed class CatchUpGate(TimeProvider time)
{
    /// <summary>The longest that anything is held.</summary>
    public static readonly TimeSpan MaxHold = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, TaskCompletionSource<IReadOnlyDictionary<string, int>?>> _held = new(StringComparer.Ordinal);
    private TaskCompletionSource? _listing;
    private DateTimeOffset _until;

    /// <summary>How many conversations are held.</summary>
    public int Held => _held.Count;

    /// <summary>Holds everything until it is known which conversations have a gap.</summary>
    public void BeginListing(TimeSpan limit)
    {
        _until = time.GetUtcNow() + limit;
        Interlocked.CompareExchange(ref _listing, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);
    }

    /// <summary>It is known: holds only these, each until it is released.</summary>
    public void EndListing(IEnumerable<string> topics)
    {
        foreach (var topic in topics) _held.TryAdd(topic, new(TaskCreationOptions.RunContinuationsAsynchronously));
        Interlocked.Exchange(ref _listing, null)?.TrySetResult();
    }

    /// <summary>Lets a conversation go on.</summary>
    /// <param name="topic">Which.</param>
    /// <param name="order">The order of its history, oldest first; null: as it came in.</param>
    public void Release(string topic, IReadOnlyDictionary<string, int>? order = null)
    {
        if (_held.TryRemove(topic, out var held)) held.TrySetResult(order);
    }

    /// <summary>Lets everything go on.</summary>
    public void ReleaseAll()
    {
        Interlocked.Exchange(ref _listing, null)?.TrySetResult();
        foreach (var topic in _held.Keys) Release(topic);
    }

    /// <summary>Waits until a conversation may go on.</summary>
    /// <returns>The order of its history; null when there is nothing to put in order.</returns>
    public async ValueTask<IReadOnlyDictionary<string, int>?> WaitAsync(string topic, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        if (Volatile.Read(ref _listing) is { } listing && await ExpiresAsync(listing.Task, asked, cancellationToken)) return null;
        if (!_held.TryGetValue(topic, out var held) || await ExpiresAsync(held.Task, asked, cancellationToken)) return null;
        return await held.Task;
    }

    private async ValueTask<bool> ExpiresAsync(Task task, DateTimeOffset asked, CancellationToken cancellationToken)
    {
        if (task.IsCompleted) return false;
        // A line that comes and goes begins again and again; nobody waits for it longer than this.
        var until = _until < asked + MaxHold ? _until : asked + MaxHold;
        var left = until - time.GetUtcNow();
        if (left <= TimeSpan.Zero) return true;
        try
        {
            await task.WaitAsync(left, time, cancellationToken);
            return false;
        }
        catch (TimeoutException)
        {
            return true;
        }
    }
}
