using System.Diagnostics.CodeAnalysis;

namespace Weiyu.Client.Mqtt;

/// <summary>Hands packets on one at a time, also when an old connection's last one is still being handled as a new one's first arrives.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore's wait handle is never asked for: there is nothing to dispose of.")]
internal sealed class SerialReceiver(Func<ReceivedPacket, ValueTask> receive)
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Hands one on, once those before it are handled.</summary>
    public async ValueTask ReceiveAsync(ReceivedPacket packet)
    {
        await _one.WaitAsync();
        try
        {
            await receive(packet);
        }
        finally
        {
            _one.Release();
        }
    }
}
