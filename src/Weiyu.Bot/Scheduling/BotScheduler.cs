using Quartz;

namespace Weiyu.Bot.Scheduling;

/// <summary>
/// The bot's Quartz scheduler. It keeps its triggers in memory: they are made from the rules at every start, and what became due meanwhile the planner
/// reads from the ledger. It is built when it is first wanted and not by the container, so that verbs that plan nothing have none.
/// </summary>
internal sealed class BotScheduler(ISchedulerRuntime runtime)
{
    private const string Name = "weiyu-bot";
    private const int Threads = 16;

    /// <summary>The scheduler, once it is built.</summary>
    public IScheduler? Current { get; private set; }

    /// <summary>The scheduler; built, and not started, if there is none. One call at a time.</summary>
    public async Task<IScheduler> GetAsync(CancellationToken cancellationToken) =>
        Current ??= await runtime.Add(Name, Configure, SchedulerAddOptions.WithoutStarting, cancellationToken);

    private static void Configure(IQuartzBuilder quartz)
    {
        quartz.UseDefaultThreadPool(Threads);
        quartz.UseInMemoryStore();
    }
}
