using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.AspNetCore;
using MQTTnet.Server;

namespace Weiyu.Client.Tests.Support;

/// <summary>A textbook MQTT broker over WebSocket.</summary>
internal sealed class Broker : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Broker(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = null!;

    public MqttServer Server => _app.Services.GetRequiredService<MqttServer>();

    public static async Task<Broker> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddHostedMqttServer(o => o.WithoutDefaultEndpoint().WithPersistentSessions());
        builder.Services.AddMqttConnectionHandler();
        builder.Services.AddConnections();
        var app = builder.Build();
        app.MapMqtt("/websocket");
        var broker = new Broker(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        broker.Url = new Uri(app.Urls.Single().Replace("http", "ws", StringComparison.Ordinal) + "/websocket");
        return broker;
    }

    public Task PublishAsync(string topic, string payload) =>
        Server.InjectApplicationMessage(
            new InjectedMqttApplicationMessage(new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload).WithQualityOfServiceLevel(MQTTnet.Protocol.MqttQualityOfServiceLevel.AtLeastOnce).Build()),
            TestContext.Current.CancellationToken);

    /// <summary>Breaks every connection off; sessions stay.</summary>
    public async Task DropAllAsync()
    {
        foreach (var client in await Server.GetClientsAsync())
        {
            await Server.DisconnectClientAsync(client.Id, new MqttServerClientDisconnectOptions());
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
