using Microsoft.Extensions.Options;
using ModelContextProtocol.Client;
using Weiyu.Bot.Handlers.Tools;

namespace Weiyu.Bot.Handlers.Llm.Tools;

/// <summary>
/// The connections to MCP servers. They are made in the background and made again when they fail; a server that does not answer
/// delays nothing and takes nothing with it: its tools are missing until it does.
/// </summary>
internal sealed class McpServers(IOptions<McpOptions> options, TimeProvider time, ILogger<McpServers> log) : BackgroundService
{
    private const int MaxToolsOfServer = 64;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, IReadOnlyList<ITool>> _tools = [];

    /// <summary>The tools of the servers that answer.</summary>
    public IReadOnlyList<ITool> Tools
    {
        get
        {
            lock (_lock) return [.. _tools.Values.SelectMany(t => t)];
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(options.Value.Servers.Select(s => KeepAsync(s.Key, s.Value, stoppingToken)));

    private async Task KeepAsync(string name, McpServerOptions server, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                try
                {
                    await UseAsync(name, server, stop);
                    LlmLog.McpSkipped(log, name, "It went away.", (int)Retry.TotalSeconds);
                }
                catch (Exception e) when (!stop.IsCancellationRequested)
                {
                    LlmLog.McpSkipped(log, name, e is OperationCanceledException ? "It did not answer in time." : $"{e.GetType().Name}: {Short(e.Message)}", (int)Retry.TotalSeconds);
                }

                lock (_lock) _tools.Remove(name);
                await Task.Delay(Retry, time, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The bot stops.
        }
    }

    /// <summary>Connects, offers the tools, and stays until the server goes away.</summary>
    private async Task UseAsync(string name, McpServerOptions server, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(server.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        await using var client = await McpClient.CreateAsync(Transport(name, server), cancellationToken: either.Token);
        var tools = await client.ListToolsAsync(cancellationToken: either.Token);
        var offered = tools.Take(MaxToolsOfServer).Select(t => new McpTool(name, t, server.Changes)).ToList();
        lock (_lock) _tools[name] = offered;
        var names = string.Join(", ", offered.Select(t => t.Name));
        LlmLog.McpReady(log, name, offered.Count, names);
        await client.Completion.WaitAsync(stop);
    }

    private static IClientTransport Transport(string name, McpServerOptions server) => server.Url.Length > 0
        ? new HttpClientTransport(new HttpClientTransportOptions { Name = name, Endpoint = new Uri(server.Url), AdditionalHeaders = server.Headers, ConnectionTimeout = server.ConnectTimeout })
        : new StdioClientTransport(new StdioClientTransportOptions
        {
            Name = name,
            Command = server.Command,
            Arguments = server.Arguments,
            InheritEnvironmentVariables = false,
            EnvironmentVariables = Environment(server),
        });

    private static Dictionary<string, string?> Environment(McpServerOptions server)
    {
        var result = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (key, value) in StdioClientTransportOptions.GetDefaultEnvironmentVariables()) result[key] = value;
        foreach (var (key, value) in server.Environment) result[key] = value;
        return result;
    }

    private static string Short(string text) => text.Length > 200 ? text[..200] : text;
}
