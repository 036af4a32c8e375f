using Weiyu.Bot.Core;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Conversations;

/// <summary>What a turn comes to: committed in one transaction.</summary>
/// <param name="Item">What was handled.</param>
/// <param name="State">How it ended.</param>
/// <param name="Thread">The conversation's thread as now known.</param>
/// <param name="StateJson">The state document.</param>
/// <param name="Owner">Who owns the conversation now.</param>
/// <param name="Outbox">What is to be sent, in order.</param>
/// <param name="Effects">Everything that the turn causes.</param>
/// <param name="Decision">Why.</param>
/// <param name="At">When.</param>
internal sealed record TurnOutcome(
    InboxItem Item, InboxState State, Wire.Thread Thread, string StateJson, Owner Owner, IReadOnlyList<OutboxItem> Outbox, IReadOnlyList<Effect> Effects,
    Decision Decision, DateTimeOffset At)
{
    /// <summary>A turn of which nothing comes: everything stays as it was.</summary>
    /// <param name="item">What was handled.</param>
    /// <param name="conversation">As it was.</param>
    /// <param name="outcome">In a word.</param>
    /// <param name="reason">Why.</param>
    /// <param name="now">When.</param>
    public static TurnOutcome Without(InboxItem item, Conversation conversation, string outcome, string reason, DateTimeOffset now)
    {
        var decision = new Decision { Uid = item.Uid, Conversation = item.Conversation, At = now };
        decision.Note("conversation", reason);
        decision.End(outcome, reason);
        return new TurnOutcome(item, InboxState.Handled, conversation.Thread, conversation.StateJson, conversation.Owner, [], [], decision, now);
    }
}
