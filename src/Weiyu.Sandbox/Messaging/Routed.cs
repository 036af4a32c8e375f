using System.Text;

namespace Weiyu.Sandbox.Messaging;

/// <summary>A message on its way out, encoded once for all its receivers.</summary>
/// <param name="message">Null when the payload is no message (a textbook broker passes it on).</param>
/// <param name="topic">Where it goes.</param>
/// <param name="payload">The message's bytes.</param>
/// <param name="qos">The QoS of the publish.</param>
/// <param name="sender">Uid of the user that it came from; null: the server.</param>
internal sealed class Routed(Wire.Message? message, string topic, byte[] payload, byte qos, string? sender)
{
    public Wire.Message? Message { get; } = message;

    public string Topic { get; } = topic;

    public byte[] TopicUtf8 { get; } = Encoding.UTF8.GetBytes(topic);

    public byte[] Payload { get; } = payload;

    public byte Qos { get; } = qos;

    public string? Sender { get; } = sender;
}
