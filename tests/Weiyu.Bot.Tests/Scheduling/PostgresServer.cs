using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Xunit;

namespace Weiyu.Bot.Tests.Scheduling;

/// <summary>A PostgreSQL server of the tests' own: in a temporary folder, on a free port, gone afterwards.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"weiyu-pg-{Guid.NewGuid():N}");
    private Func<Task>? _start;
    private Process? _server;
    private int _databases;

    /// <summary>Null when the machine has no PostgreSQL; then only a developer's machine may skip what needs it.</summary>
    public string? ConnectionString { get; private set; }

    /// <summary>A new, empty database.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        if (ConnectionString is null)
        {
            Assert.Skip("There is no PostgreSQL on this machine; tests/run.sh installs it.");
        }

        var name = $"bot{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ToString();
    }

    public async ValueTask InitializeAsync()
    {
        var bin = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).LastOrDefault(d => File.Exists(Path.Combine(d, "initdb"))) : null;
        if (bin is null)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") is "true", "In CI PostgreSQL must be there: tests/run.sh installs it.");
            return;
        }

        Directory.CreateDirectory(_folder);
        var root = Environment.UserName == "root";
        if (root) await RunAsync("chown", "postgres", _folder);
        var data = Path.Combine(_folder, "data");
        await RunAsUserAsync(root, Path.Combine(bin, "initdb"), "-D", data, "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C");
        var port = FreePort();
        var connectionString = $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Timeout=5;Maximum Pool Size=40";
        // The tests' own connections are not pooled: one from before a crash would fail the test that gets it.
        var direct = $"{connectionString};Pooling=false";
        _start = async () =>
        {
            // No fsync: what is tested is who does what, not what survives a power cut.
            _server = Start(root, Path.Combine(bin, "postgres"), "-D", data, "-p", $"{port}", "-h", "127.0.0.1", "-k", _folder, "-c", "fsync=off", "-c", "max_connections=200");
            await AnswersAsync(direct, _server);
        };
        await _start();
        ConnectionString = connectionString;
    }

    /// <summary>Starts it again after <see cref="StopAsync"/>.</summary>
    public Task StartAgainAsync() => _start!();

    /// <summary>Stops it at once, as a crash would; clients find their pooled connections dead, as after a crash.</summary>
    public async Task StopAsync()
    {
        if (_server is { HasExited: false })
        {
            await ThawAsync();
            // The server itself, not runuser; at once, without waiting for pooled connections.
            var pid = (await File.ReadAllLinesAsync(Path.Combine(_folder, "data", "postmaster.pid")))[0].Trim();
            await RunAsync("kill", "-QUIT", pid);
            await _server.WaitForExitAsync();
        }

        _server?.Dispose();
        _server = null;
    }

    /// <summary>Does something to a database as its administrator, and ends the connections to it: what was changed holds for the next ones.</summary>
    /// <param name="database">As <see cref="NewDatabaseAsync"/> gave it.</param>
    /// <param name="sql"><c>{0}</c> stands for the database's name.</param>
    public async Task ExecuteAsync(string database, string sql)
    {
        var name = new NpgsqlConnectionStringBuilder(database).Database;
        await using var connection = new NpgsqlConnection($"{database};Pooling=false;Options=-c default_transaction_read_only=off");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, name), connection);
        await command.ExecuteNonQueryAsync();
        command.CommandText = $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()";
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Freezes it with all its processes: it takes connections and answers nothing, as behind a network that swallows everything.</summary>
    public Task FreezeAsync() => SignalAllAsync("-STOP");

    /// <summary>Lets it go on after <see cref="FreezeAsync"/>.</summary>
    public Task ThawAsync() => SignalAllAsync("-CONT");

    private async Task SignalAllAsync(string signal)
    {
        var pid = (await File.ReadAllLinesAsync(Path.Combine(_folder, "data", "postmaster.pid")))[0].Trim();
        var children = (await File.ReadAllTextAsync($"/proc/{pid}/task/{pid}/children")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // runuser stops with what it started.
        await RunAsync(["kill", signal, pid, .. children, $"{_server!.Id}"]);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private static async Task AnswersAsync(string connectionString, Process server)
    {
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString);
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (!server.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task RunAsUserAsync(bool root, params string[] command)
    {
        using var process = Start(root, command);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    private static async Task RunAsync(params string[] command)
    {
        using var process = Start(false, command);
        await process.WaitForExitAsync();
    }

    private static Process Start(bool asPostgres, params string[] command)
    {
        string[] all = asPostgres ? ["runuser", "-u", "postgres", "--", .. command] : command;
        var info = new ProcessStartInfo(all[0], all[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        var process = Process.Start(info)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
