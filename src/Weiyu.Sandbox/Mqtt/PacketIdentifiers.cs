namespace Weiyu.Sandbox.Mqtt;

/// <summary>Packet identifiers in a row. The server has one row for all clients; in older generations it passes through 0.</summary>
internal sealed class PacketIdentifiers
{
    private int _last;

    /// <summary>The next one; 65,535 is followed by 0 (or by 1).</summary>
    public ushort Next(bool passesZero)
    {
        var next = (ushort)Interlocked.Increment(ref _last);
        return next == 0 && !passesZero ? (ushort)Interlocked.Increment(ref _last) : next;
    }

    /// <summary>Moves the row, so that the next identifier is this one.</summary>
    public void StartAt(ushort next) => Volatile.Write(ref _last, next - 1);
}
