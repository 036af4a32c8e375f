using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Client.Messages;
using Weiyu.Client.Mqtt;

namespace Weiyu.Bot.Delivery;

/// <summary>Sends over MQTT at QoS 1. The broker's acknowledgement says only that it took the packet; the server's echo is the proof.</summary>
internal sealed class MqttRoute(AgentLine link, IOptions<WeiyuOptions> options) : IDeliveryRoute
{
    private const int AtLeastOnce = 1;

    /// <inheritdoc/>
    public string Name => "mqtt";

    /// <inheritdoc/>
    public bool CanTake(Wire.Message message) =>
        link.Connection is { State: MqttConnectionState.Connected, IsHeard: true }
        && MqttPacketSize.OfPublish(message.Thread.Topic, message.CalculateSize(), AtLeastOnce) <= options.Value.MaxPacketSize;

    /// <inheritdoc/>
    public async Task<DeliveryResult> SendAsync(Wire.Message message, CancellationToken cancellationToken)
    {
        if (link.Connection is not { } connection) return new DeliveryResult(DeliveryStatus.NotSent, "not connected");
        try
        {
            await connection.PublishAsync(message.Thread.Topic, MessageCodec.Encode(message), AtLeastOnce, cancellationToken);
            return new DeliveryResult(DeliveryStatus.Sent);
        }
        catch (NotConnectedException e)
        {
            return new DeliveryResult(e.IsUnanswered ? DeliveryStatus.Unheard : e.MayHaveBeenSent ? DeliveryStatus.Unknown : DeliveryStatus.NotSent, e.Message);
        }
        catch (PacketTooLargeException e)
        {
            return new DeliveryResult(DeliveryStatus.NotSent, e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The line broke after the packet may have left.
            return new DeliveryResult(DeliveryStatus.Unknown, e.Message);
        }
    }
}
