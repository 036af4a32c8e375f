using System.Globalization;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Outbox;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Storage;
using Weiyu.Client;
using Weiyu.Client.Mqtt;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Receiving;

/// <summary>
/// The agent's working day: log in, take up what was left, connect and stay connected, catch up after every gap, and at the end leave in order.
/// </summary>
internal sealed partial class AgentService(
    WeiyuRestClient rest, BotIdentityStore identity, MqttLink link, MqttConnectionFactory connections, MessageReceiver receiver, CatchUp catchUp, ConversationHub hub,
    OutboxWorker outbox, DeliveryRouter router, TopicBook topics, Store store, StartupState startup, IHostApplicationLifetime lifetime,
    IOptions<WeiyuOptions> options, TimeProvider time, ILogger<AgentService> log) : BackgroundService
{
    private const string AliveKey = "alive";
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private CancellationTokenSource? _catchingUp;
    private Task _caughtUp = Task.CompletedTask;
    private DateTimeOffset _gapSince;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await store.Ready.WaitAsync(stoppingToken);
            _gapSince = LastAlive();
            await LogInAsync(stoppingToken);
            await using var connection = connections.Create(receiver.ReceiveAsync);
            connection.StateChanged += change => OnChanged(change, stoppingToken);
            link.Connection = connection;
            topics.AddOwn(identity.Current!);

            var receiving = receiver.RunAsync(stoppingToken);
            outbox.Resume();
            var resuming = receiver.ResumeAsync(stoppingToken);
            await Task.WhenAll(receiving, resuming, BeatAsync(stoppingToken), connection.RunAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end of the day.
        }
        catch (WeiyuLoginRefusedException e)
        {
            startup.Fail(Commands.CommandOutput.RefusedCredentials, e.Message);
            lifetime.StopApplication();
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // First stop taking, then finish what is in hand; what is left is in the journal.
        await base.StopAsync(cancellationToken);
        await hub.StopAsync(Patience);
        await outbox.StopAsync(TimeSpan.FromSeconds(2), time);
        await store.StopAsync();
        LogStopped(log);
    }

    private async Task LogInAsync(CancellationToken cancellationToken)
    {
        var pause = new Backoff(options.Value.ReconnectMin, options.Value.ReconnectMax, new Random(Environment.ProcessId));
        while (true)
        {
            try
            {
                var session = await rest.LoginAsync(cancellationToken);
                var agent = await rest.FindAgentAsync(cancellationToken);
                identity.Set(new BotIdentity(session.UserUid, session.Username, session.Nickname, session.Avatar, session.OrgUid)
                {
                    Agent = agent is null ? null : new AgentIdentity(agent.Uid, agent.Nickname, agent.Avatar),
                });
                LogLoggedIn(log, session.Username, agent?.Nickname ?? "no agent");
                return;
            }
            catch (WeiyuLoginRefusedException e) when (e.Reason is not LoginRefusal.Credentials)
            {
                startup.Trouble = e.Message;
                LogWaiting(log, e.Message);
                await DelayUntilAsync(e.NextLoginAt, cancellationToken);
            }
            catch (Exception e) when (e is WeiyuUnavailableException or WeiyuApiException)
            {
                startup.Trouble = e.Message;
                LogWaiting(log, e.Message);
                await Task.Delay(pause.Next(), time, cancellationToken);
            }
        }
    }

    private void OnChanged(ConnectionChange change, CancellationToken stopping)
    {
        router.Changed();
        switch (change.State)
        {
            case ConnectionState.Connected:
                startup.Trouble = null;
                LogConnected(log, options.Value.MqttUrl, topics.Count);
                _catchingUp = CancellationTokenSource.CreateLinkedTokenSource(stopping);
                _caughtUp = CatchUpAsync(_caughtUp, _gapSince, _catchingUp.Token);
                break;
            case ConnectionState.Disconnected when change.WasConnected:
                _gapSince = time.GetUtcNow();
                _catchingUp?.Cancel();
                LogDisconnected(log, change.Reason.ToString());
                break;
        }
    }

    private async Task CatchUpAsync(Task before, DateTimeOffset gapSince, CancellationToken cancellationToken)
    {
        await before;
        var pause = new Backoff(options.Value.ReconnectMin, options.Value.ReconnectMax, new Random(Environment.ProcessId));
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await catchUp.RunAsync(gapSince, cancellationToken);
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogCatchUpFailed(log, e.Message);
                try
                {
                    await Task.Delay(pause.Next(), time, cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Notes that the bot is alive, so that the next start knows how long it was away.</summary>
    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Heartbeat, time);
        do
        {
            if (!link.IsUp) continue;
            var now = time.GetUtcNow().ToStore().ToString(CultureInfo.InvariantCulture);
            await store.WriteAsync(session => session.SetMeta(AliveKey, now), cancellationToken);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private DateTimeOffset LastAlive() =>
        store.Read(session => session.Meta(AliveKey)) is { } value ? Clock.FromStore(long.Parse(value, CultureInfo.InvariantCulture)) : DateTimeOffset.MinValue.AddYears(1);

    private async Task DelayUntilAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        var left = until - time.GetUtcNow();
        if (left > TimeSpan.Zero) await Task.Delay(left, time, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Logged in as {Username}, agent {Agent}")]
    private static partial void LogLoggedIn(ILogger logger, string username, string agent);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not logged in yet, trying again: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to {Url}, {Topics} topics")]
    private static partial void LogConnected(ILogger logger, string url, int topics);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Disconnected: {Reason}")]
    private static partial void LogDisconnected(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Catching up failed, trying again: {Reason}")]
    private static partial void LogCatchUpFailed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped; what is left is in the journal")]
    private static partial void LogStopped(ILogger logger);
}
