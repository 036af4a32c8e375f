using Quartz;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>Keeps the scheduler's triggers in step with the rules, and starts the scheduler when they first are.</summary>
internal sealed partial class NoticeTriggerSync(
    BotScheduler schedulers, NoticeTriggers triggers, NoticePlanner planner, INoticeBook book, SchedulingWake wake, TimeProvider time, ILogger<NoticeTriggerSync> log)
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private volatile bool _changed = true;
    private volatile bool _synced;
    private bool _started;

    /// <summary>Whether the triggers are those of the rules.</summary>
    public bool IsInStep => _synced;

    /// <summary>Stops the scheduler.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (schedulers.Current is { } scheduler) await scheduler.Shutdown(waitForJobsToComplete: false, cancellationToken);
    }

    /// <summary>Brings the triggers in step whenever the rules have changed; beside the loop, which goes on meanwhile.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        book.Changed += OnChanged;
        try
        {
            await KeepInStepAsync(cancellationToken);
        }
        finally
        {
            book.Changed -= OnChanged;
        }
    }

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

    [LoggerMessage(Level = LogLevel.Error, Message = "Notices: the triggers could not be brought in step with the rules; tried again in a second")]
    private static partial void LogTrouble(ILogger logger, Exception exception);
}
