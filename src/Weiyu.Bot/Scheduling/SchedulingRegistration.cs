using Npgsql;
using Quartz;
using Weiyu.Bot.Outbox;
using Weiyu.Bot.Scheduling.Housekeeping;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Scheduling.Notices;
using Weiyu.Bot.Scheduling.Timers;
using Weiyu.Bot.Storage;

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
        services.AddSingleton<NoticeSender>();
        services.AddSingleton<NoticeDesk>();
        services.AddSingleton<NoticeTriggers>();
        services.AddSingleton<INoticeThreads, RestNoticeThreads>();
        services.AddSingleton<TimerService>();
        services.AddScheduler(configuration);
        services.Configure<HousekeepingOptions>(configuration.GetSection(HousekeepingOptions.Section));
        services.Configure<DailySummaryOptions>(configuration.GetSection(DailySummaryOptions.Section));
        services.AddSingleton<Pruner>();
        services.AddSingleton<DatabaseMaintenance>();
        services.AddSingleton<DailySummary>();
        services.AddSingleton<ITokenRenewal, RestTokenRenewal>();
        services.AddHostedService<HousekeepingService>();
        services.AddHostedService<NoticeHostedService>();
        services.AddHostedService<TimerHostedService>();
        return services;
    }

    /// <summary>Quartz, with its tables in the bot's own database; started by <see cref="NoticeHostedService"/> once that can be used.</summary>
    public static IServiceCollection AddScheduler(this IServiceCollection services, IConfiguration configuration)
    {
        var provider = configuration.GetSection(StoreOptions.Section).Get<StoreOptions>()?.Provider ?? StoreProvider.Sqlite;
        services.AddTransient<NoticeJob>();
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(o =>
            {
                o.InstanceName = "weiyu-bot";
                o.GenerateInstanceId = provider == StoreProvider.Postgres;
                o.IdleWaitTime = TimeSpan.FromSeconds(20);
            });
            quartz.UseDefaultThreadPool(16);
            if (provider == StoreProvider.Memory)
            {
                quartz.UseInMemoryStore();
                return;
            }

            quartz.UsePersistentStore(store =>
            {
                store.ProvisionSchema();
                store.ConfigureStore(o => o.StoreJobDataAsStrings = true);
                if (provider == StoreProvider.Postgres)
                {
                    store.UsePostgres(o => o.DataSourceFactory = s => NpgsqlDataSource.Create(s.GetRequiredService<Database>().ConnectionString));
                    store.UseClustering(o => o.CheckinInterval = TimeSpan.FromSeconds(5));
                }
                else
                {
                    store.UseSqlite(o => o.DataSourceFactory = s => new SchedulerConnections(s.GetRequiredService<Database>().ConnectionString));
                }
            });
        });
        return services;
    }
}
