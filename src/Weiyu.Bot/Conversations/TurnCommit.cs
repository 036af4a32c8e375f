using Google.Protobuf;
using Weiyu.Bot.Core;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Conversations;

/// <summary>Writes a turn's outcome: handled, state, outbox, timers and decision in one transaction.</summary>
internal static class TurnCommit
{
    /// <summary>Writes it.</summary>
    /// <param name="isSent">Whether the server already has a message of that uid (from before the data folder was lost).</param>
    /// <param name="basis">The state that the turn began with, where another instance of the bot may write to the same database; null: none does.</param>
    /// <returns>What was written; nothing, where another instance was faster.</returns>
    public static Committed Apply(StoreSession session, TurnOutcome outcome, string? trace, Func<string, bool> isSent, string? basis = null)
    {
        var item = outcome.Item;
        if (basis is not null)
        {
            if (session.IsHandled(item.Uid)) return Committed.Elsewhere;
            session.NoteConversation(item.Conversation, outcome.Thread.ToByteArray(), outcome.At);
            if (session.LockConversation(item.Conversation) != basis) return Committed.Stale;
        }

        session.FinishInbox(item.Uid, outcome.State, outcome.At);
        // A conversation that is over waits for nothing; what its last turn starts comes below.
        if (outcome.Owner == Owner.Closed) session.DeleteTimers(item.Conversation);
        var stateJson = outcome.StateJson;
        var withdrawn = new List<long>();
        var stored = new List<OutboxItem>(outcome.Outbox.Count);
        foreach (var effect in outcome.Effects)
        {
            switch (effect)
            {
                case WithdrawReplies withdraw:
                    var replies = session.WithdrawOutbox(item.Conversation, withdraw.Cause, withdraw.Reason, outcome.At);
                    if (withdraw.IsUnanswered && replies.Count > 0) stateJson = Unanswered(session, replies.Select(r => r.Cause), stateJson, outcome.At);
                    withdrawn.AddRange(replies.Select(r => r.Seq));
                    if (!withdraw.IsUnanswered) withdrawn.AddRange(session.RevokeOutbox(item.Conversation, withdraw.Cause));
                    break;
                case StartTimer timer:
                    session.SaveTimer(item.Conversation, timer.Name, timer.Due, timer.Data);
                    break;
                case CancelTimer timer:
                    session.DeleteTimer(item.Conversation, timer.Name);
                    break;
            }
        }

        session.SaveConversation(new ConversationRow(item.Conversation, outcome.Thread.ToByteArray(), stateJson, outcome.Owner == Owner.Closed, outcome.At));
        foreach (var send in outcome.Outbox)
        {
            var row = send with { Trace = trace };
            if (isSent(send.Uid)) row = row with { State = OutboxState.Confirmed, DoneAt = outcome.At, LastError = "already in the history" };
            session.ForgetWithdrawn(row.Uid);
            if (session.InsertOutbox(row) is { } seq && row.State == OutboxState.Pending) stored.Add(row with { Seq = seq });
        }

        session.SaveDecision(outcome.Decision);
        return new Committed(stored, stateJson, withdrawn);
    }

    /// <summary>The questions whose answers were taken back are not answered yet.</summary>
    private static string Unanswered(StoreSession session, IEnumerable<string> causes, string stateJson, DateTimeOffset now)
    {
        var state = ConversationState.FromJson(stateJson);
        foreach (var cause in causes.Distinct())
        {
            if (session.FindInbox(cause) is { } item && InterruptedQuestion.Read(item, now) is { } question && !state.Unanswered.Exists(u => u.Uid == cause)) state.Unanswered.Add(question);
        }

        return state.ToJson();
    }
}

/// <summary>What the commit of a turn came to.</summary>
/// <param name="Stored">The outbox items to send, with their sequence numbers.</param>
/// <param name="StateJson">The state as it was stored.</param>
/// <param name="Withdrawn">The sequence numbers of the replies that were taken back.</param>
internal sealed record Committed(List<OutboxItem> Stored, string StateJson, List<long> Withdrawn)
{
    /// <summary>Whether it was written, or why not.</summary>
    public CommitResult Result { get; private init; }

    /// <summary>Another instance has changed the conversation since the turn began: the turn is run again on what is there now.</summary>
    public static Committed Stale { get; } = new([], "", []) { Result = CommitResult.Stale };

    /// <summary>Another instance has handled the same item.</summary>
    public static Committed Elsewhere { get; } = new([], "", []) { Result = CommitResult.Elsewhere };
}

/// <summary>How the commit of a turn ended.</summary>
internal enum CommitResult
{
    /// <summary>It is written.</summary>
    Written,

    /// <summary>Another instance has changed the conversation since the turn began.</summary>
    Stale,

    /// <summary>Another instance has handled the same item.</summary>
    Elsewhere,
}
