using Quartz;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Outbox;
using Weiyu.Bot.Scheduling.Housekeeping;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Scheduling.Notices;
using Weiyu.Bot.Scheduling.Timers;

namespace Weiyu.Bot.Scheduling;

/// <summary>Registers notices, timers and housekeeping.</summary>
internal static class SchedulingRegistration
{
    /// <summary>Registers them. Needs an <see cref="INoticeBook"/> from the rules.</summary>
    public static IServiceCollection AddScheduling(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<SchedulingWake>();
        services.AddSingleton<ILedgerAccess, StoreLedger>();
        services.AddSingleton<NoticeLedger>();
        services.AddSingleton<IOutboxObserver>(s => s.GetRequiredService<NoticeLedger>());
        services.AddSingleton<NoticeAudienceResolver>();
        services.AddSingleton<NoticePlanner>();
        services.AddSingleton<NoticeFiller>();
        services.AddSingleton<NoticeComposer>();
        services.AddSingleton<NoticeDispatch>();
        services.AddSingleton<NoticeSender>();
        services.AddSingleton<NoticeTriggerSync>();
        services.AddSingleton<NoticeDesk>();
        services.AddSingleton<NoticeTriggers>();
        services.AddSingleton<INoticeThreads, RestNoticeThreads>();
        services.AddSingleton<TimerService>();
        services.AddQuartz();
        services.AddTransient<NoticeJob>();
        services.AddSingleton<BotScheduler>();
        services.AddSection<HousekeepingOptions>(configuration, HousekeepingOptions.Section);
        services.AddSection<DailySummaryOptions>(configuration, DailySummaryOptions.Section);
        services.AddSingleton<Pruner>();
        services.AddSingleton<DatabaseMaintenance>();
        services.AddSingleton<DailySummary>();
        services.AddSingleton<ITokenRenewal, RestTokenRenewal>();
        services.AddSingleton<IChore, PruneChore>();
        services.AddSingleton<IChore, MaintenanceChore>();
        services.AddSingleton<IChore, SummaryChore>();
        services.AddSingleton<IChore, TokenChore>();
        services.AddHostedService<HousekeepingService>();
        services.AddHostedService<NoticeHostedService>();
        services.AddHostedService<TimerHostedService>();
        return services;
    }
}
