using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Weiyu.Sandbox.Desk;
using Weiyu.Sandbox.Messaging;
using Weiyu.Sandbox.Mqtt;
using Weiyu.Sandbox.Rest;
using Weiyu.Sandbox.Rest.Answers;

namespace Weiyu.Sandbox.Web;

/// <summary>One Kestrel with two listeners: REST and pages on the one, MQTT over WebSocket on the other.</summary>
internal sealed class WebFront : IAsyncDisposable
{
    private readonly Uri _api;
    private readonly Uri _mqtt;
    private readonly WebApplication _app;
    private readonly ILogger _logger;
    private int _mqttPort;

    public WebFront(SandboxServer server, RestServices services, MqttFront mqtt, Visitors visitors, ILoggerFactory loggers)
    {
        var hub = services.Hub;
        _api = Parse(hub.Options.ApiUrl, nameof(SandboxOptions.ApiUrl), "http");
        _mqtt = Parse(hub.Options.MqttUrl, nameof(SandboxOptions.MqttUrl), "ws");
        _logger = loggers.CreateLogger<SandboxServer>();
        ApiUrl = MqttUrl = "";

        // An empty builder: the sandbox takes nothing from files, variables or arguments of the program that it lives in.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(WebFront).Assembly.GetName().Name });
        builder.Services.Replace(ServiceDescriptor.Singleton(loggers));
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime>(new NoLifetime()));
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Body.MaxSize;
            Listen(kestrel, _api);
            Listen(kestrel, _mqtt);
        });
        _app = builder.Build();
        Map(server, services, mqtt, visitors);
    }

    public string ApiUrl { get; private set; }

    public string MqttUrl { get; private set; }

    public async Task StartAsync(CancellationToken cancellation)
    {
        try
        {
            await _app.StartAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or AddressInUseException or SocketException)
        {
            throw new SandboxPortTakenException(
                $"The sandbox can not listen on {_api.Authority} and {_mqtt.Authority}: {e.Message} Stop what uses the port, or give others.",
                e);
        }

        var ports = _app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.Select(a => new Uri(a).Port).ToArray();
        ApiUrl = $"http://{_api.Host}:{ports[0]}";
        MqttUrl = $"ws://{_mqtt.Host}:{ports[1]}{_mqtt.AbsolutePath}";
        _mqttPort = ports[1];
        Log.Started(_logger, ApiUrl, MqttUrl);
    }

    public async ValueTask DisposeAsync()
    {
        using (var hurry = new CancellationTokenSource(TimeSpan.FromSeconds(1)))
        {
            try
            {
                await _app.StopAsync(hurry.Token);
            }
            catch (OperationCanceledException)
            {
                // What did not end in time is cut off by the disposal.
            }
        }

        await _app.DisposeAsync();
    }

    private static Uri Parse(string address, string option, string scheme)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme != scheme)
        {
            throw new ArgumentException($"{option} must be an address like {scheme}://127.0.0.1:PORT/, not '{address}'.");
        }

        return uri.IsLoopback
            ? uri
            : throw new ArgumentException($"{option} must be on loopback, not '{address}': anybody who reaches a sandbox may do anything.");
    }

    private static void Listen(KestrelServerOptions kestrel, Uri uri)
    {
        // "localhost" would mean two sockets, which port 0 can not give.
        var address = IPAddress.TryParse(uri.Host.Trim('[', ']'), out var parsed) ? parsed : IPAddress.Loopback;
        kestrel.Listen(address, uri.Port, listener => listener.Protocols = HttpProtocols.Http1);
    }

    private void Map(SandboxServer server, RestServices services, MqttFront mqtt, Visitors visitors)
    {
        var (hub, desk) = (services.Hub, services.Desk);
        var rest = new RestServer(services);
        _app.UseWebSockets();
        _app.Use(next => http => http.Connection.LocalPort == _mqttPort ? MqttAsync(http, mqtt) : rest.GuardAsync(http, next));
        _app.UseRouting();
        rest.Map(_app);
        new SandboxCalls(server, hub, visitors).Map(_app);
        PageFiles.Map(_app);
        new Uploads(hub.Options).Map(_app);
        new VisitorSocket(hub, desk, visitors).Map(_app);
        new AgentSocket(server, hub).Map(_app);
        _app.UseEndpoints(static _ => { });
    }

    /// <summary>The default one would take SIGTERM and Ctrl+C away from the program that the sandbox lives in.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private Task MqttAsync(HttpContext http, MqttFront mqtt)
    {
        if (http.Request.Path.Value == _mqtt.AbsolutePath) return mqtt.HandleAsync(http);

        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
