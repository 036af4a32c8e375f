using Weiyu.Bot.Pipeline;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Receiving;

/// <summary>What kind of thing a message from the server is to the bot.</summary>
internal enum MessageClass
{
    /// <summary>One of our own, come back: the proof that the server has it.</summary>
    Echo,

    /// <summary>Worth nothing: a visitor's typing, a receipt.</summary>
    Ignore,

    /// <summary>A human agent's typing or receipt: not kept, but the bot falls silent.</summary>
    HumanSign,

    /// <summary>A human agent's word, or something that gives the conversation to one: kept, and the bot falls silent at once.</summary>
    HumanWord,

    /// <summary>Everything else: kept and handled.</summary>
    Keep,
}

/// <summary>Tells messages apart by who sent them and of what type they are.</summary>
internal static class MessageClassifier
{
    /// <summary>Classifies a message. Total: any foreign message has a class.</summary>
    public static MessageClass Classify(Wire.Message message, BotIdentity bot)
    {
        if (bot.IsOwn(message.User) && Uids.IsDerived(message.Uid)) return MessageClass.Echo;
        var human = IsHumanAgent(message, bot);
        if (MessageTypes.IsReceipt(message.Type))
        {
            // DELIVERED is sent by programs; READ by someone who has the conversation open.
            return human && message.Type == MessageTypes.Read ? MessageClass.HumanSign : MessageClass.Ignore;
        }

        if (MessageTypes.IsEphemeral(message.Type)) return human && message.Type == MessageTypes.Typing ? MessageClass.HumanSign : MessageClass.Ignore;
        return human ? MessageClass.HumanWord : MessageClass.Keep;
    }

    /// <summary>
    /// Whether a human agent sent a message: another agent, or this account with a uid that the bot did not make (the same account open in
    /// the desktop client). What the platform itself writes in an agent's name (a closing, a welcome, a transfer) is no human's word.
    /// </summary>
    public static bool IsHumanAgent(Wire.Message message, BotIdentity bot)
    {
        if (!SpeaksForItself(message.Type)) return false;
        if (bot.IsOwn(message.User)) return !Uids.IsDerived(message.Uid);
        // Among colleagues everybody is a member: there that says nothing.
        return message.User?.Type is UserTypes.Agent or UserTypes.Workgroup
            || (message.User?.Type is UserTypes.Member && message.Thread?.Type is not (ThreadTypes.Group or ThreadTypes.Member));
    }

    /// <summary>Whether the type is something that a person says, as against a note of the system in an agent's name.</summary>
    private static bool SpeaksForItself(string type) => !(
        MessageTypes.EndsConversation(type) || MessageTypes.IsTransfer(type) || MessageTypes.IsQueue(type) || MessageTypes.IsNotification(type)
        || MessageTypes.IsInvite(type) || type is MessageTypes.System or MessageTypes.Continue or MessageTypes.Welcome or MessageTypes.RateInvite);
}
