using Weiyu.Bot.Storage;
using Weiyu.Bot.Telemetry;

namespace Weiyu.Bot.Outbox;

/// <summary>How much waits to be sent or proven, and how much was given up.</summary>
internal sealed class OutboxHealth(OutboxWorker worker, Waits waits, Store store, TimeProvider time) : IHealthSource, IGaugeSource
{
    private bool CanRead => store.Ready.IsCompletedSuccessfully && store.Trouble is null;

    /// <inheritdoc/>
    public IEnumerable<HealthPart> Parts()
    {
        var oldest = waits.OldestReply;
        yield return waits.IsTooLong(oldest)
            ? new("outbox", false, $"{worker.ActiveLanes} conversations have something to send, the oldest reply for {oldest.TotalSeconds:0} s. `outbox list` shows what keeps it")
            : new("outbox", true, $"{worker.ActiveLanes} conversations have something to send");
    }

    /// <inheritdoc/>
    public void Watch(BotTelemetry telemetry)
    {
        telemetry.Watch("weiyu.bot.outbox.pending", "{message}", "Replies that the server has not proved to have", () => Pending().Count);
        telemetry.Watch("weiyu.bot.outbox.oldest", "s", "Age of the oldest of them", () => Pending().Oldest is { } oldest ? (long)(time.GetUtcNow() - oldest).TotalSeconds : 0);
        telemetry.Watch("weiyu.bot.outbox.failed", "{message}", "Replies that were given up and wait for a person", () => CanRead ? store.Read(s => s.CountFailed()) : 0);
    }

    private (long Count, DateTimeOffset? Oldest) Pending() => CanRead ? store.Read(s => s.PendingSummary()) : (0, null);
}
