using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Outbox;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Receiving;

/// <summary>The end: first stop taking, then finish what is in hand, within one budget of time; what is left is in the journal.</summary>
internal sealed partial class OrderlyStop(
    ConversationHub hub, OutboxWorker outbox, Store store, StartupState startup, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<OrderlyStop> log)
{
    // Together with the agent's good-bye they end well within the 10 s that a container has.
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(8.5);
    private static readonly TimeSpan TakingPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TurnPatience = TimeSpan.FromSeconds(3.5);
    private static readonly TimeSpan OutboxPatience = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan StorePatience = TimeSpan.FromSeconds(2);

    private long? _stopsSince;

    /// <summary>The bot starts: from the first word of its end on the time counts.</summary>
    public void Begin() => lifetime.ApplicationStopping.Register(() =>
    {
        _stopsSince = time.GetTimestamp();
        store.Leave();
    });

    /// <summary>The program has to end, with an exit code and the reason.</summary>
    public void Fail(int exitCode, string failure)
    {
        startup.Fail(exitCode, failure);
        lifetime.StopApplication();
    }

    /// <summary>Ends it.</summary>
    /// <param name="stopTaking">Stops taking.</param>
    public async Task RunAsync(Func<Task> stopTaking)
    {
        await stopTaking().EndsWithinAsync(AtMost(TakingPatience), time);
        // What can't be stored can't be finished.
        await hub.StopAsync(AtMost(store.Trouble is null ? TurnPatience : TimeSpan.Zero));
        await outbox.StopAsync(AtMost(OutboxPatience));
        await store.StopAsync(AtMost(StorePatience));
        LogStopped(log);
    }

    /// <summary>A patience, as far as the time allows that is left until a container is killed: those that stopped before may have used it up.</summary>
    private TimeSpan AtMost(TimeSpan patience)
    {
        var left = _stopsSince is { } since ? Budget - time.GetElapsedTime(since) : patience;
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left < patience ? left : patience;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped; what is left is in the journal")]
    private static partial void LogStopped(ILogger logger);
}
