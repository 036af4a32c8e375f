using Npgsql;
using Quartz;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Scheduling;

/// <summary>
/// The bot's Quartz scheduler, with its tables in the bot's own database. It is built when that can be used and not by the container: one
/// whose database fails just then is dead for good, and the container would never build another.
/// </summary>
internal sealed class BotScheduler(ISchedulerRuntime runtime, Database database)
{
    // In Quartz's tables too: another name would leave the triggers of earlier runs behind.
    private const string Name = "weiyu-bot";

    /// <summary>The scheduler, once it is built.</summary>
    public IScheduler? Current { get; private set; }

    /// <summary>The scheduler; built, and not started, if there is none. One call at a time.</summary>
    /// <exception cref="SchedulerException">The database can't be used; to be tried again.</exception>
    public async Task<IScheduler> GetAsync(CancellationToken cancellationToken) =>
        Current ??= await runtime.Add(Name, Configure, SchedulerAddOptions.WithoutStarting, cancellationToken);

    private void Configure(IQuartzBuilder quartz)
    {
        quartz.ConfigureScheduler(o =>
        {
            o.GenerateInstanceId = database.Provider == StoreProvider.Postgres;
            o.IdleWaitTime = TimeSpan.FromSeconds(20);
        });
        quartz.UseDefaultThreadPool(16);
        if (database.Provider == StoreProvider.Memory)
        {
            quartz.UseInMemoryStore();
            return;
        }

        quartz.UsePersistentStore(store =>
        {
            store.ProvisionSchema();
            store.ConfigureStore(o => o.StoreJobDataAsStrings = true);
            if (database.Provider == StoreProvider.Postgres)
            {
                store.UsePostgres(o => o.DataSourceFactory = _ => NpgsqlDataSource.Create(database.ConnectionString));
                store.UseClustering(o => o.CheckinInterval = TimeSpan.FromSeconds(5));
            }
            else
            {
                store.UseSqlite(o => o.DataSourceFactory = _ => new SchedulerConnections(database.ConnectionString));
            }
        });
    }
}
