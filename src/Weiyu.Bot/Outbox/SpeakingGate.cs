using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Outbox;

/// <summary>
/// Whether the bot may say something at this moment. While what was missed is being fetched, or the sign of a human waits to be handled, nobody knows: then
/// it waits for that; and while a human writes, for what they write. What is handled meanwhile may have taken the reply back.
/// </summary>
internal sealed class SpeakingGate(ConversationCache conversations, CatchUpGate gate, Store store, TimeProvider time)
{
    /// <summary>Waits until it is known.</summary>
    /// <returns>Null: it may be sent; else why not.</returns>
    public async ValueTask<string?> RefusalAsync(OutboxItem item, CancellationToken cancellationToken)
    {
        if (item.EvenWhenHumanOwns) return null;
        // What was missed while the line was down may hold the word of a human.
        await gate.WaitAsync(item.Conversation, cancellationToken);
        while (true)
        {
            var conversation = conversations.Get(item.Conversation);
            while (conversation.HasSigns) await conversation.SignsHandledAsync(cancellationToken);
            if (item.IsRevoked || conversation.IsWithdrawn(item.Seq)) return "it was taken back";
            if (!conversation.BotMaySpeak) return HumanOwns;
            if (conversation.Typing.Left(item.Cause, time.GetUtcNow()) is not { Ticks: > 0 } left) break;
            await conversation.Typing.WaitAsync(left, time, cancellationToken);
        }

        return store.IsShared && !store.Read(session => IsAllowed(session, item)) ? HumanOwns : null;
    }

    private const string HumanOwns = "a human owns the conversation";

    /// <summary>As the database has it, where another instance may have seen the human.</summary>
    private static bool IsAllowed(StoreSession session, OutboxItem item) =>
        session.FindOutbox(item.Uid) is not ({ State: OutboxState.Withdrawn } or { IsRevoked: true })
        && (session.FindConversation(item.Conversation) is not { } row || ConversationState.FromJson(row.State).Ownership.Owner != Owner.Human);
}
