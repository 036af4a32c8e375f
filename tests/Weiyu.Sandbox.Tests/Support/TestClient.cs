using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Weiyu.Client.Messages;

namespace Weiyu.Sandbox.Tests.Support;

/// <summary>A plain MQTT client, as the documentation's page describes it.</summary>
internal sealed class TestClient : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Channel<MqttApplicationMessageReceivedEventArgs> _received = Channel.CreateUnbounded<MqttApplicationMessageReceivedEventArgs>();
    private readonly TaskCompletionSource _disconnected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TestClient()
    {
        _client.ApplicationMessageReceivedAsync += args =>
        {
            args.AutoAcknowledge = AutoAcknowledge;
            _received.Writer.TryWrite(args);
            return Task.CompletedTask;
        };
        _client.DisconnectedAsync += _ =>
        {
            _disconnected.TrySetResult();
            return Task.CompletedTask;
        };
    }

    public bool AutoAcknowledge { get; init; } = true;

    public bool IsSessionPresent { get; private set; }

    public MqttClientConnectResultCode ResultCode { get; private set; }

    public Task Disconnected => _disconnected.Task;

    public bool IsConnected => _client.IsConnected;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TestClient> ConnectAsync(
        SandboxServer server,
        string clientId = "user_bot/web/test",
        bool clean = false,
        string? password = null,
        bool acknowledge = true,
        int keepAlive = 30)
    {
        var client = new TestClient { AutoAcknowledge = acknowledge };
        var options = new MqttClientOptionsBuilder()
            .WithWebSocketServer(o => o.WithUri(server.MqttUrl))
            .WithProtocolVersion(MqttProtocolVersion.V311)
            .WithClientId(clientId)
            .WithCredentials("bot@sandbox", password ?? Some.Token(server, clientId))
            .WithKeepAlivePeriod(TimeSpan.FromSeconds(keepAlive))
            .WithCleanSession(clean)
            .Build();
        var result = await client._client.ConnectAsync(options, Token);
        client.ResultCode = result.ResultCode;
        client.IsSessionPresent = result.IsSessionPresent;
        // The server sends the CONNACK just before it begins to deliver.
        while (client._client.IsConnected && !server.Sessions.Any(s => s.ClientId == clientId))
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        return client;
    }

    public async Task<MqttClientSubscribeResult> SubscribeAsync(string topic, int qos = 1) =>
        await _client.SubscribeAsync(
            new MqttTopicFilterBuilder().WithTopic(topic).WithQualityOfServiceLevel((MqttQualityOfServiceLevel)qos).Build(), Token);

    public async Task UnsubscribeAsync(string topic) => await _client.UnsubscribeAsync(topic, Token);

    public Task<MqttClientPublishResult> PublishAsync(Wire.Message message, string? topic = null, int qos = 1) =>
        PublishAsync(MessageCodec.Encode(message), topic ?? message.Thread.Topic, qos);

    public Task<MqttClientPublishResult> PublishAsync(byte[] payload, string topic, int qos = 1) =>
        _client.PublishAsync(
            new MqttApplicationMessage { Topic = topic, PayloadSegment = payload, QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos }, Token);

    /// <summary>The next packet.</summary>
    public async Task<MqttApplicationMessageReceivedEventArgs> NextPacketAsync() => await _received.Reader.ReadAsync(Token);

    /// <summary>The next message.</summary>
    public async Task<Wire.Message> NextAsync()
    {
        var packet = await NextPacketAsync();
        Assert.True(MessageCodec.TryDecode(packet.ApplicationMessage.Payload, out var message));
        return message;
    }

    /// <summary>Sends a mark through the server and says what came before its echo: nothing can come after it that was sent earlier.</summary>
    public async Task<List<Wire.Message>> DrainAsync(SandboxServer server)
    {
        var mark = Some.Message(server, topic: "user/user_bot", uid: "mark" + Guid.NewGuid().ToString("N"));
        await SubscribeAsync("user/user_bot");
        await PublishAsync(mark);
        var before = new List<Wire.Message>();
        while (true)
        {
            var next = await NextAsync();
            if (next.Uid == mark.Uid)
            {
                return before;
            }

            before.Add(next);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_client.IsConnected)
            {
                await _client.DisconnectAsync();
            }
        }
        catch (Exception)
        {
            // The server was faster.
        }

        _client.Dispose();
    }
}
