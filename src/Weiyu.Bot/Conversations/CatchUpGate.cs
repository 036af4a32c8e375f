using System.Collections.Concurrent;
using Order = System.Collections.Generic.IReadOnlyDictionary<string, int>;

namespace Weiyu.Bot.Conversations;

/// <summary>
/// Holds conversations while what they missed is being fetched, so that what came in live after a gap is not answered before what was
/// said in the gap. The server's history lags behind, so the gap is known only after that lag. Never holds longer than its limit, counted
/// from the first of the connects in a row that did not lead to a known history: a line that comes and goes silences nobody.
/// </summary>
internal sealed class CatchUpGate(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, Hold> _held = new(StringComparer.Ordinal);
    private TaskCompletionSource? _listing;
    private DateTimeOffset _until;
    private bool _isHolding;
    private bool _isConnected;

    /// <summary>How many conversations are held.</summary>
    public int Held => _held.Count;

    /// <summary>Whether a conversation is held.</summary>
    public bool IsHeld(string topic) => _held.ContainsKey(topic);

    /// <summary>Holds everything until it is known which conversations have a gap.</summary>
    /// <param name="limit">The longest that anything is held, where nothing is held yet.</param>
    /// <param name="isConnected">
    /// Whether the line is up. The limit counts from the first time that it is: while it was being made nothing could come in. It does not begin anew with
    /// a line that comes and goes.
    /// </param>
    public void BeginListing(TimeSpan limit, bool isConnected = false)
    {
        lock (_lock)
        {
            if (!_isHolding || (isConnected && !_isConnected)) _until = time.GetUtcNow() + limit;
            _isHolding = true;
            _isConnected |= isConnected;
            _listing ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>It is known: holds only these, each until it is released.</summary>
    public void EndListing(IEnumerable<string> topics)
    {
        foreach (var topic in topics) _held.TryAdd(topic, new Hold());
        EndListing();
    }

    /// <summary>What is known of the order of a held conversation's history so far: should the limit be reached, this is the order in which it goes on.</summary>
    public void Note(string topic, Order order)
    {
        if (_held.TryGetValue(topic, out var hold)) hold.Order = order;
    }

    /// <summary>Lets a conversation go on.</summary>
    /// <param name="topic">Which.</param>
    /// <param name="order">The order of its history, oldest first; null: as noted, or else as it came in.</param>
    public void Release(string topic, Order? order = null)
    {
        if (!_held.TryRemove(topic, out var hold)) return;
        hold.Released.TrySetResult(order ?? hold.Order);
        lock (_lock) Holds(!_held.IsEmpty || _listing is not null);
    }

    /// <summary>Lets everything go on.</summary>
    public void ReleaseAll()
    {
        EndListing();
        foreach (var topic in _held.Keys) Release(topic);
        lock (_lock) Holds(false);
    }

    /// <summary>Waits until a conversation may go on.</summary>
    /// <returns>The order of its history; null when there is nothing to put in order.</returns>
    public async ValueTask<Order?> WaitAsync(string topic, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _listing) is { } listing && await ExpiresAsync(listing.Task, cancellationToken)) return _held.GetValueOrDefault(topic)?.Order;
        if (!_held.TryGetValue(topic, out var hold)) return null;
        return await ExpiresAsync(hold.Released.Task, cancellationToken) ? hold.Order : await hold.Released.Task;
    }

    private void Holds(bool isHolding)
    {
        _isHolding = isHolding;
        _isConnected &= isHolding;
    }

    private void EndListing()
    {
        TaskCompletionSource? listing;
        lock (_lock) (listing, _listing) = (_listing, null);
        listing?.TrySetResult();
    }

    private async ValueTask<bool> ExpiresAsync(Task task, CancellationToken cancellationToken)
    {
        if (task.IsCompleted) return false;
        TimeSpan left;
        lock (_lock) left = _until - time.GetUtcNow();
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

    private sealed class Hold
    {
        private Order? _order;

        public TaskCompletionSource<Order?> Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Order? Order
        {
            get => Volatile.Read(ref _order);
            set => Volatile.Write(ref _order, value);
        }
    }
}
