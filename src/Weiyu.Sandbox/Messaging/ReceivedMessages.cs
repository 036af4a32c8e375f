namespace Weiyu.Sandbox.Messaging;

/// <summary>The client of a person in this process: no socket, so that there can be thousands.</summary>
internal sealed class ReceivedMessages(string userUid, int limit) : Listener(userUid)
{
    private readonly Lock _gate = new();
    private readonly List<Wire.Message> _received = [];
    private readonly List<Waiter> _waiters = [];

    /// <summary>Whether a message is the person's own.</summary>
    public Func<Wire.Message, bool> IsOwn { get; init; } = _ => false;

    /// <summary>Sees every message at once, own ones included; must not wait.</summary>
    public event Action<Wire.Message>? Arrived;

    /// <summary>What others sent, oldest first.</summary>
    public IReadOnlyList<Wire.Message> Received
    {
        get
        {
            lock (_gate) return [.. _received];
        }
    }

    public override void Deliver(Routed routed, byte qos)
    {
        if (routed.Message is not { } message) return;

        if (!IsOwn(message))
        {
            lock (_gate)
            {
                if (_received.Count >= limit) _received.RemoveRange(0, Math.Max(1, limit / 4));

                _received.Add(message);
                for (var i = _waiters.Count - 1; i >= 0; i--)
                {
                    if (_waiters[i].Wants(message))
                    {
                        _waiters[i].Found.TrySetResult(message);
                        _waiters.RemoveAt(i);
                    }
                }
            }
        }

        Arrived?.Invoke(message);
    }

    /// <summary>The first message from others, received already or to come, that the predicate likes.</summary>
    public async Task<Wire.Message> WaitForAsync(Func<Wire.Message, bool> predicate, CancellationToken cancellation)
    {
        Waiter waiter;
        lock (_gate)
        {
            if (_received.FirstOrDefault(predicate) is { } already) return already;

            waiter = new Waiter(predicate, new(TaskCreationOptions.RunContinuationsAsynchronously));
            _waiters.Add(waiter);
        }

        try
        {
            return await waiter.Found.Task.WaitAsync(cancellation);
        }
        finally
        {
            lock (_gate) _waiters.Remove(waiter);
        }
    }

    /// <summary>Forgets what was received.</summary>
    public void Clear()
    {
        lock (_gate) _received.Clear();
    }

    private sealed record Waiter(Func<Wire.Message, bool> Wants, TaskCompletionSource<Wire.Message> Found);
}
