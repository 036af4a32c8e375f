using Weiyu.Bot.Conversations;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Outbox;

/// <summary>What waits to be sent in one conversation. What does not fit in memory is read from the store when its turn comes.</summary>
internal sealed class Lane : SerialLane<LaneWork>
{
    /// <summary>The most items that a lane keeps in memory.</summary>
    public const int Capacity = 64;

    private readonly Queue<OutboxItem> _items = new();
    private bool _moreInStore;
    private long _sent;

    /// <summary>The first sequence number that this process handed in. Earlier ones may have been sent by an earlier run.</summary>
    public long FirstSeq { get; private set; } = long.MaxValue;

    /// <summary>There is more in the store than was read: it goes before what was handed in while it was read.</summary>
    public void ReadOn()
    {
        lock (Lock) ReadStore();
    }

    /// <summary>Everything up to this one is done with.</summary>
    public void Sent(long seq)
    {
        lock (Lock) _sent = Math.Max(_sent, seq);
    }

    /// <inheritdoc/>
    protected override void Enqueue(LaneWork work)
    {
        if (work.Item is not { } item || work.IsBehindStore) ReadStore();
        else if (_moreInStore || _items.Count >= Capacity) _moreInStore = true;
        else _items.Enqueue(item);
        if (work.Item is not null) FirstSeq = Math.Min(FirstSeq, work.Item.Seq);
    }

    /// <inheritdoc/>
    protected override bool TryDequeue(out LaneWork work)
    {
        work = new LaneWork(null) { After = _sent };
        while (_items.TryDequeue(out var item))
        {
            // What was read from the store in the meantime is done with.
            if (item.Seq <= _sent) continue;
            _sent = item.Seq;
            work = new LaneWork(item);
            return true;
        }

        if (!_moreInStore) return false;
        _moreInStore = false;
        return true;
    }

    /// <summary>Whatever waits here is in the store as well, behind what is only there: so all of it is read from there, in its order.</summary>
    private void ReadStore()
    {
        _items.Clear();
        _moreInStore = true;
    }
}

/// <summary>Something for a lane to send.</summary>
/// <param name="Item">It; null: what the store has.</param>
internal readonly record struct LaneWork(OutboxItem? Item)
{
    /// <summary>Whether something older may be in the store, which goes first.</summary>
    public bool IsBehindStore { get; init; }

    /// <summary>Where the store is read: the last sequence number that was sent.</summary>
    public long After { get; init; }
}
