using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Scheduling.Housekeeping;

/// <summary>
/// What has to be done from time to time: forget what is old, tidy the database up, renew the token before it expires, tell how the day went. Each
/// chore that fails is tried again at its next time and never stops the others.
/// </summary>
internal sealed partial class HousekeepingService(IEnumerable<IChore> chores, Store store, TimeProvider time, ILogger<HousekeepingService> log) : BackgroundService
{
    /// <summary>How often it is looked whether something is due.</summary>
    public static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    private readonly IReadOnlyList<IChore> _chores = [.. chores];

    /// <summary>Sets the first times, from now.</summary>
    public void Begin()
    {
        foreach (var chore in _chores) chore.Begin(time.GetUtcNow());
    }

    /// <summary>Does what is due.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var chore in _chores)
        {
            try
            {
                await chore.RunIfDueAsync(now, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(log, chore.Name, e);
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await store.Ready.WaitAsync(stoppingToken);
            Begin();
            while (true)
            {
                await TickAsync(stoppingToken);
                await Task.Delay(LongestSleep, time, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The store or the bot stops.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Housekeeping: {Chore} failed; it is tried again at its next time")]
    private static partial void LogFailed(ILogger logger, string chore, Exception exception);
}
