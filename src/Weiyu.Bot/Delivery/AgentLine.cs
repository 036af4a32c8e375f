using Weiyu.Client.Mqtt;

namespace Weiyu.Bot.Delivery;

/// <summary>Holds the MQTT connection, which exists once the bot knows who it is.</summary>
internal sealed class AgentLine
{
    private MqttConnection? _connection;

    /// <summary>The connection; null before the first login.</summary>
    public MqttConnection? Connection
    {
        get => Volatile.Read(ref _connection);
        set => Volatile.Write(ref _connection, value);
    }

    /// <summary>Called when the server says KICKOFF: the session is over.</summary>
    public Action? KickedOff { get; set; }

    /// <summary>Whether it is up.</summary>
    public bool IsUp => Connection is { State: MqttConnectionState.Connected };
}
