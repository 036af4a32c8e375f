using Weiyu.Bot.Telemetry;

namespace Weiyu.Bot.Delivery;

/// <summary>Chooses the way for each message: MQTT while it is up and takes the size, else HTTP.</summary>
internal sealed class DeliveryRouter(MqttRoute mqtt, HttpRoute http, BotTelemetry telemetry)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _lostOverMqtt;

    /// <summary>Sends a message by the best way there is now.</summary>
    /// <returns>The way, and what came of it.</returns>
    public async Task<(string Route, DeliveryResult Result)> SendAsync(Wire.Message message, CancellationToken cancellationToken)
    {
        var (route, result) = await SendByBestAsync(message, cancellationToken);
        telemetry.Deliveries.Add(1, new("route", route), new("result", result.Status.ToString()));
        return (route, result);
    }

    private async Task<(string Route, DeliveryResult Result)> SendByBestAsync(Wire.Message message, CancellationToken cancellationToken)
    {
        // A broker that took messages and lost them gets a rest: the next ones go the safe way until one was echoed again.
        if (mqtt.CanTake(message) && Volatile.Read(ref _lostOverMqtt) == 0)
        {
            var result = await mqtt.SendAsync(message, cancellationToken);
            if (result.Status is not DeliveryStatus.NotSent) return (mqtt.Name, result);
        }

        Interlocked.Exchange(ref _lostOverMqtt, 0);
        return (http.Name, await http.SendAsync(message, cancellationToken));
    }

    /// <summary>A message was taken by a way and is not to be found: the next one goes the other way.</summary>
    public void Lost(string route)
    {
        if (route == mqtt.Name) Interlocked.Exchange(ref _lostOverMqtt, 1);
    }

    /// <summary>The line went up or down.</summary>
    public void Changed()
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.TrySetResult();
    }

    /// <summary>Completes when the line goes up or down.</summary>
    public Task ChangedAsync(CancellationToken cancellationToken)
    {
        lock (_lock) return _changed.Task.WaitAsync(cancellationToken);
    }
}
