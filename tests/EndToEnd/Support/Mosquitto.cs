using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Weiyu.EndToEnd.Support;

/// <summary>Debian's mosquitto with a WebSocket listener on loopback.</summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private Mosquitto(Process process, string folder, int port) => (_process, _folder, Port) = (process, folder, port);

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>Where it listens.</summary>
    public string Url => $"ws://127.0.0.1:{Port}/websocket";

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<Mosquitto> StartAsync(int? port = null)
    {
        var chosen = port ?? FreePort();
        var folder = Directory.CreateTempSubdirectory("weiyu-mosquitto-").FullName;
        var configuration = Path.Combine(folder, "mosquitto.conf");
        // Version 2.0.11 refuses to start with nothing but a WebSocket listener; without socket_domain it would listen on every interface, whatever the address says.
        await File.WriteAllTextAsync(configuration, $"""
            allow_anonymous true
            persistence false
            listener {FreePort()} 127.0.0.1
            listener {chosen} 127.0.0.1
            protocol websockets
            socket_domain ipv4
            """);
        var program = File.Exists("/usr/sbin/mosquitto") ? "/usr/sbin/mosquitto" : "mosquitto";
        var process = Process.Start(new ProcessStartInfo(program, ["-c", configuration]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var broker = new Mosquitto(process, folder, chosen);
        await Eventually.TrueAsync(() => Listens(chosen), "mosquitto listens");
        return broker;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static bool Listens(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
