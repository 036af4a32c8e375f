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
    OutboxWorker outbox, DeliveryRouter router, FirstStart firstStart, AgentLookup agents, TopicBook topics, Store store, StartupState startup, IHostApplicationLifetime lifetime,
    IOptions<WeiyuOptions> options, TimeProvider time, ILogger<AgentService> log) : BackgroundService
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DiscoverEvery = TimeSpan.FromSeconds(5);
    // Together with the agent's good-bye they end well within the 10 s that a container has.
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(8.5);
    private static readonly TimeSpan TakingPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TurnPatience = TimeSpan.FromSeconds(3.5);
    private static readonly TimeSpan OutboxPatience = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan StorePatience = TimeSpan.FromSeconds(2);

    private readonly Lock _lineLock = new();
    private CancellationTokenSource _line = new();
    private bool _connected;
    private long? _stopsSince;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await store.Ready.WaitAsync(stoppingToken);
            long leftBefore = 0;
            await PersistAsync(async () =>
            {
                await firstStart.BeginAsync(stoppingToken);
                await catchUp.BeginAsync(stoppingToken);
                leftBefore = await store.ReadAsync(session => session.LastInbox(), stoppingToken);
            }, stoppingToken);
            await LogInAsync(stoppingToken);
            var connection = connections.Create(receiver.ReceiveAsync);
            connection.Changed += OnChanged;
            link.Connection = connection;
            topics.AddOwn(identity.Current!);
            // Before the bot goes on with what it had in hand it looks what happened meanwhile: a human may have answered.
            catchUp.Prepare();

            var receiving = receiver.RunAsync(stoppingToken);
            await PersistAsync(() => receiver.HoldForHumansAsync(leftBefore, stoppingToken), stoppingToken);
            await PersistAsync(() => outbox.ResumeAsync(time.GetUtcNow(), stoppingToken), stoppingToken);
            var resuming = PersistAsync(() => receiver.ResumeAsync(leftBefore, stoppingToken), stoppingToken);
            await Task.WhenAll(receiving, resuming, BeatAsync(stoppingToken), WatchAsync(stoppingToken), AwaitAgentAsync(stoppingToken), connection.RunAsync(stoppingToken));
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
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(() =>
        {
            _stopsSince = time.GetTimestamp();
            store.Leave();
        });
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // First stop taking, then finish what is in hand; what is left is in the journal.
        await base.StopAsync(cancellationToken).EndsWithinAsync(AtMost(TakingPatience), time);
        // What can't be stored can't be finished.
        await hub.StopAsync(AtMost(store.Trouble is null ? TurnPatience : TimeSpan.Zero));
        await outbox.StopAsync(AtMost(OutboxPatience));
        await store.StopAsync(AtMost(StorePatience));
        LogStopped(log);
    }

    /// <summary>A patience, as far as the time allows that is left until a container is killed: those that stopped before this service may have used it up.</summary>
    private TimeSpan AtMost(TimeSpan patience)
    {
        var left = _stopsSince is { } since ? Budget - time.GetElapsedTime(since) : patience;
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left < patience ? left : patience;
    }

    private async Task LogInAsync(CancellationToken cancellationToken)
    {
        var pause = new Backoff(options.Value.ReconnectMin, options.Value.ReconnectMax, new Random(Environment.ProcessId));
        DateTimeOffset? refusedUntil = null;
        while (true)
        {
            try
            {
                var session = await rest.LoginAsync(cancellationToken);
                var bot = new BotIdentity(session.UserUid, session.Username, session.Nickname, session.Avatar, session.OrgUid);
                bot = bot with { Agent = await agents.FindAsync(bot, cancellationToken) };
                identity.Set(bot);
                LogLoggedIn(log, bot.Username, bot.Agent?.Nickname ?? "no agent");
                return;
            }
            catch (WeiyuLoginRefusedException e) when (e.Reason is not LoginRefusal.Credentials || refusedUntil is null || refusedUntil == e.NextLoginAt)
            {
                // Once is no proof: a server in trouble says the same (code -1). The same refusal told again is still once.
                refusedUntil = e.NextLoginAt;
                startup.Trouble = e.Message;
                LogWaiting(log, e.Message);
                await DelayUntilAsync(e.NextLoginAt, cancellationToken);
            }
            catch (Exception e) when (e is not WeiyuLoginRefusedException && !cancellationToken.IsCancellationRequested)
            {
                // The server can't be reached or is in trouble; or a file with a secret is not mounted yet.
                startup.Trouble = e.Message;
                LogWaiting(log, e.Message);
                await Task.Delay(pause.Next(), time, cancellationToken);
            }
        }
    }

    /// <summary>Does one of the things without which the day can't go on, as often as it takes: what goes wrong in it ends no process.</summary>
    private async Task PersistAsync(Func<Task> step, CancellationToken cancellationToken)
    {
        var pause = new Backoff(options.Value.ReconnectMin, options.Value.ReconnectMax, new Random(Environment.ProcessId));
        while (true)
        {
            try
            {
                await step();
                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogTrouble(log, e);
                await Task.Delay(pause.Next(), time, cancellationToken);
            }
        }
    }

    /// <summary>An account without an agent may be given one, or the server was wrong.</summary>
    private async Task AwaitAgentAsync(CancellationToken cancellationToken)
    {
        while (identity.Current is { Agent: null } bot)
        {
            await Task.Delay(options.Value.SweepEvery, time, cancellationToken);
            try
            {
                if (await agents.AskAsync(bot, cancellationToken) is not { } agent) continue;
                identity.Set(bot with { Agent = agent });
                topics.AddOwn(identity.Current!);
                LogLoggedIn(log, bot.Username, agent.Nickname);
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                // In a minute again.
            }
        }
    }

    private void OnChanged(MqttConnectionChange change)
    {
        router.Changed();
        switch (change.State)
        {
            case MqttConnectionState.Connecting:
                // What comes in from now on is held until what was missed is known.
                catchUp.Prepare();
                return;
            case MqttConnectionState.Connected:
                startup.Trouble = null;
                LogConnected(log, options.Value.MqttUrl, topics.Count);
                break;
            case MqttConnectionState.Disconnected:
                startup.Trouble = change.Failure?.Message;
                if (!_connected) return;
                break;
        }

        _connected = change.State == MqttConnectionState.Connected;
        // Whatever is being fetched belongs to the line as it was. Not here: what is cancelled would go on in this call, before there is a new one.
        CancellationTokenSource before;
        lock (_lineLock) (before, _line) = (_line, new CancellationTokenSource());
        _ = before.CancelAsync();
    }

    /// <summary>
    /// Fetches what the broker did not bring: everything after each connect, new threads every few seconds, what changed once in a while, and,
    /// while MQTT is down, what changed every few seconds, so that visitors are answered over HTTP alone.
    /// </summary>
    private async Task WatchAsync(CancellationToken stopping)
    {
        var failures = new Backoff(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30), new Random(Environment.ProcessId));
        var wasUp = false;
        var swept = DateTimeOffset.MinValue;
        while (!stopping.IsCancellationRequested)
        {
            using var line = CancellationTokenSource.CreateLinkedTokenSource(stopping, LineToken());
            var up = link.IsUp;
            var began = time.GetUtcNow();
            var look = options.Value.SweepEvery < DiscoverEvery ? options.Value.SweepEvery : DiscoverEvery;
            var pause = up ? look : options.Value.PollEvery;
            var isDue = !up || catchUp.IsBehind || began - swept >= options.Value.SweepEvery || began < swept;
            try
            {
                if (up && !wasUp) await catchUp.RunAsync(line.Token);
                else if (firstStart.IsFirst) await catchUp.DecideAsync(line.Token);
                else if (isDue) await catchUp.SweepAsync(isAlone: !up, line.Token);
                else await catchUp.DiscoverAsync(line.Token);
                if (isDue || !wasUp) swept = began;
                wasUp = up;
                if (catchUp.IsBehind) pause = failures.Next();
                else failures.Reset();
            }
            catch (OperationCanceledException) when (line.IsCancellationRequested)
            {
                wasUp = false;
                continue;
            }
            catch (Exception e)
            {
                LogCatchUpFailed(log, e.Message);
                pause = failures.Next();
            }

            try
            {
                await Task.Delay(pause, time, line.Token);
            }
            catch (OperationCanceledException)
            {
                // The line went up or down, or down and up again, or the bot stops.
                wasUp = false;
            }
        }
    }

    private CancellationToken LineToken()
    {
        lock (_lineLock) return _line.Token;
    }

    /// <summary>Takes up now and then what is in the database and in nobody's hands.</summary>
    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Heartbeat, time);
        do
        {
            try
            {
                // Where several instances share a database, what is young may be in another's hands.
                await outbox.ResumeAsync(time.GetUtcNow() - (store.IsShared ? OutboxSender.OwnFor : Heartbeat), cancellationToken);
                if (store.IsShared) await receiver.TakeOverAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogTrouble(log, e);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task DelayUntilAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        var left = until - time.GetUtcNow();
        // Timers count whole milliseconds, and would be a fraction of one early.
        if (left > TimeSpan.Zero) await Task.Delay(left + TimeSpan.FromMilliseconds(1), time, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Logged in as {Username}, agent {Agent}")]
    private static partial void LogLoggedIn(ILogger logger, string username, string agent);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not logged in yet, trying again: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to {Url}, {Topics} topics")]
    private static partial void LogConnected(ILogger logger, string url, int topics);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Catching up failed, trying again: {Reason}")]
    private static partial void LogCatchUpFailed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "What is left in the database can't be taken up now; it is tried again")]
    private static partial void LogTrouble(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped; what is left is in the journal")]
    private static partial void LogStopped(ILogger logger);
}
