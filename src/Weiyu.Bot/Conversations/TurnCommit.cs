using Google.Protobuf;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Conversations;

/// <summary>Writes a turn's outcome: handled, state, outbox, timers and decision in one transaction.</summary>
internal static class TurnCommit
{
    /// <summary>Writes it.</summary>
    /// <param name="isSent">Whether the server already has a message of that uid (from before the data folder was lost).</param>
    /// <returns>The outbox items to send, with their sequence numbers.</returns>
    public static List<OutboxItem> Apply(StoreSession session, TurnOutcome outcome, string? trace, Func<string, bool> isSent)
    {
        var item = outcome.Item;
        session.FinishInbox(item.Uid, outcome.State, outcome.At);
        session.SaveConversation(new ConversationRow(item.Conversation, outcome.Thread.ToByteArray(), outcome.StateJson, outcome.Owner == Owner.Closed, outcome.At));
        // A conversation that is over waits for nothing; what its last turn starts comes below.
        if (outcome.Owner == Owner.Closed) session.DeleteTimers(item.Conversation);
        var stored = new List<OutboxItem>(outcome.Outbox.Count);
        foreach (var effect in outcome.Effects)
        {
            switch (effect)
            {
                case WithdrawReplies withdraw:
                    session.WithdrawOutbox(item.Conversation, withdraw.Cause, withdraw.Reason, outcome.At);
                    break;
                case StartTimer timer:
                    session.SaveTimer(item.Conversation, timer.Name, timer.Due, timer.Data);
                    break;
                case CancelTimer timer:
                    session.DeleteTimer(item.Conversation, timer.Name);
                    break;
            }
        }

        foreach (var send in outcome.Outbox)
        {
            var row = send with { Trace = trace };
            if (isSent(send.Uid)) row = row with { State = OutboxState.Confirmed, DoneAt = outcome.At, LastError = "already in the history" };
            if (session.InsertOutbox(row) is { } seq && row.State == OutboxState.Pending) stored.Add(row with { Seq = seq });
        }

        session.SaveDecision(outcome.Decision);
        return stored;
    }
}
