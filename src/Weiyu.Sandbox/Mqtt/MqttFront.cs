using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Protocol;
using MQTTnet.Server;
using Weiyu.Sandbox.Messaging;
using Weiyu.Sandbox.State;

namespace Weiyu.Sandbox.Mqtt;

/// <summary>
/// MQTTnet's server behind Kestrel's WebSocket. MQTTnet speaks the protocol (connect, keep-alive, take-over, subscribe, acknowledgements);
/// who gets which message is decided by the <see cref="Hub"/>.
/// </summary>
internal sealed class MqttFront : IMqttServerAdapter, IAsyncDisposable
{
    private readonly Hub _hub;
    private readonly ConnectRules _rules;
    private readonly ILogger _logger;
    private readonly MqttServer _server;
    private long _numbers;
    private readonly ConcurrentDictionary<BrokerChannel, byte> _channels = new();
    private readonly ConcurrentDictionary<BrokerChannel, Task> _served = new();
    private readonly ConcurrentDictionary<string, MqttListener> _listeners = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _known = new(StringComparer.Ordinal);

    public MqttFront(Hub hub, Logins logins, ILogger logger)
    {
        (_hub, _rules, _logger) = (hub, new ConnectRules(hub, logins), logger);
        var options = new MqttServerOptionsBuilder()
            .WithoutDefaultEndpoint()
            .WithMaxPendingMessagesPerClient(100_000)
            .WithDefaultCommunicationTimeout(TimeSpan.FromSeconds(10));
        if (hub.Habits.KeepsForOffline) options.WithPersistentSessions();

        _server = new MqttServerFactory().CreateMqttServer(options.Build(), [this]);
        _server.ValidatingConnectionAsync += ValidateAsync;
        _server.InterceptingPublishAsync += PublishAsync;
        _server.InterceptingSubscriptionAsync += SubscribeAsync;
        _server.InterceptingUnsubscriptionAsync += UnsubscribeAsync;
    }

    public Func<IMqttChannelAdapter, Task> ClientHandler { get; set; } = static _ => Task.CompletedTask;

    /// <summary>One row of packet identifiers for all clients.</summary>
    public PacketIdentifiers Identifiers { get; } = new();

    public IReadOnlyList<SandboxSession> Sessions()
    {
        lock (_hub.Gate)
        {
            return [.. _listeners.Values.Where(l => l.Channel is not null).Select(l => new SandboxSession(
                l.ClientId,
                l.UserUid,
                l.Channel!.Connect?.Username,
                l.Channel.Connect?.CleanSession ?? true,
                l.Channel.Connect?.KeepAlivePeriod ?? 0,
                _hub.Subscriptions.TopicsOf(SubscriberOf(l.ClientId)),
                l.ConnectedAt))];
        }
    }

    private SandboxHabits Habits => _hub.Habits;

    public Task StartAsync() => _server.StartAsync();

    Task IMqttServerAdapter.StartAsync(MqttServerOptions options, IMqttNetLogger logger) => Task.CompletedTask;

    public Task StopAsync() => Task.CompletedTask;

    public void Dispose()
    {
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        DropConnections();
        _server.Dispose();
    }

    /// <summary>The request for <c>/websocket</c>.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (_hub.Faults.RefuseConnects == ConnectRefusal.Close)
        {
            _hub.Faults.NextConnect();
            _hub.Counters.CountRefusedConnect();
            http.Abort();
            return;
        }

