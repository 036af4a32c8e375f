namespace Weiyu.Client.Mqtt;

public enum MqttConnectionState
{
    /// <summary>Not connected, waiting for the next attempt (or for <see cref="MqttConnection.Reconnect"/> after a disconnection by hand).</summary>
    Disconnected,

    /// <summary>An attempt is under way, the subscriptions included.</summary>
    Connecting,

    /// <summary>Connected, and all remembered topics are subscribed.</summary>
    Connected,

    /// <summary><see cref="MqttConnection.RunAsync"/> has ended.</summary>
    Stopped,
}

/// <summary>The connection went from one state to another.</summary>
/// <param name="State">The new state.</param>
/// <param name="Failure">Why, when it is <see cref="MqttConnectionState.Disconnected"/>.</param>
/// <param name="NextAttemptAt">When the next attempt comes, when it is Disconnected; null when none will come by itself.</param>
public sealed record MqttConnectionChange(MqttConnectionState State, MqttFailure? Failure = null, DateTimeOffset? NextAttemptAt = null);
