using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weiyu.Client.Messages;
using Weiyu.Client.Rest;

namespace Weiyu.Client.Mqtt;

/// <summary>
/// The long connection: a loop that connects, subscribes what is remembered, and after every end waits a growing, jittered while and connects again, until it
/// is stopped. Safe for concurrent use.
/// </summary>
public sealed class MqttConnection
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    private readonly MqttConnectionOptions _options;
    private readonly Func<MqttIdentity?, CancellationToken, ValueTask<MqttIdentity>> _identify;
    private readonly SerialReceiver _receiver;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Backoff _backoff;
    private readonly SubscriptionSet _subscriptions = new();
    private readonly ConnectionStatus _status;
    private readonly ConnectionControl _control;

    private volatile MqttLink? _link;
    private MqttIdentity? _refused;
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
        _receiver = new SerialReceiver(receive);
        _time = time ?? TimeProvider.System;
        _logger = logger ?? NullLogger<MqttConnection>.Instance;
        _status = new ConnectionStatus(_time, _logger);
        _control = new ConnectionControl(_time);
        _backoff = new Backoff(options.ReconnectMin, options.ReconnectMax, random ?? new Random((int)_time.GetTimestamp()));
    }

    /// <summary>Every change of state, in order, called from the loop: be quick. Exceptions are logged.</summary>
    public event Action<MqttConnectionChange>? Changed
    {
        add => _status.Changed += value;
        remove => _status.Changed -= value;
    }

    /// <summary>Whether it is connected, or on the way there.</summary>
    public MqttConnectionState State => Current.State;

    /// <summary>The latest change.</summary>
    public MqttConnectionChange Current => _status.Current;

    /// <summary>Why the last connection or attempt failed; stays after the next success.</summary>
    public MqttFailure? LastFailure => _status.LastFailure;

    /// <summary>Since when the connection stands; null when it does not.</summary>
    public DateTimeOffset? ConnectedAt => _status.ConnectedAt;

    /// <summary>Attempts to connect so far, successful or not.</summary>
    public long Attempts => Interlocked.Read(ref _attempts);

    /// <summary>Whether the server answers what it is asked, as far as is known: a line may hear and not be heard.</summary>
    public bool IsHeard => _link?.IsHeard != false;

    /// <summary>The topics that are subscribed again after every reconnection.</summary>
    public IReadOnlyCollection<string> Subscriptions => _subscriptions.All;

    /// <summary>Those of <see cref="Subscriptions"/> that the server did not accept when it was last asked.</summary>
    public IReadOnlyCollection<string> RefusedTopics => _subscriptions.Refused;

    /// <summary>Connects and stays connected until it is stopped; then says good-bye and returns. Runs once; throws only when it is run again.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        if (Interlocked.Exchange(ref _running, 1) == 1) throw new InvalidOperationException("The connection runs already, or has run.");

        while (!stop.IsCancellationRequested)
        {
            await _control.StayAwayAsync(stop);
            var end = stop.IsCancellationRequested ? null : await AttemptAsync(stop);
            if (end is not null && !stop.IsCancellationRequested) await PauseAsync(end, stop);
        }

        _status.Announce(new MqttConnectionChange(MqttConnectionState.Stopped));
    }

    /// <summary>Waits until the connection is in a state (at once when it is).</summary>
    public Task WaitForAsync(MqttConnectionState state, CancellationToken cancellation) => _status.WaitForAsync(state, cancellation);

    /// <summary>Remembers topics (exact ones: the server knows no wildcards) and subscribes them when connected.</summary>
    /// <returns>The topics that the server refused; they stay remembered. Empty when offline.</returns>
    public async Task<IReadOnlyList<string>> SubscribeAsync(IEnumerable<string> topics, CancellationToken cancellation = default)
    {
        string[] wanted = [.. topics];
        _subscriptions.Add(wanted);
        if (_link is not { } link) return [];

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
        if (size > _options.MaxPacketSize) throw new PacketTooLargeException(size, _options.MaxPacketSize);

        return _link is { } link
            ? link.PublishAsync(topic, payload, qos, cancellation)
            : throw new NotConnectedException("There is no connection.", false);
    }

    /// <summary>Connects anew, now: ends the connection or attempt that there is, or the waiting, or a disconnection by hand.</summary>
    public void Reconnect() => _control.Reconnect();

    /// <summary>Disconnects, and stays so until <see cref="Reconnect"/>.</summary>
    public Task DisconnectAsync(CancellationToken cancellation = default)
    {
        _control.Disconnect();
        return State is MqttConnectionState.Disconnected or MqttConnectionState.Stopped
            ? Task.CompletedTask
            : WaitForAsync(MqttConnectionState.Disconnected, cancellation);
    }

    /// <summary>
    /// A KICKOFF message arrived: another client took the session. The connection ends, and comes back only after
    /// <see cref="MqttConnectionOptions.TakenOverDelay"/> or by hand.
    /// </summary>
    public void ReportKickoff() => _control.TakenOver();

    private async Task<Ended> AttemptAsync(CancellationToken stop)
    {
        using var attempt = _control.Begin(stop);
        Interlocked.Increment(ref _attempts);
        _status.Announce(new MqttConnectionChange(MqttConnectionState.Connecting));
        try
        {
            return await ConnectAndHoldAsync(attempt.Token);
        }
        catch (Exception) when (attempt.IsCancellationRequested)
        {
            var reason = _control.EndedBy;
            return Over(reason, reason == MqttFailureReason.TakenOver ? "another client took the session" : "asked for");
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
            _control.Over();
        }
    }

    private async Task<Ended> ConnectAndHoldAsync(CancellationToken attempt)
    {
        var identity = await _identify(_refused, attempt);
        await using var link = new MqttLink(_options, _receiver.ReceiveAsync, _time, _logger);
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
            _status.Announce(new MqttConnectionChange(MqttConnectionState.Connected));
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
        var (isAway, wake) = _control.Look();
        var delay = end.Failure.Reason switch
        {
            MqttFailureReason.Requested => TimeSpan.Zero,
            MqttFailureReason.TakenOver => _options.TakenOverDelay,
            _ => _backoff.Next(end.Uptime),
        };

        var now = _time.GetUtcNow();
        if (end.NotBefore is { } notBefore && notBefore - now > delay) delay = notBefore - now;

        if (end.Failure.Reason != MqttFailureReason.Requested)
        {
            Log.Disconnected(_logger, _options.Uri, end.Failure.Reason, end.Failure.Message, delay);
        }

        _status.Announce(new MqttConnectionChange(MqttConnectionState.Disconnected, end.Failure, isAway ? null : now + delay));
        // Longer than a timer can wait: try again then, and learn anew how long it takes.
        delay = delay < LongestPause ? delay : LongestPause;
        if (!isAway && delay > TimeSpan.Zero) await _control.WaitAsync(wake, delay, stop);
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

        foreach (var topic in refused) Log.SubscriptionRefused(_logger, topic);

        return refused;
    }

    private Ended Over(MqttFailureReason reason, string message) => new(new MqttFailure(reason, message, _time.GetUtcNow()), TimeSpan.Zero);

    /// <summary>How an attempt ended.</summary>
    private sealed record Ended(MqttFailure Failure, TimeSpan Uptime, DateTimeOffset? NotBefore = null);
}
