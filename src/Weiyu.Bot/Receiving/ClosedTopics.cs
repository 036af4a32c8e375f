using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Receiving;

/// <summary>
/// Unsubscribes the topics of conversations that have been over for a while. Each look reads only what was closed since the last one, so
/// closed conversations cost nothing afterwards. A visitor who comes back brings the topic along: the server adds it, the lists show it.
/// </summary>
internal sealed class ClosedTopics(TopicBook topics, Store store, IOptions<PeopleOptions> options, TimeProvider time)
{
    private DateTimeOffset? _seenUntil;

    /// <summary>Looks once.</summary>
    /// <returns>How many topics were given up.</returns>
    public int Sweep()
    {
        var until = time.GetUtcNow() - options.Value.UnsubscribeAfter;
        // What was closed before this start was not subscribed by it.
        var after = _seenUntil ?? until - options.Value.UnsubscribeAfter;
        var gone = store.Read(session => session.ClosedTopics(after, until)).Where(topics.Contains).ToList();
        _seenUntil = until;
        topics.Remove(gone);
        return gone.Count;
    }
}

/// <summary>Sweeps once a minute.</summary>
internal sealed partial class ClosedTopicsService(ClosedTopics closed, Store store, TimeProvider time, ILogger<ClosedTopicsService> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await store.Ready.WaitAsync(stoppingToken);
            using var timer = new PeriodicTimer(Every, time);
            while (await timer.WaitForNextTickAsync(stoppingToken)) Sweep();
        }
        catch (OperationCanceledException)
        {
            // The store or the bot stops.
        }
    }

    private void Sweep()
    {
        try
        {
            if (closed.Sweep() is > 0 and var count) LogGone(log, count);
        }
        catch (Exception e)
        {
            LogFailed(log, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Count} topics of closed conversations are unsubscribed")]
    private static partial void LogGone(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Topics of closed conversations could not be looked for; tried again in a minute")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