        var protocol = http.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(p => p.StartsWith("mqtt", StringComparison.OrdinalIgnoreCase));
        var accepted = new WebSocketAcceptContext { SubProtocol = protocol, KeepAliveInterval = TimeSpan.Zero };
        using var socket = await http.WebSockets.AcceptWebSocketAsync(accepted);
        var channel = new BrokerChannel(http, socket, _hub, this, Interlocked.Increment(ref _numbers));
        var served = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _served[channel] = served.Task;
        _channels[channel] = 0;
        channel.Start();
        try
        {
            await ClientHandler(channel);
        }
        finally
        {
            await channel.EndAsync();
            _served.TryRemove(channel, out _);
            served.SetResult();
        }
    }

    /// <summary>Resets all connections; says how many there were.</summary>
    public int DropConnections() => Drop(_ => true);

    /// <summary>Resets the connections of one user.</summary>
    public int DropConnections(string userUid) => Drop(c => UserOf(c.ClientId) == userUid);

    /// <summary>Ends the connections of one user, after what is on its way to them.</summary>
    public void Finish(string userUid)
    {
        foreach (var (channel, served) in _served.Where(s => UserOf(s.Key.ClientId) == userUid)) _ = channel.FinishAsync(served);
    }

    /// <summary>Whether the server has seen this client before and keeps its subscriptions.</summary>
    public bool IsKnown(string clientId) => _known.ContainsKey(clientId);

    private int Drop(Func<BrokerChannel, bool> which)
    {
        var count = 0;
        foreach (var channel in _channels.Keys.Where(which))
        {
            count++;
            channel.Abort();
        }

        return count;
    }

    private static string UserOf(string clientId) => ConnectRules.UserOf(clientId);

    private string SubscriberOf(string clientId) => Habits.SubscriptionsPerUser ? UserOf(clientId) : clientId;

    private async Task ValidateAsync(ValidatingConnectionEventArgs args)
    {
        var refusal = _rules.For(args.ClientId, args.Password);
        args.ReasonCode = ConnectRules.CodeOf(refusal);
        if (refusal != ConnectRefusal.None)
        {
            _hub.Counters.CountRefusedConnect();
            Log.ConnectRefused(_logger, args.ClientId, refusal);
        }
        else if (args.ChannelAdapter is BrokerChannel channel)
        {
            await TakeOverAsync(channel);
        }
    }

    /// <summary>
    /// Ends the older connections of a client id before a new one gets its session: MQTTnet's server, when one is just ending by itself,
    /// deletes the session by its client id, and with it the new connection.
    /// </summary>
    private async Task TakeOverAsync(BrokerChannel channel)
    {
        foreach (var (older, served) in _served)
        {
            if (older.Number < channel.Number && older.ClientId == channel.ClientId)
            {
                older.Abort();
                await served;
            }
        }
    }

    /// <summary>The CONNACK is in the queue: from now on the client gets messages.</summary>
    public async Task AcceptedAsync(BrokerChannel channel)
    {
        var clientId = channel.ClientId;
        var session = Habits.KeepsForOffline ? await _server.GetSessionAsync(clientId) : null;
        lock (_hub.Gate)
        {
            if (channel.Connect is { CleanSession: true } && !Habits.SubscriptionsPerUser) _hub.Subscriptions.Forget(clientId);

            var listener = _listeners.GetOrAdd(clientId, id => new MqttListener(UserOf(id), id, _hub, Identifiers));
            if (listener.Channel is null) _hub.Presence.Add(listener.UserUid);

            listener.Channel = channel;
            listener.Session = session;
            listener.ConnectedAt = _hub.Time.GetUtcNow();
            _hub.Subscriptions.Attach(SubscriberOf(clientId), listener);
        }

        if (_known.Count >= 100_000) _known.Clear();

        _known[clientId] = 0;
        _hub.Counters.CountConnect();
        Log.Connected(_logger, clientId);
    }

    /// <summary>The connection is gone.</summary>
    public void Closed(BrokerChannel channel)
    {
        _channels.TryRemove(channel, out _);
        var clientId = channel.ClientId;
        lock (_hub.Gate)
        {
            if (!_listeners.TryGetValue(clientId, out var listener) || listener.Channel != channel) return;

            listener.Channel = null;
            _hub.Presence.Remove(listener.UserUid);
            var isClean = channel.Connect is { CleanSession: true };
            if (!Habits.KeepsForOffline || isClean)
            {
                _listeners.TryRemove(clientId, out _);
                _hub.Subscriptions.Detach(SubscriberOf(clientId), listener);
            }

            if (isClean && !Habits.SubscriptionsPerUser) _hub.Subscriptions.Forget(clientId);
        }

        Log.Disconnected(_logger, clientId);
    }

    private Task PublishAsync(InterceptingPublishEventArgs args)
    {
        args.ProcessPublish = false;
        if (_listeners.TryGetValue(args.ClientId ?? "", out var sender))
        {
            var message = args.ApplicationMessage;
            _hub.Publish(message.Payload, message.Topic, (byte)message.QualityOfServiceLevel, sender.UserUid);
        }

        return Task.CompletedTask;
    }

    private Task SubscribeAsync(InterceptingSubscriptionEventArgs args)
    {
        args.ProcessSubscription = false;
        var filter = args.TopicFilter;
        var qos = (byte)filter.QualityOfServiceLevel;
        args.Response.ReasonCode = (MqttSubscribeReasonCode)qos;
        lock (_hub.Gate) _hub.Subscriptions.Add(SubscriberOf(args.ClientId), filter.Topic, qos);

        return Task.CompletedTask;
    }

    private Task UnsubscribeAsync(InterceptingUnsubscriptionEventArgs args)
    {
        args.ProcessUnsubscription = false;
        args.Response.ReasonCode = MqttUnsubscribeReasonCode.Success;
        lock (_hub.Gate) _hub.Subscriptions.Remove(SubscriberOf(args.ClientId), args.Topic);

        return Task.CompletedTask;
    }
}
