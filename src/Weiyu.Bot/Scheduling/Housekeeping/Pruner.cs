using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Scheduling.Housekeeping;

/// <summary>Forgets what is older than <c>Bot:KeepFor</c>, a few rows at a time, so that nobody waits for it.</summary>
internal sealed partial class Pruner(Store store, IOptions<BotOptions> options, TimeProvider time, ILogger<Pruner> log)
{
    /// <summary>The most rows that one transaction deletes.</summary>
    public const int Batch = 500;

    /// <summary>The ledger remembers at least so long: it is what keeps a clock that is set back from repeating a notice.</summary>
    public static readonly TimeSpan LedgerAtLeast = TimeSpan.FromDays(7);

    /// <summary>Forgets.</summary>
    /// <returns>How many rows.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - options.Value.KeepFor;
        var total = 0;
        // The outbox first: the ledger and the decisions explain it as long as it is there.
        foreach (var prune in (Func<StoreSession, DateTimeOffset, int, int>[])
            [OutboxTable.PruneOutbox, Inbox.PruneInbox, PruneLedger, ConversationTable.PruneDecisions, ConversationTable.PruneConversations])
        {
            int count;
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                count = await store.WriteAsync(session => prune(session, before, Batch), cancellationToken);
                total += count;
            }
            while (count > 0);
        }

        if (total > 0) LogPruned(log, total, before);
        return total;
    }

    private int PruneLedger(StoreSession session, DateTimeOffset before, int limit)
    {
        var latest = time.GetUtcNow() - LedgerAtLeast;
        return session.PruneLedger(before < latest ? before : latest, limit);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} records from before {Before} are forgotten (Bot:KeepFor)")]
    private static partial void LogPruned(ILogger logger, int count, DateTimeOffset before);
}
