using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>
/// Runs the notices: the scheduler, its triggers in step with the rules, and the loop that sends. The loop also looks at the clock itself: every half
/// minute, so that a clock that jumped delays a notice and loses none; every second while the triggers are not in step, so that a scheduler
/// that waits for its database, or has thousands of triggers to write, does not make notices late.
/// </summary>
internal sealed partial class NoticeHostedService(
    NoticeTriggerSync triggers, NoticePlanner planner, NoticeSender sender, Store store, SchedulingWake wake, TimeProvider time, ILogger<NoticeHostedService> log) : BackgroundService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookEveryUnsynced = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SettleEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await store.Ready.WaitAsync(stoppingToken);
            await Task.WhenAll(RunAsync(stoppingToken), triggers.RunAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The store stops.
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The bot stops; Quartz gives its cancellation other names.
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await triggers.StopAsync(cancellationToken);
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
                var every = triggers.IsInStep ? LookEvery : LookEveryUnsynced;
                if (!triggers.IsInStep) sleep = every;
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

    [LoggerMessage(Level = LogLevel.Error, Message = "Notices: trouble; tried again in a second")]
    private static partial void LogTrouble(ILogger logger, Exception exception);
}
