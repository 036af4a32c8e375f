using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Weiyu.Benchmarks.Faults;

/// <summary>A TCP proxy on loopback between the bot and the server, which breaks the line on command.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, Pair> _pairs = new();
    private readonly int _target;
    private readonly Task _accepting;
    private int _number;

    private FaultProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether new connections are closed at once.</summary>
    public bool Refuses { get; set; }

    /// <summary>Whether everything that is sent is swallowed while the connections stand: a half-open line.</summary>
    public bool Swallows { get; set; }

    /// <summary>Whether what the bot sends is swallowed, and what the server sends comes through: a line that hears and is not heard.</summary>
    public bool SwallowsUp { get; set; }

    /// <summary>How long each piece of data is held back.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Starts a proxy to a port of this machine.</summary>
    public static FaultProxy To(int port) => new(port);

    /// <summary>Resets all connections.</summary>
    public void Cut()
    {
        foreach (var pair in _pairs.Values) pair.Reset();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                if (Refuses)
                {
                    client.Close(0);
                    continue;
                }

                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        var number = Interlocked.Increment(ref _number);
        var pair = new Pair(client, server);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            _pairs[number] = pair;
            await Task.WhenAny(PumpAsync(client, server, isUp: true), PumpAsync(server, client, isUp: false));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Either end is gone.
        }
        finally
        {
            _pairs.TryRemove(number, out _);
            pair.Reset();
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool isUp)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var count = await from.ReceiveAsync(buffer, _stop.Token);
                if (count == 0) return;
                if (Delay > TimeSpan.Zero) await Task.Delay(Delay, TimeProvider.System, _stop.Token);
                if (Swallows || (isUp && SwallowsUp))
                {
                    // What follows would be out of frame: this line is dead, only nobody knows yet.
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token);
                }

                await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Either end is gone.
        }
    }

    private sealed record Pair(Socket Client, Socket Server)
    {
        public void Reset()
        {
            Client.Close(0);
            Server.Close(0);
        }
    }
}
