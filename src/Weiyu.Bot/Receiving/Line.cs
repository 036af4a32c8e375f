using Weiyu.Bot.Delivery;
using Weiyu.Bot.Receiving.CatchingUp;
using Weiyu.Client.Mqtt;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Receiving;

/// <summary>Makes the MQTT connection once the bot knows who it is, and tells whom it concerns when it goes up and down.</summary>
internal sealed partial class Line(
    MqttConnectionFactory connections, AgentLine link, DeliveryRouter router, CatchUp catchUp, HistoryLoop histories, WeiyuRestClient rest, ILogger<Line> log)
{
    private bool _connected;

    /// <summary>Makes it; it does nothing until it is run.</summary>
    /// <param name="receive">Takes every packet.</param>
    public MqttConnection Create(Func<ReceivedPacket, ValueTask> receive)
    {
        var connection = connections.Create(receive);
        connection.Changed += OnChanged;
        link.Connection = connection;
        link.KickedOff = () => OnKickedOff(connection);
        return connection;
    }

    /// <summary>
    /// Since 2026 KICKOFF is an administrator's forced logout: the token is gone, and the next login tells how it is. Before, another client took the
    /// session, and coming back at once would only take it from that one.
    /// </summary>
    private void OnKickedOff(MqttConnection connection)
    {
        rest.NoteForcedLogout();
        if (rest.Generation is ServerGeneration.Y2024 or ServerGeneration.Y2025) connection.ReportKickoff();
        else connection.Reconnect();
    }

    private void OnChanged(MqttConnectionChange change)
    {
        router.Changed();
        switch (change.State)
        {
            case MqttConnectionState.Connecting:
                // What comes in from now on is held until what was missed is known.
                catchUp.Prepare();
                return;
            case MqttConnectionState.Connected:
                LogConnected(log, connections.Url);
                break;
            case MqttConnectionState.Disconnected:
                if (!_connected) return;
                break;
        }

        _connected = change.State == MqttConnectionState.Connected;
        histories.LineChanged();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to {Url}")]
    private static partial void LogConnected(ILogger logger, string url);
}
