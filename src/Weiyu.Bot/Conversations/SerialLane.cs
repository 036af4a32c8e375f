namespace Weiyu.Bot.Conversations;

/// <summary>
/// What waits in one conversation, served one after another. It lives while there is something to do: the first item starts it, it ends when it is
/// empty, and the next item makes a new one. Thread-safe.
/// </summary>
internal abstract class SerialLane<TItem>
{
    private State _state = State.New;

    /// <summary>What became of an item.</summary>
    public enum Added
    {
        /// <summary>It is the first: the caller starts the lane.</summary>
        Started,

        /// <summary>It waits.</summary>
        Queued,

        /// <summary>The lane has just ended: the caller takes another.</summary>
        Ended,

        /// <summary>The bot stops: nothing more is taken.</summary>
        Stopped,
    }

    private enum State
    {
        New,
        Running,
        Ended,
        Closed,
    }

    /// <summary>Ends when the lane has ended.</summary>
    public Task Running { get; set; } = Task.CompletedTask;

    /// <summary>Guards what waits.</summary>
    protected Lock Lock { get; } = new();

    /// <summary>Adds an item.</summary>
    public Added Add(TItem item)
    {
        lock (Lock)
        {
            switch (_state)
            {
                case State.Ended: return Added.Ended;
                case State.Closed: return Added.Stopped;
            }

            Enqueue(item);
            if (_state == State.Running) return Added.Queued;
            _state = State.Running;
            return Added.Started;
        }
    }

    /// <summary>Takes the next item.</summary>
    /// <returns>False when there is none, and then the lane has ended.</returns>
    public bool TryTake(out TItem item)
    {
        lock (Lock)
        {
            item = default!;
            if (_state != State.Closed && TryDequeue(out item)) return true;
            if (_state != State.Closed) _state = State.Ended;
            return false;
        }
    }

    /// <summary>It ends, whatever waits: that is in the store, and the next item makes a new lane.</summary>
    public void End()
    {
        lock (Lock)
        {
            if (_state != State.Closed) _state = State.Ended;
        }
    }

    /// <summary>Takes nothing more and hands out nothing more.</summary>
    public void Close()
    {
        lock (Lock) _state = State.Closed;
    }

    /// <summary>Keeps an item; called under the lock.</summary>
    protected abstract void Enqueue(TItem item);

    /// <summary>Gives the next item; called under the lock.</summary>
    protected abstract bool TryDequeue(out TItem item);
}
