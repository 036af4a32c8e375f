namespace Weiyu.Client.Mqtt;

/// <summary>Where and how to connect. The defaults are the documentation's.</summary>
public sealed record MqttConnectionOptions
{
    /// <summary>E.g. <c>ws://127.0.0.1:9885/websocket</c>; the path is the URL's own.</summary>
    public required Uri Uri { get; init; }

    /// <summary>The middle part of the client id.</summary>
    public string Channel { get; init; } = "web";

    /// <summary>The last part of the client id: one for each installation, the same after a restart.</summary>
    public required string DeviceUid { get; init; }

    /// <summary>The server closes a line on which it heard nothing for 1.5 times as long; a sixth of it is the longest silence. Whole seconds.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the server may owe the answer to a packet (PUBACK, SUBACK, PINGRESP) before the line counts as one that hears and is not heard: it is asked, and
    /// made anew if that is not answered either.
    /// </summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(2.5);

    /// <summary>How long the server may be silent before it is asked whether it is there, and how long the answer may take: a sixth of the keep-alive.</summary>
    public TimeSpan ProbeAfter => KeepAlive / 6;

    /// <summary>For connection, handshake and CONNACK together, and for the answer to a SUBSCRIBE.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The nominal wait before the first reconnection; it doubles, and is jittered.</summary>
    public TimeSpan ReconnectMin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest nominal wait; also how long a connection must have lasted for the waits to start over.</summary>
    public TimeSpan ReconnectMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The wait after another client took the session: coming back at once would only take it from that one.</summary>
    public TimeSpan TakenOverDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Bytes of the largest MQTT packet that the server accepts; it closes the connection on a larger one.</summary>
    public int MaxPacketSize { get; init; } = 10_240;

    /// <summary>Bytes of the largest packet that is accepted from the server.</summary>
    public int MaxReceivedPacketSize { get; init; } = 16 * 1024 * 1024;

    /// <summary>Packets that were read and not yet handled, at most; then reading waits, and with it the server.</summary>
    public int MaxWaitingPackets { get; init; } = 256;

    /// <summary>Any TLS certificate will do. Only for tests and closed networks.</summary>
    public bool AllowInvalidCertificates { get; init; }
}
