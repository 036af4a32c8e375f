using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weiyu.Client.Messages;
using Weiyu.Client.Rest;

namespace Weiyu.Client.Mqtt;

/// <summary>
/// The long connection: a loop that connects, subscribes what is remembered, and after every end waits a growing, jittered while and connects again, until it
/// is stopped. Safe for concurrent use.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore's wait handle is never asked for: there is nothing to dispose of.")]
public sealed class MqttConnection
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    private readonly MqttConnectionOptions _options;
    private readonly Func<MqttIdentity?, CancellationToken, ValueTask<MqttIdentity>> _identify;
    private readonly Func<ReceivedPacket, ValueTask> _receive;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Backoff _backoff;
    private readonly SubscriptionSet _subscriptions = new();
    private readonly SemaphoreSlim _oneReceiver = new(1);
    private readonly Lock _lock = new();

    private volatile MqttLink? _link;
    private CancellationTokenSource? _attempt;
    private TaskCompletionSource _wake = NewSignal();
    private MqttFailureReason _endedBy = MqttFailureReason.Requested;
    private MqttIdentity? _refused;
    private MqttConnectionChange _current = new(MqttConnectionState.Disconnected);
    private TaskCompletionSource _changed = NewSignal();
    private MqttFailure? _lastFailure;
    private DateTimeOffset? _connectedAt;
    private bool _away;
    private int _running;
    private long _attempts;

    /// <param name="options">Where and how.</param>
    /// <param name="identify">
    /// Asked before every attempt, so that a renewed token is used. Its argument is the identity that the server has just refused, or null: a login in its
    /// place is due. May throw <see cref="WeiyuException"/>.
    /// </param>
    /// <param name="receive">
    /// Called with every message in the order of arrival, one at a time. While it waits, reading waits. Its exceptions are logged, the message stays
    /// unacknowledged.
    /// </param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Never sees a secret or a content.</param>
    /// <param name="random">The jitter; seeded, it repeats.</param>
    public MqttConnection(
        MqttConnectionOptions options,
        Func<MqttIdentity?, CancellationToken, ValueTask<MqttIdentity>> identify,
        Func<ReceivedPacket, ValueTask> receive,
        TimeProvider? time = null,
        ILogger<MqttConnection>? logger = null,
        Random? random = null)
    {
        if (options.Uri.Scheme is not ("ws" or "wss"))
        {
            throw new ArgumentException($"The address {options.Uri} must begin with ws:// or wss://.", nameof(options));
        }

        _options = options;
        _identify = identify;
        _receive = receive;
        _time = time ?? TimeProvider.System;
        _logger = logger ?? NullLogger<MqttConnection>.Instance;
        _backoff = new Backoff(options.ReconnectMin, options.ReconnectMax, random ?? new Random((int)_time.GetTimestamp()));
    }

    /// <summary>Every change of state, in order, called from the loop: be quick. Exceptions are logged.</summary>
    public event Action<MqttConnectionChange>? Changed;

    public MqttConnectionState State => Current.State;

    /// <summary>The latest change.</summary>
    public MqttConnectionChange Current
    {
        get
        {
            lock (_lock)
            {
                return _current;
            }
        }
    }

    /// <summary>Why the last connection or attempt failed; stays after the next success.</summary>
    public MqttFailure? LastFailure
    {
        get
        {
            lock (_lock)
            {
                return _lastFailure;
            }
        }
    }

    /// <summary>Since when the connection stands; null when it does not.</summary>
    public DateTimeOffset? ConnectedAt
    {
        get
        {
            lock (_lock)
            {
                return _connectedAt;
            }
        }
    }

    /// <summary>Attempts to connect so far, successful or not.</summary>
    public long Attempts => Interlocked.Read(ref _attempts);

    /// <summary>The topics that are subscribed again after every reconnection.</summary>
    public IReadOnlyCollection<string> Subscriptions => _subscriptions.All;

    /// <summary>Those of <see cref="Subscriptions"/> that the server did not accept when it was last asked.</summary>
    public IReadOnlyCollection<string> RefusedTopics => _subscriptions.Refused;

    /// <summary>Connects and stays connected until it is stopped; then says good-bye and returns. Runs once; throws only when it is run again.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        if (Interlocked.Exchange(ref _running, 1) == 1)
        {
            throw new InvalidOperationException("The connection runs already, or has run.");
        }

        while (!stop.IsCancellationRequested)
        {
            await StayAwayAsync(stop);
            var end = stop.IsCancellationRequested ? null : await AttemptAsync(stop);
            if (end is not null && !stop.IsCancellationRequested)
            {
                await PauseAsync(end, stop);
            }
        }

        Announce(new MqttConnectionChange(MqttConnectionState.Stopped));
    }

    /// <summary>Waits until the connection is in a state (at once when it is).</summary>
    public async Task WaitForAsync(MqttConnectionState state, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_current.State == state)
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellation);
        }
    }

    /// <summary>Remembers topics (exact ones: the server knows no wildcards) and subscribes them when connected.</summary>
    /// <returns>The topics that the server refused; they stay remembered. Empty when offline.</returns>
    public async Task<IReadOnlyList<string>> SubscribeAsync(IEnumerable<string> topics, CancellationToken cancellation = default)
    {
        string[] wanted = [.. topics];
        _subscriptions.Add(wanted);
        if (_link is not { } link)
        {
            return [];
        }

        try
        {
            return await SubscribeAsync(link, wanted, cancellation);
        }
        catch (NotConnectedException)
        {
            // Remembered: the next connection brings them.
            return [];
        }
    }

    /// <summary>Forgets topics, and unsubscribes them when connected.</summary>
    public async Task UnsubscribeAsync(IEnumerable<string> topics, CancellationToken cancellation = default)
    {
        string[] unwanted = [.. topics];
        _subscriptions.Remove(unwanted);
        try
        {
            foreach (var batch in SubscriptionSet.Batches(unwanted, _options.MaxPacketSize))
            {
                await (_link?.UnsubscribeAsync(batch, cancellation) ?? Task.CompletedTask);
            }
        }
        catch (NotConnectedException)
        {
            // The server may still hold it in the session: messages that nobody wants are harmless.
        }
    }

    /// <summary>Sends a message. At QoS 1 it waits for the acknowledgement; many may be under way at once.</summary>
    /// <exception cref="NotConnectedException">There is no connection, or it was lost before the acknowledgement.</exception>
    /// <exception cref="PacketTooLargeException">The whole packet would exceed <see cref="MqttConnectionOptions.MaxPacketSize"/>.</exception>
    public Task PublishAsync(string topic, ReadOnlyMemory<byte> payload, int qos, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentOutOfRangeException.ThrowIfNegative(qos);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(qos, 2);
        if (!Topics.IsUsable(topic))
        {
            throw new ArgumentException("A topic to publish to has no wildcards and no control characters, and is not over-long.", nameof(topic));
        }

        var size = MqttPacketSize.OfPublish(topic, payload.Length, qos);
        if (size > _options.MaxPacketSize)
        {
            throw new PacketTooLargeException(size, _options.MaxPacketSize);
        }

        return _link is { } link
            ? link.PublishAsync(topic, payload, qos, cancellation)
            : throw new NotConnectedException("There is no connection.", false);
    }

    /// <summary>Connects anew, now: ends the connection or attempt that there is, or the waiting, or a disconnection by hand.</summary>
    public void Reconnect()
    {
        lock (_lock)
        {
            _away = false;
            End(MqttFailureReason.Requested);
        }
    }

    /// <summary>Disconnects, and stays so until <see cref="Reconnect"/>.</summary>
    public Task DisconnectAsync(CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            _away = true;
            End(MqttFailureReason.Requested);
            if (_current.State is MqttConnectionState.Disconnected or MqttConnectionState.Stopped)
            {
                return Task.CompletedTask;
            }
        }

        return WaitForAsync(MqttConnectionState.Disconnected, cancellation);
    }

    /// <summary>
    /// A KICKOFF message arrived: another client took the session. The connection ends, and comes back only after
    /// <see cref="MqttConnectionOptions.TakenOverDelay"/> or by hand.
    /// </summary>
    public void ReportKickoff()
    {
        lock (_lock)
        {
            if (_attempt is not null)
            {
                End(MqttFailureReason.TakenOver);
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called under the lock. Cancelling runs continuations elsewhere, so that nothing of the loop runs in here.</summary>
    private void End(MqttFailureReason reason)
    {
        _endedBy = reason;
        if (reason != MqttFailureReason.TakenOver)
        {
            _wake.TrySetResult();
        }

        _ = _attempt?.CancelAsync();
    }

    private async Task StayAwayAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Task wake;
            lock (_lock)
            {
                _wake = NewSignal();
                if (!_away)
                {
                    return;
                }

                wake = _wake.Task;
            }

            await WaitAsync(wake, Timeout.InfiniteTimeSpan, stop);
        }
    }

    private async Task<Ended> AttemptAsync(CancellationToken stop)
    {
        var attempt = CancellationTokenSource.CreateLinkedTokenSource(stop);
        lock (_lock)
        {
            _attempt = attempt;
            _endedBy = MqttFailureReason.Requested;
            if (_away)
            {
                _ = attempt.CancelAsync();
            }
        }

        Interlocked.Increment(ref _attempts);
        Announce(new MqttConnectionChange(MqttConnectionState.Connecting));
        try
        {
            return await ConnectAndHoldAsync(attempt.Token);
        }
        catch (Exception) when (attempt.IsCancellationRequested)
        {
            lock (_lock)
            {
                var reason = _endedBy;
                return Over(reason, reason == MqttFailureReason.TakenOver ? "another client took the session" : "asked for");
            }
        }
        catch (WeiyuLoginRefusedException e)
        {
            return Over(MqttFailureReason.RefusedCredentials, e.Message) with { NotBefore = e.NextLoginAt };
        }
        catch (Exception e)
        {
            return Over(MqttFailureReason.Unreachable, e.Message);
        }
        finally
        {
            lock (_lock)
            {
                _attempt = null;
            }

            attempt.Dispose();
        }
    }

    private async Task<Ended> ConnectAndHoldAsync(CancellationToken attempt)
    {
        var identity = await _identify(_refused, attempt);
        await using var link = new MqttLink(_options, ReceiveAsync, _time, _logger);
        if (await link.ConnectAsync(identity, attempt) is { } failure)
        {
            _refused = failure.Reason == MqttFailureReason.RefusedCredentials ? identity : null;
            return new Ended(failure, TimeSpan.Zero);
        }

        _refused = null;
        var since = _time.GetTimestamp();
        try
        {
            _link = link;
            var topics = _subscriptions.All;
            await SubscribeAsync(link, topics, attempt);
            Log.Connected(_logger, _options.Uri, identity.UserUid, topics.Length);
            Announce(new MqttConnectionChange(MqttConnectionState.Connected));
            failure = await link.WaitForEndAsync(attempt);
        }
        catch (NotConnectedException e)
        {
            failure = new MqttFailure(MqttFailureReason.Unreachable, e.Message, _time.GetUtcNow());
        }
        finally
        {
            _link = null;
        }

        return new Ended(failure, _time.GetElapsedTime(since));
    }

    private async Task PauseAsync(Ended end, CancellationToken stop)
    {
        TimeSpan delay;
        Task wake;
        bool away;
        lock (_lock)
        {
            away = _away;
            wake = _wake.Task;
            delay = end.Failure.Reason switch
            {
                MqttFailureReason.Requested => TimeSpan.Zero,
                MqttFailureReason.TakenOver => _options.TakenOverDelay,
                _ => _backoff.Next(end.Uptime),
            };
        }

        var now = _time.GetUtcNow();
        if (end.NotBefore is { } notBefore && notBefore - now > delay)
        {
            delay = notBefore - now;
        }

        if (end.Failure.Reason != MqttFailureReason.Requested)
        {
            Log.Disconnected(_logger, _options.Uri, end.Failure.Reason, end.Failure.Message, delay);
        }

        Announce(new MqttConnectionChange(MqttConnectionState.Disconnected, end.Failure, away ? null : now + delay));
        // Longer than a timer can wait: try again then, and learn anew how long it takes.
        delay = delay < LongestPause ? delay : LongestPause;
        if (!away && delay > TimeSpan.Zero)
        {
            await WaitAsync(wake, delay, stop);
        }
    }

    private async Task WaitAsync(Task wake, TimeSpan delay, CancellationToken stop)
    {
        try
        {
            await wake.WaitAsync(delay, _time, stop);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // The time is over, or all is.
        }
    }

    private async Task<IReadOnlyList<string>> SubscribeAsync(MqttLink link, IEnumerable<string> topics, CancellationToken cancellation)
    {
        var refused = new List<string>();
        foreach (var batch in SubscriptionSet.Batches(topics, _options.MaxPacketSize))
        {
            var no = await link.SubscribeAsync(batch, cancellation);
            _subscriptions.Answered(batch, no);
            refused.AddRange(no);
        }

        foreach (var topic in refused)
        {
            Log.SubscriptionRefused(_logger, topic);
        }

        return refused;
    }

    /// <summary>One at a time, also when an old connection's last message is still being handled as a new one's first arrives.</summary>
    private async ValueTask ReceiveAsync(ReceivedPacket packet)
    {
        await _oneReceiver.WaitAsync();
        try
        {
            await _receive(packet);
        }
        finally
        {
            _oneReceiver.Release();
        }
    }

    private Ended Over(MqttFailureReason reason, string message) => new(new MqttFailure(reason, message, _time.GetUtcNow()), TimeSpan.Zero);

    private void Announce(MqttConnectionChange change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _current = change;
            _lastFailure = change.Failure ?? _lastFailure;
            _connectedAt = change.State == MqttConnectionState.Connected ? _time.GetUtcNow() : null;
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
                Log.ListenerFailed(_logger, e);
            }
        }

        changed.TrySetResult();
    }

    /// <summary>How an attempt ended.</summary>
    private sealed record Ended(MqttFailure Failure, TimeSpan Uptime, DateTimeOffset? NotBefore = null);
}
