using Microsoft.Extensions.Logging;

namespace Weiyu.Sandbox;

/// <summary>What the sandbox logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Sandbox: REST and pages on {ApiUrl}, MQTT on {MqttUrl}")]
    public static partial void Started(ILogger logger, string apiUrl, string mqttUrl);

    [LoggerMessage(2, LogLevel.Debug, "Sandbox: {ClientId} connected")]
    public static partial void Connected(ILogger logger, string clientId);

    [LoggerMessage(3, LogLevel.Debug, "Sandbox: {ClientId} disconnected")]
    public static partial void Disconnected(ILogger logger, string clientId);

    [LoggerMessage(4, LogLevel.Debug, "Sandbox: {ClientId} refused: {Reason}")]
    public static partial void ConnectRefused(ILogger logger, string clientId, ConnectRefusal reason);
}
