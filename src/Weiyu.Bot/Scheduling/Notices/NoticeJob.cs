using Quartz;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>A notice is due: plans its occurrence. Everything else, also what was missed, is the planner's and the ledger's.</summary>
internal sealed class NoticeJob(NoticePlanner planner) : IJob
{
    /// <summary>The group of the jobs and triggers.</summary>
    public const string Group = "notices";

    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await planner.PlanAsync(context.JobDetail.Key.Name, cancellationToken);
}
