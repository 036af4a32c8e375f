using System.Collections.Concurrent;
using Google.Protobuf;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Weiyu.Client.Messages;

namespace Weiyu.EndToEnd.Support;

/// <summary>A visitor at a plain broker: another MQTT client that speaks the protobuf of the platform.</summary>
internal sealed class ProtobufVisitor : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly ConcurrentQueue<Wire.Message> _received = new();
    private readonly Wire.Thread _thread;

    private ProtobufVisitor(Wire.Thread thread) => _thread = thread;

    /// <summary>Its thread, as it stands in what it says.</summary>
    public Wire.Thread Thread => _thread;

    /// <summary>Everything that came on the thread's topic, own messages left out.</summary>
    public IReadOnlyCollection<Wire.Message> Received => _received;

    /// <summary>Connects and subscribes to the topic of its thread.</summary>
    public static async Task<ProtobufVisitor> ConnectAsync(string url, string agentUid, CancellationToken cancellationToken)
    {
        var uid = Guid.NewGuid().ToString("N");
        var visitor = new ProtobufVisitor(new Wire.Thread
        {
            Uid = $"thread_{uid}", Topic = Topics.Agent(agentUid, uid), Type = ThreadTypes.Agent, State = ThreadStates.Chatting, Channel = "WEB",
            User = new Wire.User { Uid = uid, Nickname = "访客", Type = UserTypes.Visitor },
        });
        visitor._client.ApplicationMessageReceivedAsync += e =>
        {
            if (MessageCodec.TryDecode(e.ApplicationMessage.Payload, out var message) && message.User?.Uid != uid) visitor._received.Enqueue(message);
            return Task.CompletedTask;
        };
        await visitor._client.ConnectAsync(
            new MqttClientOptionsBuilder().WithWebSocketServer(o => o.WithUri(url)).WithProtocolVersion(MqttProtocolVersion.V311).WithClientId($"{uid}/web/visitor").Build(), cancellationToken);
        await visitor._client.SubscribeAsync(visitor._thread.Topic, MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken);
        return visitor;
    }

    /// <summary>Says something on a topic; by default the inbox of the thread's agent, as a server would that adds topics by itself.</summary>
    public async Task<Wire.Message> SayAsync(string text, string? topic, CancellationToken cancellationToken)
    {
        var message = new Wire.Message
        {
            Uid = Guid.NewGuid().ToString("N"), Type = MessageTypes.Text, Content = text, Status = MessageStatuses.Sending, Channel = "WEB",
            CreatedAt = MessageTime.Write(TimeProvider.System.GetUtcNow()), Thread = _thread.Clone(), User = _thread.User.Clone(), Extra = "{}",
        };
        await _client.PublishAsync(
            new MqttApplicationMessageBuilder().WithTopic(topic ?? _thread.Topic).WithPayload(message.ToByteArray()).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(),
            cancellationToken);
        return message;
    }

    /// <summary>Waits for the first text.</summary>
    public async Task<Wire.Message> TextAsync()
    {
        await Eventually.TrueAsync(() => _received.Any(m => m.Type == MessageTypes.Text), "the visitor got an answer");
        return _received.First(m => m.Type == MessageTypes.Text);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _client.DisconnectAsync(new MqttClientDisconnectOptions(), CancellationToken.None);
        _client.Dispose();
    }
}
