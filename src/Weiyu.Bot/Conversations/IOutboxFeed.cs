using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Conversations;

/// <summary>Hands stored outbox items to the worker.</summary>
internal interface IOutboxFeed
{
    /// <summary>Takes an item that is stored; never waits.</summary>
    void Enqueue(OutboxItem stored);
}
