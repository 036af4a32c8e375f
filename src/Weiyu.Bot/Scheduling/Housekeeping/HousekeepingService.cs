using Microsoft.Extensions.Options;
using Weiyu.Bot.Scheduling.Notices;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Scheduling.Housekeeping;

/// <summary>
/// What has to be done from time to time: forget what is old, tidy the database up, renew the token before it expires, tell how the day went. Each
/// chore that fails is tried again at its next time and never stops the others.
/// </summary>
internal sealed partial class HousekeepingService(
    Pruner pruner, DatabaseMaintenance maintenance, DailySummary summary, ITokenRenewal token, INoticeBook book, Store store, IOptions<HousekeepingOptions> options,
    TimeProvider time, ILogger<HousekeepingService> log) : BackgroundService
{
    private const string SummaryKey = "daily-summary";
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RenewalPause = TimeSpan.FromMinutes(1);

    private DateTimeOffset _nextPrune;
    private DateTimeOffset _nextMaintenance;
    private DateTimeOffset _renewNotBefore;
    private DateTimeOffset _tokenSeenAt;
    private string? _token;

    /// <summary>Sets the first times, from now.</summary>
    public void Begin()
    {
        var now = time.GetUtcNow();
        _nextPrune = now + TimeSpan.FromMinutes(2);
        _nextMaintenance = WallTimes.NextDaily(options.Value.MaintenanceAt, book.Calendar.Zone, now);
    }

    /// <summary>Does what is due.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now >= _nextPrune || _nextPrune - now > options.Value.PruneEvery + LongestSleep)
        {
            _nextPrune = now + options.Value.PruneEvery;
            await TryAsync("prune", () => pruner.RunAsync(cancellationToken));
        }

        if (now >= _nextMaintenance || _nextMaintenance - now > TimeSpan.FromHours(26))
        {
            _nextMaintenance = WallTimes.NextDaily(options.Value.MaintenanceAt, book.Calendar.Zone, now);
            await TryAsync("maintain", () => Task.Run(maintenance.Run, cancellationToken));
        }

        await TryAsync("summary", () => SummariseAsync(now, cancellationToken));
        if (token.Token is var current && current != _token) (_token, _tokenSeenAt) = (current, now);
        if (now >= _renewNotBefore && TokenExpiry.RenewAt(current, _tokenSeenAt) is { } renewAt && renewAt <= now)
        {
            _renewNotBefore = now + RenewalPause;
            await TryAsync("renew", () => token.RenewAsync(cancellationToken));
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

    /// <summary>The last summary's time is kept: after a pause of the bot the one that was missed is told, if it is not older than half a day.</summary>
    private async Task SummariseAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = store.Read(session => session.Meta(SummaryKey));
        var last = long.TryParse(known, out var stored) ? Clock.FromStore(stored) : now;
        if (last < now.AddDays(-1)) last = now.AddDays(-1);
        if (last > now) last = now;
        var due = summary.Next(last);
        if (due is null || (due > now && known is not null)) return;
        if (due <= now && now - due < TimeSpan.FromHours(12)) await summary.PlanAsync(due.Value, cancellationToken);
        var until = due <= now ? due.Value : now;
        await store.WriteAsync(session => session.SetMeta(SummaryKey, $"{until.ToStore()}"), cancellationToken);
    }

    private async Task TryAsync(string chore, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(log, chore, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Housekeeping: {Chore} failed; it is tried again at its next time")]
    private static partial void LogFailed(ILogger logger, string chore, Exception exception);
}
