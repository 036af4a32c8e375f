using Weiyu.Bot.Outbox;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Scheduling.Ledger;

/// <summary>Keeps the ledger true to what became of the messages.</summary>
internal sealed class NoticeLedger : IOutboxObserver
{
    /// <summary>After so many failures in a row a run pauses.</summary>
    public const int ErrorsBeforePause = 3;

    /// <inheritdoc/>
    public void Finished(StoreSession session, OutboxItem item, OutboxState state, string? error, DateTimeOffset now) => OnOutboxFinished(session, item, state, error, now);

    /// <summary>An outbox item has ended; does nothing for those that no notice caused. Runs in the transaction that ends the item.</summary>
    public static void OnOutboxFinished(StoreSession session, OutboxItem item, OutboxState state, string? error, DateTimeOffset now)
    {
        if (!NoticeCause.TryRead(item.Cause, out var notice, out var occurrence, out var topic)) return;
        Settle(session, notice, occurrence, topic, state, error, now);
    }

    /// <summary>Brings up to date what the outbox ended without saying so: what was taken back because a human took over.</summary>
    /// <returns>How many.</returns>
    public static int SettleAll(StoreSession session, DateTimeOffset now, int limit)
    {
        var unsettled = session.Unsettled(limit);
        foreach (var (notice, occurrence, target, state, error) in unsettled) Settle(session, notice, occurrence, target, state, error, now);
        return unsettled.Count;
    }

    private static void Settle(StoreSession session, string notice, DateTimeOffset occurrence, string topic, OutboxState state, string? error, DateTimeOffset now)
    {
        var to = state switch
        {
            OutboxState.Confirmed => LedgerState.Confirmed,
            OutboxState.Failed => LedgerState.Failed,
            OutboxState.Withdrawn => LedgerState.Skipped,
            _ => LedgerState.Sent,
        };
        if (to == LedgerState.Sent || !session.EndTarget(notice, occurrence, topic, to, to == LedgerState.Confirmed ? null : error, now)) return;
        if (to != LedgerState.Skipped) session.NoteResult(notice, occurrence, failed: to == LedgerState.Failed, now);
    }
}
