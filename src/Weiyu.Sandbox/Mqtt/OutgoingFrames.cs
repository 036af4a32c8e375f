using System.Net.WebSockets;
using System.Threading.Channels;
using Weiyu.Sandbox.Messaging;

namespace Weiyu.Sandbox.Mqtt;

/// <summary>What waits to be written to one connection; as many as fit go out together.</summary>
internal sealed class OutgoingFrames(WebSocket socket, Hub hub, CancellationToken aborted)
{
    private const long MaxBacklog = 64L * 1024 * 1024;

    private readonly Channel<Frame> _frames = Channel.CreateUnbounded<Frame>(new() { SingleReader = true });
    private long _backlog, _sent;

    /// <summary>Bytes written so far.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public void ResetSent() => Interlocked.Exchange(ref _sent, 0);

    /// <summary>Nothing more will come.</summary>
    public void Complete() => _frames.Writer.TryComplete();

    /// <summary>False when too much waits already.</summary>
    public bool TryAdd(byte[] bytes, DateTimeOffset due)
    {
        if (Interlocked.Add(ref _backlog, bytes.Length) > MaxBacklog) return false;

        _frames.Writer.TryWrite(new Frame(bytes, due));
        return true;
    }

    /// <summary>Writes until there is nothing more to come.</summary>
    public async Task WriteAsync()
    {
        var batch = new byte[64 * 1024];
        try
        {
            while (await _frames.Reader.WaitToReadAsync(aborted))
            {
                var used = 0;
                while (_frames.Reader.TryPeek(out var frame) && (used == 0 || used + frame.Bytes.Length <= batch.Length))
                {
                    var wait = frame.Due == default ? TimeSpan.Zero : frame.Due - hub.Time.GetUtcNow();
                    if (wait > TimeSpan.Zero)
                    {
                        if (used > 0) break;

                        await Task.Delay(wait, hub.Time, aborted);
                    }

                    _frames.Reader.TryRead(out frame);
                    Interlocked.Add(ref _backlog, -frame.Bytes.Length);
                    if (hub.Faults.Silence)
                    {
                        hub.Counters.CountSwallowed();
                        continue;
                    }

                    if (frame.Bytes.Length > batch.Length) batch = new byte[frame.Bytes.Length];

                    frame.Bytes.CopyTo(batch, used);
                    used += frame.Bytes.Length;
                }

                if (used > 0)
                {
                    await socket.SendAsync(batch.AsMemory(0, used), WebSocketMessageType.Binary, endOfMessage: true, aborted);
                    Interlocked.Add(ref _sent, used);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The connection is gone; the reading side sees it too.
        }
    }

    private readonly record struct Frame(byte[] Bytes, DateTimeOffset Due);
}
