using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Outbox;

/// <summary>What waits to be sent in one conversation. Ends when it is empty; the next item makes a new one.</summary>
internal sealed class Lane
{
    private readonly Lock _lock = new();
    private readonly Queue<OutboxItem> _items = new();
    private State _state = State.New;
    private bool _moreInStore;
    private long _sent;

    /// <summary>What became of an item.</summary>
    public enum Added
    {
        /// <summary>It is the first: the caller starts the lane.</summary>
        Started,

        /// <summary>It waits.</summary>
        Queued,

        /// <summary>The lane has just ended: the caller takes another.</summary>
        Ended,
    }

    private enum State
    {
        New,
        Running,
        Ended,
    }

    /// <summary>Ends when the lane has ended.</summary>
    public Task Running { get; set; } = Task.CompletedTask;

    /// <summary>The first sequence number that this process handed in; 0: none. Earlier ones may have been sent by an earlier run.</summary>
    public long FirstSeq { get; private set; } = long.MaxValue;

    /// <summary>Adds an item.</summary>
    /// <param name="item">The item; null: there is something in the store.</param>
    /// <param name="behindStore">Whether something older may be in the store, which goes first.</param>
    public Added Add(OutboxItem? item, bool behindStore = false)
    {
        lock (_lock)
        {
            if (_state == State.Ended) return Added.Ended;
            if (item is null || behindStore) ReadStore();
            else if (_moreInStore || _items.Count >= OutboxWorker.LaneCapacity) _moreInStore = true;
            else _items.Enqueue(item);
            if (item is not null) FirstSeq = Math.Min(FirstSeq, item.Seq);
            if (_state == State.Running) return Added.Queued;
            _state = State.Running;
            return Added.Started;
        }
    }

    /// <summary>Takes the next item.</summary>
    /// <param name="item">The item; null: read the store.</param>
    /// <param name="after">The last sequence number that was sent.</param>
    /// <returns>False when there is nothing left, and then the lane has ended.</returns>
    public bool Take(out OutboxItem? item, out long after)
    {
        lock (_lock)
        {
            after = _sent;
            while (_items.TryDequeue(out item))
            {
                // What was read from the store in the meantime is done with.
                if (item.Seq <= _sent) continue;
                _sent = item.Seq;
                return true;
            }

            if (_moreInStore)
            {
                _moreInStore = false;
                return true;
            }

            _state = State.Ended;
            return false;
        }
    }

    /// <summary>There is more in the store than was read: it goes before what was handed in while it was read.</summary>
    public void ReadOn()
    {
        lock (_lock) ReadStore();
    }

    /// <summary>Everything up to this one is done with.</summary>
    public void Sent(long seq)
    {
        lock (_lock) _sent = Math.Max(_sent, seq);
    }

    /// <summary>It ends, whatever waits; that is still in the store.</summary>
    public void End()
    {
        lock (_lock) _state = State.Ended;
    }

    /// <summary>Whatever waits here is in the store as well, behind what is only there: so all of it is read from there, in its order.</summary>
    private void ReadStore()
    {
        _items.Clear();
        _moreInStore = true;
    }
}
