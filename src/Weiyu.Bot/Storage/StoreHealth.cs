using Weiyu.Bot.Telemetry;

namespace Weiyu.Bot.Storage;

/// <summary>Can the database be written and read, and what waits for it?</summary>
internal sealed class StoreHealth(Store store, TimeProvider time) : IHealthSource, IGaugeSource
{
    /// <summary>So many deadlocks a minute are more than chance.</summary>
    private const int ManyDeadlocks = 10;

    private readonly Lock _lock = new();
    private (DateTimeOffset Since, long Deadlocks, long Before) _minute;

    /// <inheritdoc/>
    public IEnumerable<HealthPart> Parts()
    {
        var trouble = store.Trouble ?? store.ReadTrouble;
        yield return new("store", trouble is null, trouble ?? $"{store.Waiting} writes wait");
        if (DeadlocksLately() is > ManyDeadlocks and var deadlocks)
            yield return new("store: deadlocks", false, $"{deadlocks} in a minute: several instances write to the same conversations. Run one bot for each account, or give each a database of its own", IsRequired: false);
    }

    /// <inheritdoc/>
    public void Watch(BotTelemetry telemetry)
    {
        telemetry.Watch("weiyu.bot.store.waiting", "{write}", "Writes that wait for the database", () => store.Waiting);
        telemetry.Watch("weiyu.bot.store.deadlocks", "{deadlock}", "Transactions that were taken back and repeated, since the start", () => store.Deadlocks);
    }

    /// <summary>Those of the minute that is over, or of the present one where these are more.</summary>
    private long DeadlocksLately()
    {
        lock (_lock)
        {
            var (now, all) = (time.GetUtcNow(), store.Deadlocks);
            if (now - _minute.Since >= TimeSpan.FromMinutes(1)) _minute = (now, all, all - _minute.Deadlocks);
            return Math.Max(all - _minute.Deadlocks, _minute.Before);
        }
    }
}
