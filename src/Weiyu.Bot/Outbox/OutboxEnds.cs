using Weiyu.Bot.Storage;
using Weiyu.Bot.Telemetry;

namespace Weiyu.Bot.Outbox;

/// <summary>Writes how outbox items end, tells those who want to know in the same transaction, and counts.</summary>
internal sealed partial class OutboxEnds(Store store, IEnumerable<IOutboxObserver> observers, BotTelemetry telemetry, TimeProvider time, ILogger<OutboxEnds> log)
{
    /// <summary>Writes it. An item that another instance has ended stays as it is.</summary>
    public async Task WriteAsync(OutboxItem item, OutboxEnd end)
    {
        using var confirming = BotTelemetry.Source.StartActivity("confirm");
        confirming?.SetTag("weiyu.proof", end.Proof);
        var now = time.GetUtcNow();
        var isEnded = await store.WriteAsync(session =>
        {
            if (session.FinishOutbox(item.Seq, end.State, end.Route, end.Error, now) == 0) return false;
            foreach (var observer in observers) observer.Finished(session, item, end.State, end.Error, now);
            return true;
        }, CancellationToken.None);
        // What another instance ended, it has counted.
        if (isEnded) Count(item, end, now);
    }

    private void Count(OutboxItem item, OutboxEnd end, DateTimeOffset now)
    {
        switch (end.State)
        {
            case OutboxState.Confirmed:
                telemetry.Confirmed.Add(1, new KeyValuePair<string, object?>("proof", end.Proof));
                telemetry.AnswerDuration.Record((now - item.CreatedAt).TotalSeconds);
                break;
            case OutboxState.Failed:
                telemetry.Failed.Add(1);
                LogFailed(log, item.Uid, item.Conversation, end.Error);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Uid} could not be delivered to {Conversation}: {Error}. `outbox list --failed` shows it, `outbox retry` tries again")]
    private static partial void LogFailed(ILogger logger, string uid, string conversation, string? error);
}
