using Weiyu.Bot.Core;
using Weiyu.Bot.Storage;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Conversations;

/// <summary>The openings and closings that messages bring with them.</summary>
internal static class ThreadEvents
{
    /// <summary>
    /// The event that a message brings with it and that is handled before it: the conversation opens with the visitor's first words, or when
    /// the server resumes it or takes the visitor out of the queue, and closes with the message that says so. The uid of an opening counts the
    /// openings, so that a repeated turn, or a start with the data folder lost, greets nobody twice.
    /// </summary>
    /// <returns>Null where there is none.</returns>
    public static InboxItem? Before(InboxItem item, Conversation conversation, BotIdentity bot, DateTimeOffset now)
    {
        if (item.Message is not { } message || item.IsHumanSign) return null;
        var isBlank = conversation.StateJson == ConversationState.Blank;
        if (MessageTypes.EndsConversation(message.Type))
        {
            return isBlank || conversation.Closed ? null : Event(Uids.Derive(bot.UserUid, item.Uid, "closed"), BotEvents.ThreadClosed, item, now);
        }

        if ((!conversation.Closed && !isBlank) || !MessageClassifier.Opens(message) || !Scope.AnswersByDefault(message.Thread)) return null;
        var openings = ConversationState.FromJson(conversation.StateJson).Openings;
        return Event(Uids.Derive(bot.UserUid, item.Conversation, $"opened/{openings + 1}"), BotEvents.ThreadOpened, item, now);
    }

    private static InboxItem Event(string uid, string name, InboxItem cause, DateTimeOffset now) =>
        InboxItem.Of(uid, cause.Conversation, new BotEvent(name), now) with { Trace = cause.Trace };
}
