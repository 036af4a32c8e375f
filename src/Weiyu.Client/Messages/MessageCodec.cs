using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;

namespace Weiyu.Client.Messages;

/// <summary>Bytes of an MQTT payload to a message and back. Foreign bytes never throw; unknown fields survive the way there and back.</summary>
public static class MessageCodec
{
    /// <summary>Reads one message. False for anything that is not one: truncated, over-long, wrong wire types that cannot be skipped, invalid UTF-8.</summary>
    public static bool TryDecode(in ReadOnlySequence<byte> payload, [NotNullWhen(true)] out Wire.Message? message)
    {
        if (payload.IsSingleSegment) return TryDecode(payload.FirstSpan, out message);

        try
        {
            message = Wire.Message.Parser.ParseFrom(payload);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            message = null;
            return false;
        }
    }

    /// <inheritdoc cref="TryDecode(in ReadOnlySequence{byte}, out Wire.Message?)"/>
    public static bool TryDecode(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out Wire.Message? message)
    {
        try
        {
            message = Wire.Message.Parser.ParseFrom(payload);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            message = null;
            return false;
        }
    }

    /// <summary>The payload of an MQTT packet.</summary>
    public static byte[] Encode(Wire.Message message) => message.ToByteArray();
}
