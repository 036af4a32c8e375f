using System.Buffers.Binary;

namespace Weiyu.Sandbox.Mqtt;

/// <summary>The bytes of the packets that the sandbox writes past MQTTnet, which would not let a packet identifier be 0 or be chosen by us.</summary>
internal static class PublishFrame
{
    /// <summary>A PUBLISH; <paramref name="packetIdentifier"/> is written for QoS 1 and 2 as it is, 0 included.</summary>
    public static byte[] Publish(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, byte qos, ushort packetIdentifier)
    {
        var remaining = 2 + topic.Length + (qos > 0 ? 2 : 0) + payload.Length;
        var lengthBytes = remaining < 128 ? 1 : remaining < 16_384 ? 2 : remaining < 2_097_152 ? 3 : 4;
        var frame = new byte[1 + lengthBytes + remaining];
        var span = frame.AsSpan();
        span[0] = (byte)(0x30 | (qos << 1));
        var offset = 1;
        for (var left = remaining; offset <= lengthBytes; left >>= 7)
        {
            span[offset++] = (byte)((left & 0x7F) | (offset <= lengthBytes ? 0x80 : 0));
        }

        BinaryPrimitives.WriteUInt16BigEndian(span[offset..], (ushort)topic.Length);
        topic.CopyTo(span[(offset + 2)..]);
        offset += 2 + topic.Length;
        if (qos > 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(span[offset..], packetIdentifier);
            offset += 2;
        }

        payload.CopyTo(span[offset..]);
        return frame;
    }

    /// <summary>A PUBACK.</summary>
    public static byte[] PubAck(ushort packetIdentifier) => [0x40, 2, (byte)(packetIdentifier >> 8), (byte)packetIdentifier];
}
