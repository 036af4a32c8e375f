using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Conversations;

/// <summary>Hands stored inbox items to their conversations.</summary>
internal interface IConversationFeed
{
    /// <summary>Puts an item that is stored into its conversation's mailbox; waits while too many are waiting.</summary>
    ValueTask PostAsync(InboxItem stored, CancellationToken cancellationToken);
}
