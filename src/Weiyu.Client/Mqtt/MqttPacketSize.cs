using System.Text;

namespace Weiyu.Client.Mqtt;

/// <summary>Sizes of whole MQTT 3.1.1 packets, in bytes.</summary>
public static class MqttPacketSize
{
    /// <summary>A PUBLISH: fixed header, topic, packet identifier (QoS 1 and 2), payload.</summary>
    public static int OfPublish(string topic, int payloadLength, int qos) =>
        WithHeader(2 + Encoding.UTF8.GetByteCount(topic) + (qos > 0 ? 2 : 0) + payloadLength);

    /// <summary>A SUBSCRIBE of some topics.</summary>
    public static int OfSubscribe(IEnumerable<string> topics) => WithHeader(2 + topics.Sum(OfFilter));

    internal static int OfFilter(string topic) => 2 + Encoding.UTF8.GetByteCount(topic) + 1;

    private static int WithHeader(int remaining) => 1 + remaining + remaining switch
    {
        < 128 => 1,
        < 16_384 => 2,
        < 2_097_152 => 3,
        _ => 4,
    };
}
