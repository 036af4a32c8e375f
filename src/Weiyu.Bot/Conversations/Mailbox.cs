using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Conversations;

/// <summary>What waits for its turn in one conversation, in order.</summary>
internal sealed class Mailbox : SerialLane<InboxItem>
{
    private LinkedList<InboxItem> _items = [];

    /// <summary>Puts what waits into the order in which the server has it; what it does not know comes last, as it came in.</summary>
    /// <param name="order">The place of each uid in the thread's history.</param>
    public void Sort(IReadOnlyDictionary<string, int> order)
    {
        lock (Lock)
        {
            _items = new LinkedList<InboxItem>(_items.OrderBy(i => order.TryGetValue(i.Uid, out var place) ? place : int.MaxValue));
        }
    }

    /// <inheritdoc/>
    protected override void Enqueue(InboxItem item) => _items.AddLast(item);

    /// <inheritdoc/>
    protected override bool TryDequeue(out InboxItem item)
    {
        item = _items.First?.Value!;
        if (item is null) return false;
        _items.RemoveFirst();
        return true;
    }
}
