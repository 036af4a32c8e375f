using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Outbox;

/// <summary>Wants to know how outbox items end, in the transaction that says so.</summary>
internal interface IOutboxObserver
{
    /// <summary>An item has ended.</summary>
    void Finished(StoreSession session, OutboxItem item, OutboxState state, string? error, DateTimeOffset now);
}
