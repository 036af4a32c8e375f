using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Receiving;

/// <summary>Hands what the journal holds to the mailbox of its conversation.</summary>
internal interface IConversationFeed
{
    /// <summary>
    /// Passes on an item that is in the inbox already (its transaction is committed). An item that never arrives here is not lost: the next start
    /// reads it from the journal.
    /// </summary>
    /// <param name="stored">The item, with its sequence number.</param>
    /// <param name="cancellationToken">Ends the wait for room in the mailbox.</param>
    ValueTask PostAsync(InboxItem stored, CancellationToken cancellationToken);
}
