using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Outbox;

<<<<<<< HEAD
/// <summary>Hands what the outbox holds to the worker that drains it.</summary>
internal interface IOutboxFeed
{
    /// <summary>
    /// Passes on an item that is in the outbox already (its transaction is committed). Never waits; an item that is not passed on leaves when the
    /// worker next looks into the table.
    /// </summary>
    /// <param name="stored">The item, with its sequence number.</param>
=======
/// <summary>Hands stored outbox items to the worker.</summary>
internal interface IOutboxFeed
{
    /// <summary>Takes an item that is stored; never waits.</summary>
>>>>>>> main
    void Enqueue(OutboxItem stored);
}
