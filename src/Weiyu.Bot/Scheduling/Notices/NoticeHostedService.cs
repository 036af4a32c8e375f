using Quartz;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>
/// Runs the notices: the scheduler, its triggers in step with the rules, and the loop that sends. The loop also looks at the clock itself: every half
/// minute, so that a clock that jumped delays a notice and loses none; every second while the triggers are not in step, so that a scheduler
/// that waits for its database, or has thousands of triggers to write, does not make notices late.
/// </summary>
internal sealed partial class NoticeHostedService(
    BotScheduler schedulers, NoticeTriggers triggers, NoticePlanner planner, NoticeSender sender, INoticeBook book, Store store, SchedulingWake wake, TimeProvider time,
    ILogger<NoticeHostedService> log) : BackgroundService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookEveryUnsynced = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SettleEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private volatile bool _changed = true;
    private volatile bool _synced;
    private bool _started;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        book.Changed += OnChanged;
        try
        {
            await store.Ready.WaitAsync(stoppingToken);
            await Task.WhenAll(RunAsync(stoppingToken), KeepInStepAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The store stops.
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The bot stops; Quartz gives its cancellation other names.
        }
        finally
        {
            book.Changed -= OnChanged;
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (schedulers.Current is { } scheduler) await scheduler.Shutdown(waitForJobsToComplete: false, cancellationToken);
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var (looked, settled) = (DateTimeOffset.MinValue, DateTimeOffset.MinValue);
        while (true)
        {
            var sleep = LongestSleep;
            try
            {
                var now = time.GetUtcNow();
                var every = _synced ? LookEvery : LookEveryUnsynced;
                if (!_synced) sleep = every;
                if (now - looked >= every || now < looked)
                {
                    await planner.PlanAllAsync(cancellationToken);
                    looked = now;
                }

                if (now - settled >= SettleEvery || now < settled)
                {
                    await store.WriteAsync(session => NoticeLedger.SettleAll(session, now, 1_000), cancellationToken);
                    settled = now;
                }

                if (await sender.TickAsync(cancellationToken) is { } next && next - time.GetUtcNow() < sleep) sleep = next - time.GetUtcNow();
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogTrouble(log, e);
                sleep = Pause;
            }

            await wake.Notices.WaitAsync(sleep, time, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Brings the triggers in step whenever the rules have changed; beside the loop, which goes on meanwhile.</summary>
    private async Task KeepInStepAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (_changed && book.Notices is not null) await SyncAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                _changed = true;
                LogTrouble(log, e);
            }

            await wake.Rules.WaitAsync(_changed ? Pause : LongestSleep, time, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task SyncAsync(CancellationToken cancellationToken)
    {
        (_changed, _synced) = (false, false);
        // First note what is new, so that a trigger that fires at once finds a beginning; then look again for what came due meanwhile.
        await planner.PlanAllAsync(cancellationToken);
        await triggers.SyncAsync(cancellationToken);
        if (!_started)
        {
            await (await schedulers.GetAsync(cancellationToken)).Start(cancellationToken);
            _started = true;
        }

        await planner.PlanAllAsync(cancellationToken);
        _synced = true;
    }

    private void OnChanged()
    {
        (_changed, _synced) = (true, false);
        wake.Rules.Set();
        wake.Notices.Set();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Notices: trouble; tried again in a second")]
    private static partial void LogTrouble(ILogger logger, Exception exception);
}
