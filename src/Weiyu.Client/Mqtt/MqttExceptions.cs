namespace Weiyu.Client.Mqtt;

/// <summary>There is no connection, or it was lost before the server acknowledged.</summary>
public sealed class NotConnectedException : Exception
{
    public NotConnectedException(string message, bool mayHaveBeenSent, Exception? inner = null)
        : base(message, inner) => MayHaveBeenSent = mayHaveBeenSent;

    /// <summary>False when not a byte of it went out.</summary>
    public bool MayHaveBeenSent { get; }

    /// <summary>Whether it left on a line that stands, and the server did not answer in time.</summary>
    public bool IsUnanswered { get; init; }
}

/// <summary>The packet would be larger than the server accepts; nothing was sent.</summary>
public sealed class PacketTooLargeException(int size, int maxSize) : Exception($"The packet has {size} bytes; the server accepts {maxSize}.")
{
    /// <summary>Bytes of the whole packet.</summary>
    public int Size { get; } = size;

    /// <summary>Bytes that the server accepts.</summary>
    public int MaxSize { get; } = maxSize;
}
