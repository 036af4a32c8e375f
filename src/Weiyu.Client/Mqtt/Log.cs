using Microsoft.Extensions.Logging;

namespace Weiyu.Client.Mqtt;

internal static partial class Log
{
    [LoggerMessage(EventId = 200, Level = LogLevel.Information, Message = "Connected to {Uri} as {UserUid}, {Topics} topics subscribed")]
    public static partial void Connected(ILogger logger, Uri uri, string userUid, int topics);

    [LoggerMessage(EventId = 201, Level = LogLevel.Warning, Message = "Not connected to {Uri} ({Reason}): {Text}. Next attempt in {Delay}")]
    public static partial void Disconnected(ILogger logger, Uri uri, MqttFailureReason reason, string text, TimeSpan delay);

    [LoggerMessage(EventId = 202, Level = LogLevel.Warning, Message = "The server refused the subscription of {Topic}")]
    public static partial void SubscriptionRefused(ILogger logger, string topic);

    [LoggerMessage(EventId = 203, Level = LogLevel.Debug, Message = "A message was not acknowledged")]
    public static partial void NotAcknowledged(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 204, Level = LogLevel.Error, Message = "The receiver of a message failed; the message is not acknowledged")]
    public static partial void ReceiverFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 205, Level = LogLevel.Debug, Message = "A connection did not end cleanly")]
    public static partial void FarewellFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 206, Level = LogLevel.Error, Message = "A listener of the connection's state failed")]
    public static partial void ListenerFailed(ILogger logger, Exception exception);
}
