using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Conversations;

/// <summary>What waits for one conversation, in order. It ends when it is empty; the next item makes a new one.</summary>
internal sealed class Mailbox
{
    private readonly Lock _lock = new();
    private LinkedList<InboxItem> _items = [];
    private State _state = State.New;

    /// <summary>What became of an item.</summary>
    public enum Added
    {
        /// <summary>It is the first: the caller starts the mailbox.</summary>
        Started,

        /// <summary>It waits.</summary>
        Queued,

        /// <summary>The mailbox has just ended: the caller takes another.</summary>
        Ended,

        /// <summary>The bot stops: the item stays in the journal.</summary>
        Stopped,
    }

    private enum State
    {
        New,
        Running,
        Ended,
        Closed,
    }

    /// <summary>Ends when the mailbox has ended.</summary>
    public Task Running { get; set; } = Task.CompletedTask;

    /// <summary>Adds an item.</summary>
    public Added Add(InboxItem item)
    {
        lock (_lock)
        {
            switch (_state)
            {
                case State.Ended: return Added.Ended;
                case State.Closed: return Added.Stopped;
                case State.Running:
                    _items.AddLast(item);
                    return Added.Queued;
                default:
                    _items.AddLast(item);
                    _state = State.Running;
                    return Added.Started;
            }
        }
    }

    /// <summary>Takes the next item; null when there is none, and then the mailbox has ended.</summary>
    public InboxItem? Take()
    {
        lock (_lock)
        {
            if (_state == State.Closed || _items.First is not { } first)
            {
                if (_state != State.Closed) _state = State.Ended;
                return null;
            }

            _items.RemoveFirst();
            return first.Value;
        }
    }

    /// <summary>Puts what waits into the order in which the server has it; what it does not know comes last, as it came in.</summary>
    /// <param name="order">The place of each uid in the thread's history.</param>
    public void Sort(IReadOnlyDictionary<string, int> order)
    {
        lock (_lock)
        {
            _items = new LinkedList<InboxItem>(_items.OrderBy(i => order.TryGetValue(i.Uid, out var place) ? place : int.MaxValue));
        }
    }

    /// <summary>Takes nothing more and hands out nothing more.</summary>
    public void Close()
    {
        lock (_lock) _state = State.Closed;
    }
}
