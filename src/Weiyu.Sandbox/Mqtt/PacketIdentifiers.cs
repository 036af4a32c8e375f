namespace Weiyu.Sandbox.Mqtt;

/// <summary>Packet identifiers in a row. The real server has one row for all clients, and it passes through 0.</summary>
internal sealed class PacketIdentifiers(bool skipsZero)
{
    private int _last;

    /// <summary>The next one; 65,535 is followed by 0 (or 1).</summary>
    public ushort Next()
    {
        var next = (ushort)Interlocked.Increment(ref _last);
        return next == 0 && skipsZero ? (ushort)Interlocked.Increment(ref _last) : next;
    }

    /// <summary>Moves the row, so that the next identifier is this one.</summary>
    public void StartAt(ushort next) => Volatile.Write(ref _last, next - 1);
}
