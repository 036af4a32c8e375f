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
        var human = IsHumanAgent(message.User, message.Uid, message.Thread?.Type ?? "", bot);
        if (bot.IsOwn(message.User) && !human) return MessageClass.Echo;
        if (MessageTypes.IsReceipt(message.Type))
        {
            // DELIVERED is sent by programs; READ by someone who has the conversation open.
            return human && message.Type == MessageTypes.Read ? MessageClass.HumanSign : MessageClass.Ignore;
        }

        if (MessageTypes.IsEphemeral(message.Type)) return human && message.Type == MessageTypes.Typing ? MessageClass.HumanSign : MessageClass.Ignore;
        return human && SpeaksForItself(message.Type) ? MessageClass.HumanWord : MessageClass.Keep;
    }

    /// <summary>
    /// Whether a human agent sent a message: another agent, or this account with a uid that the bot did not make (the same account open in
    /// the desktop client).
    /// </summary>
    public static bool IsHumanAgent(Wire.User? sender, string uid, string threadType, BotIdentity bot) => bot.IsOwn(sender)
        ? !Uids.IsDerived(uid)
        // Among colleagues everybody is a member: there that says nothing.
        : sender?.Type is UserTypes.Agent or UserTypes.Workgroup || sender?.Type is UserTypes.Member && threadType is not (ThreadTypes.Group or ThreadTypes.Member);

    /// <summary>Whether the type is something that a person says, as against a note of the system in an agent's name.</summary>
    private static bool SpeaksForItself(string type) => !(
        MessageTypes.EndsConversation(type) || MessageTypes.IsTransfer(type) || MessageTypes.IsQueue(type) || MessageTypes.IsNotification(type)
        || MessageTypes.IsInvite(type) || type is MessageTypes.System or MessageTypes.Continue or MessageTypes.Welcome or MessageTypes.RateInvite);
}
