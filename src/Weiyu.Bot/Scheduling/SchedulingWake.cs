namespace Weiyu.Bot.Scheduling;

/// <summary>Wakes the loops of scheduling before their time.</summary>
internal sealed class SchedulingWake
{
    /// <summary>Runs were planned.</summary>
    public WakeSignal Notices { get; } = new();

    /// <summary>Other rules came into force.</summary>
    public WakeSignal Rules { get; } = new();

    /// <summary>A timer was saved that is earlier than the others.</summary>
    public WakeSignal Timers { get; } = new();
}

/// <summary>Something that one loop sleeps on. A signal that comes while it is awake is not lost.</summary>
internal sealed class WakeSignal : IDisposable
{
    private readonly SemaphoreSlim _set = new(0, 1);

    /// <inheritdoc/>
    public void Dispose() => _set.Dispose();

    /// <summary>Wakes the loop, or keeps it from falling asleep.</summary>
    public void Set()
    {
        try
        {
            _set.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake, or will be.
        }
    }

    /// <summary>Sleeps until it is woken or the time has passed.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        if (atMost <= TimeSpan.Zero) return;
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var signal = _set.WaitAsync(woken.Token);
        var timer = Task.Delay(atMost, time, woken.Token);
        await Task.WhenAny(signal, timer);
        await woken.CancelAsync();
        try
        {
            await signal;
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
