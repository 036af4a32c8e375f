namespace Weiyu.Sandbox.Mqtt;

/// <summary>What a client has been sent at QoS 1 and has not acknowledged.</summary>
internal sealed class OpenDeliveries
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private int _open;

    public void Sent() => Interlocked.Increment(ref _open);

    public void Acknowledged() => Interlocked.Decrement(ref _open);

    /// <summary>Ends when nothing is open any longer, or after this time.</summary>
    public async Task NoneAsync(TimeSpan atMost)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (Volatile.Read(ref _open) > 0 && TimeProvider.System.GetElapsedTime(start) < atMost)
        {
            await Task.Delay(Interval, TimeProvider.System);
        }
    }
}
