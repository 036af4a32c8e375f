namespace Weiyu.Client.Mqtt;

/// <summary>Why there is no connection.</summary>
public enum MqttFailureReason
{
    /// <summary>No network, no server, no answer in time, or a connection that went dead.</summary>
    Unreachable,

    /// <summary>The server's TLS certificate cannot be trusted.</summary>
    InvalidCertificate,

    /// <summary>The server (CONNACK 4 or 5), or the login before it, said that user name, password or token are wrong.</summary>
    RefusedCredentials,

    /// <summary>The server does not want this client id (CONNACK 2).</summary>
    RefusedClientId,

    /// <summary>
    /// Another client took the session. MQTT 3.1.1 has no word for that: it is known from a KICKOFF message, see <see cref="MqttConnection.ReportKickoff"/>;
    /// without one it looks like <see cref="ClosedByServer"/>.
    /// </summary>
    TakenOver,

    /// <summary>The server sent something that is no MQTT, or does not speak our version.</summary>
    ProtocolError,

    /// <summary>The server, or something on the way, closed the connection without a word.</summary>
    ClosedByServer,

    /// <summary>It was asked for here.</summary>
    Requested,
}

/// <summary>Why there is no connection, in words too. Holds no secret.</summary>
/// <param name="Reason">The kind.</param>
/// <param name="Message">For people.</param>
/// <param name="At">When it failed.</param>
public sealed record MqttFailure(MqttFailureReason Reason, string Message, DateTimeOffset At);
