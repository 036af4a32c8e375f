using Microsoft.Extensions.Logging;

namespace Weiyu.Client.Mqtt;

/// <summary>What a connection is at this moment, and who wants to know when that changes. Thread-safe.</summary>
internal sealed class ConnectionStatus(TimeProvider time, ILogger logger)
{
    private readonly Lock _lock = new();
    private MqttConnectionChange _current = new(MqttConnectionState.Disconnected);
    private TaskCompletionSource _changed = NewSignal();
    private MqttFailure? _lastFailure;
    private DateTimeOffset? _connectedAt;

    /// <summary>Every change, in order.</summary>
    public event Action<MqttConnectionChange>? Changed;

    /// <summary>The latest change.</summary>
    public MqttConnectionChange Current
    {
        get
        {
            lock (_lock) return _current;
        }
    }

    /// <summary>Why the last connection or attempt failed; stays after the next success.</summary>
    public MqttFailure? LastFailure
    {
        get
        {
            lock (_lock) return _lastFailure;
        }
    }

    /// <summary>Since when the connection stands; null when it does not.</summary>
    public DateTimeOffset? ConnectedAt
    {
        get
        {
            lock (_lock) return _connectedAt;
        }
    }

    /// <summary>Waits for a state (not at all when it is there).</summary>
    public async Task WaitForAsync(MqttConnectionState state, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_current.State == state) return;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellation);
        }
    }

    /// <summary>It has changed: tells everybody. A listener that fails is logged.</summary>
    public void Announce(MqttConnectionChange change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _current = change;
            _lastFailure = change.Failure ?? _lastFailure;
            _connectedAt = change.State == MqttConnectionState.Connected ? time.GetUtcNow() : null;
            changed = _changed;
            _changed = NewSignal();
        }

        foreach (var listener in Changed?.GetInvocationList() ?? [])
        {
            try
            {
                ((Action<MqttConnectionChange>)listener)(change);
            }
            catch (Exception e)
            {
                Log.ListenerFailed(logger, e);
            }
        }

        changed.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
