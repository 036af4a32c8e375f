using System.Buffers;
using Microsoft.Extensions.Logging;
using MQTTnet;

namespace Weiyu.Client.Mqtt;

/// <summary>A message that the server delivered.</summary>
public sealed class ReceivedPacket
{
    private readonly MqttApplicationMessageReceivedEventArgs _args;
    private readonly ILogger _logger;
    private int _acknowledged;

    internal ReceivedPacket(MqttApplicationMessageReceivedEventArgs args, ILogger logger)
    {
        _args = args;
        _logger = logger;
    }

    /// <summary>The MQTT topic; the conversation is in the payload's <c>thread</c>.</summary>
    public string Topic => _args.ApplicationMessage.Topic;

    /// <summary>The bytes. They are this packet's own and stay valid as long as it is referenced.</summary>
    public ReadOnlySequence<byte> Payload => _args.ApplicationMessage.Payload;

    /// <summary>0, 1 or 2.</summary>
    public int Qos => (int)_args.ApplicationMessage.QualityOfServiceLevel;

    /// <summary>A textbook broker says that it may have sent this before.</summary>
    public bool IsDuplicate => _args.ApplicationMessage.Dup;

    /// <summary>
    /// Tells the server that the message is safe here. Later, from any thread, in any order, twice, after the connection was lost: all harmless (lost means
    /// that the server will send it again, or that it must be fetched from the history).
    /// </summary>
    public void Acknowledge()
    {
        if (Interlocked.Exchange(ref _acknowledged, 1) == 0 && Qos > 0) _ = SendAsync();
    }

    private async Task SendAsync()
    {
        try
        {
            await _args.AcknowledgeAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            // The library throws whatever comes when the connection is gone (a null reference, too), and refuses the identifier 0, which the real
            // server uses after 65,535 messages. Neither can be mended here.
            Log.NotAcknowledged(_logger, e);
        }
    }
}
