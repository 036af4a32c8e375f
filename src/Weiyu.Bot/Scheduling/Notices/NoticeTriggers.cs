using Quartz;
using Weiyu.Rules.Notices;
using Weiyu.Text.Dates;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>
/// Keeps the Quartz triggers in step with the notices of the rules: one job a notice, one trigger for cron and intervals, one for each time of
/// <c>at</c>. A trigger whose schedule did not change is left alone, so that a reload fires nothing.
/// </summary>
internal sealed partial class NoticeTriggers(BotScheduler schedulers, INoticeBook book, TimeProvider time, ILogger<NoticeTriggers> log)
{
    /// <summary>Adds, replaces and removes triggers.</summary>
    public async Task SyncAsync(CancellationToken cancellationToken)
    {
        if (book.Notices is not { } notices) return;
        var scheduler = await schedulers.GetAsync(cancellationToken);
        var wanted = notices.Where(n => n.Enabled).ToDictionary(n => new JobKey(n.Id, NoticeJob.Group));
        var present = await ScheduledAsync(scheduler, cancellationToken);
        var (added, removed) = (0, 0);
        foreach (var key in present.Keys.Where(k => !wanted.ContainsKey(k)))
        {
            await scheduler.DeleteJob(key, cancellationToken);
            removed++;
        }

        foreach (var (key, notice) in wanted)
        {
            var schedule = ScheduleKey.Write(notice.Schedule, book.ZoneOf(notice));
            if (present.TryGetValue(key, out var current) && current == schedule) continue;
            // Replaced in one step; only a list of times may leave triggers of the old one behind.
            if (notice.Schedule is AtSchedule) await scheduler.DeleteJob(key, cancellationToken);
            var triggers = Triggers(notice).ToList();
            if (triggers.Count == 0) continue;
            var job = JobBuilder.Create<NoticeJob>().WithIdentity(key).WithDescription(schedule).StoreDurably().Build();
            await scheduler.ScheduleJob(job, triggers, ScheduleJobOptions.Replacing, cancellationToken);
            added++;
        }

        if (added + removed > 0) LogSynced(log, added, removed);
    }

    private static async Task<Dictionary<JobKey, string?>> ScheduledAsync(IScheduler scheduler, CancellationToken cancellationToken)
    {
        var found = new Dictionary<JobKey, string?>();
        while (true)
        {
            var page = await scheduler.QueryJobs(new JobQuery { Group = GroupMatcher<JobKey>.GroupEquals(NoticeJob.Group), Skip = found.Count, Take = 1_000 }, cancellationToken);
            foreach (var job in page.Items) found[job.Key] = job.Description;
            if (!page.HasMore || page.Items.Count == 0) return found;
        }
    }

    private IEnumerable<ITrigger> Triggers(NoticeDefinition notice)
    {
        var zone = book.ZoneOf(notice);
        var now = time.GetUtcNow();
        if (notice.Schedule is AtSchedule at)
        {
            foreach (var (moment, i) in at.Moments(zone).Where(m => m > now).Select((m, i) => (m, i)))
                yield return Builder(notice, i).StartAt(moment).WithSchedule(SimpleScheduleBuilder.Create().WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow)).Build();
            yield break;
        }

        if (notice.Schedule.Next(now, zone) is not { } next) yield break;
        var builder = Builder(notice, 0);
        if (notice.Schedule.Until is { } until) builder = builder.EndAt(WallClock.ToMoment(until, zone).AddSeconds(1));
        yield return notice.Schedule switch
        {
            CronSchedule cron => builder.StartAt(next.AddSeconds(-1))
                .WithSchedule(CronScheduleBuilder.Create(cron.In(zone)).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)).Build(),
            EverySchedule every => builder.StartAt(next)
                .WithSchedule(SimpleScheduleBuilder.Create().WithInterval(every.Interval).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow)).Build(),
            _ => throw new InvalidOperationException($"A schedule of an unknown kind: {notice.Schedule.GetType().Name}"),
        };
    }

    private TriggerBuilder<IJob> Builder(NoticeDefinition notice, int ordinal) =>
        TriggerBuilder.Create(time).WithIdentity($"{notice.Id}#{ordinal}", NoticeJob.Group);

    [LoggerMessage(Level = LogLevel.Information, Message = "Notices: {Added} scheduled anew, {Removed} taken off")]
    private static partial void LogSynced(ILogger logger, int added, int removed);
}
