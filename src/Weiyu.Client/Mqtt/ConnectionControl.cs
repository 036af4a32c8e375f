namespace Weiyu.Client.Mqtt;

/// <summary>What is done to a connection by hand: end it, keep it away, let it come back. Thread-safe.</summary>
internal sealed class ConnectionControl(TimeProvider time)
{
    private readonly Lock _lock = new();
    private CancellationTokenSource? _attempt;
    private TaskCompletionSource _wake = NewSignal();
    private MqttFailureReason _endedBy = MqttFailureReason.Requested;
    private bool _isAway;

    /// <summary>Why the last attempt was ended by hand.</summary>
    public MqttFailureReason EndedBy
    {
        get
        {
            lock (_lock) return _endedBy;
        }
    }

    /// <summary>An attempt begins.</summary>
    /// <returns>Cancelled when it is to end. The caller disposes of it after <see cref="Over"/>.</returns>
    public CancellationTokenSource Begin(CancellationToken stop)
    {
        var attempt = CancellationTokenSource.CreateLinkedTokenSource(stop);
        lock (_lock)
        {
            _attempt = attempt;
            _endedBy = MqttFailureReason.Requested;
            if (_isAway) _ = attempt.CancelAsync();
        }

        return attempt;
    }

    /// <summary>The attempt, or the connection that came of it, is over.</summary>
    public void Over()
    {
        lock (_lock) _attempt = null;
    }

    /// <summary>Ends what there is, or the waiting, and lets it come back.</summary>
    public void Reconnect()
    {
        lock (_lock)
        {
            _isAway = false;
            End(MqttFailureReason.Requested);
        }
    }

    /// <summary>Ends what there is, and keeps it away.</summary>
    public void Disconnect()
    {
        lock (_lock)
        {
            _isAway = true;
            End(MqttFailureReason.Requested);
        }
    }

    /// <summary>Another client took the session.</summary>
    public void TakenOver()
    {
        lock (_lock) if (_attempt is not null) End(MqttFailureReason.TakenOver);
    }

    /// <summary>Whether it is kept away, and what ends a pause.</summary>
    public (bool IsAway, Task Wake) Look()
    {
        lock (_lock) return (_isAway, _wake.Task);
    }

    /// <summary>Waits for as long as it is kept away.</summary>
    public async Task StayAwayAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Task wake;
            lock (_lock)
            {
                _wake = NewSignal();
                if (!_isAway) return;
                wake = _wake.Task;
            }

            await WaitAsync(wake, Timeout.InfiniteTimeSpan, stop);
        }
    }

    /// <summary>Waits for a while, or until somebody wants something.</summary>
    public async Task WaitAsync(Task wake, TimeSpan delay, CancellationToken stop)
    {
        try
        {
            await wake.WaitAsync(delay, time, stop);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // The time is over, or all is.
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called under the lock. Cancelling runs continuations elsewhere, so that nothing of the loop runs in here.</summary>
    private void End(MqttFailureReason reason)
    {
        _endedBy = reason;
        if (reason != MqttFailureReason.TakenOver) _wake.TrySetResult();
        _ = _attempt?.CancelAsync();
    }
}
