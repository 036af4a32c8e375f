using Weiyu.Bot.Core;
using Weiyu.Bot.Storage;
using Weiyu.Client.Content;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Conversations;

/// <summary>What kind of thing a message from the server is to the bot.</summary>
internal enum MessageClass
{
    /// <summary>One of our own, come back: the proof that the server has it.</summary>
    Echo,

    /// <summary>Worth nothing: a visitor's typing, a receipt.</summary>
    Ignore,

    /// <summary>A human agent has the conversation open: not kept, and theirs only where <c>People:ReadTakesOver</c> says so.</summary>
    HumanRead,

    /// <summary>A human agent is writing: not kept, but what the bot has to say waits a moment.</summary>
    HumanTyping,

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
        // While its own agent is not known, the uid alone must tell what an earlier run said as that agent.
        if ((bot.IsOwn(message.User) || (bot.Agent is null && message.User?.Type == UserTypes.Agent)) && Uids.IsDerived(message.Uid)) return MessageClass.Echo;
        // Neither a type nor a word: whoever it is from, it says nothing.
        if (message.Type.Length == 0 && message.Content.Length == 0) return MessageClass.Ignore;
        // What colleagues say to one another about a visitor.
        if (Topics.TryParse(message.Thread?.Topic, out var topic) && topic.IsInternal) return MessageClass.Ignore;
        var human = IsHumanAgent(message, bot);
        // DELIVERED is sent by programs; READ by someone who has the conversation open.
        if (MessageTypes.IsReceipt(message.Type) || MessageTypes.IsEphemeral(message.Type))
            return human && !IsWatching(message) ? ClassOfSign(message.Type) : MessageClass.Ignore;
        return human || TakesOver(message, bot) ? MessageClass.HumanWord : MessageClass.Keep;
    }

    private static MessageClass ClassOfSign(string type) => type switch
    {
        MessageTypes.Read => MessageClass.HumanRead,
        MessageTypes.Typing => MessageClass.HumanTyping,
        _ => MessageClass.Ignore,
    };

    /// <summary>
    /// Whether a human agent sent a message: another agent, or this account with a uid that the bot did not make (the same account open in
    /// the desktop client). What the platform itself writes in an agent's name (a closing, a welcome, a transfer, an automatic reply) is no
    /// human's word, and no more is what somebody does with a click (a reaction, listening to a voice message).
    /// </summary>
    public static bool IsHumanAgent(Wire.Message message, BotIdentity bot)
    {
        if (!SpeaksForItself(message.Type) || IsMachine(message)) return false;
        if (bot.IsOwn(message.User)) return !Uids.IsDerived(message.Uid);
        // Among colleagues everybody is a member: there that says nothing.
        if (message.Thread?.Type is ThreadTypes.Group or ThreadTypes.Member) return message.User?.Type is UserTypes.Agent or UserTypes.Workgroup;
        return message.User?.Type is UserTypes.Agent or UserTypes.Workgroup or UserTypes.Member or UserTypes.Monitor || IsColleague(message);
    }

    /// <summary>
    /// Whether a message gives the conversation to a human: somebody else accepted a transfer or an invitation to it. A server may tell of it as its
    /// SYSTEM user; then the content says who accepted, and where that is the bot, no human came.
    /// </summary>
    public static bool TakesOver(Wire.Message message, BotIdentity bot) =>
        (message.Type == MessageTypes.TransferAccept || (MessageTypes.IsInvite(message.Type) && message.Type.EndsWith("_ACCEPT", StringComparison.Ordinal)))
        && !(bot.IsOwn(message.User) && Uids.IsDerived(message.Uid)) && message.User?.Type is not UserTypes.Visitor && !IsVisitor(message)
        && !(message.User?.Type == UserTypes.System && bot.IsOwn(ReceiverOf(message)));

    /// <summary>Whether a program sent it: the platform's robot, an assistant, or what carries the mark of an automatic reply.</summary>
    public static bool IsMachine(Wire.Message message)
    {
        if (message.User?.Type is UserTypes.Robot or UserTypes.Assistant || MessageTypes.IsRobot(message.Type)) return true;
        return message.Extra.Length > 2 && Marks.Any(mark => MessageExtra.Get(message.Extra, mark) is "true" or "True" or "1");
    }

    /// <summary>Whether a program answered the visitor, as against saying something of its own.</summary>
    public static bool IsMachineAnswer(Wire.Message message) =>
        IsMachine(message) && message.Type is MessageTypes.Text or MessageTypes.Robot or MessageTypes.RobotStreamEnd or MessageTypes.FaqAnswer;

    /// <summary>Whether a visitor asks something, see <see cref="Questions"/>.</summary>
    public static bool IsQuestion(Wire.Message message) =>
        Questions.AreOf(message.Type) && Questions.MayAsk(message) && !IsMachine(message) && !IsColleague(message);

    /// <summary>Whether a visitor asks something with it, be it in pieces whose waiting has ended: then another question may be merged with it, or replace it.</summary>
    public static bool IsQuestion(InboxItem item) => item.Message is { } message ? IsQuestion(message) : InterruptedQuestion.IsJoined(item);

    /// <summary>
    /// Whether a message opens a conversation that is new or was closed: the visitor says or picks something, or the server greets, resumes it,
    /// or takes the visitor out of the queue.
    /// </summary>
    public static bool Opens(Wire.Message message) =>
        message.Type is MessageTypes.Welcome or MessageTypes.Continue or MessageTypes.QueueAccept || IsQuestion(message);

    /// <summary>
    /// Whether something in the journal is a sign of a human, which silences the bot until it is handled; events too: the console's button,
    /// and the server giving the thread to somebody else.
    /// </summary>
    public static bool IsHumanSign(InboxItem item, BotIdentity bot)
    {
        if (item.Message is { } message) return Classify(message, bot) == MessageClass.HumanWord;
        return item.Event is { } botEvent && (botEvent is { Name: BotEvents.Command, Argument: BotEvents.Off } || IsOthers(botEvent, bot));
    }

    /// <summary>Whether an event says that the server gave the thread to somebody else.</summary>
    public static bool IsOthers(BotEvent botEvent, BotIdentity bot) =>
        botEvent is { Name: BotEvents.ThreadAgent, Argument.Length: > 0 } && botEvent.Argument != bot.Agent?.Uid && botEvent.Argument != bot.UserUid;

    /// <summary>
    /// In a visitor's thread, who speaks as a user and is not that visitor is a colleague: agents do so at a unified entry, and the client that the
    /// platform documents does so everywhere.
    /// </summary>
    private static bool IsColleague(Wire.Message message) =>
        message.User?.Type == UserTypes.User && message.Thread is { User.Uid.Length: > 0 } thread && ThreadTypes.IsCustomerService(thread.Type) && message.User.Uid != thread.User.Uid;

    private static Wire.User? ReceiverOf(Wire.Message message) => (MessageContent.Read(message) as HandoverContent)?.Receiver;

    /// <summary>A supervisor looks on; what they say counts, that they look does not.</summary>
    private static bool IsWatching(Wire.Message message) => message.User?.Type == UserTypes.Monitor;

    private static bool IsVisitor(Wire.Message message) => message.User is { Uid.Length: > 0 } user && user.Uid == message.Thread?.User?.Uid;

    /// <summary>Whether the type is something that a person says, as against a note of the system in an agent's name.</summary>
    private static bool SpeaksForItself(string type) => !(
        MessageTypes.EndsConversation(type) || MessageTypes.IsTransfer(type) || MessageTypes.IsQueue(type) || MessageTypes.IsNotification(type)
        || MessageTypes.IsInvite(type) || MessageTypes.IsUpdate(type)
        || type is MessageTypes.System or MessageTypes.Continue or MessageTypes.Welcome or MessageTypes.RateInvite);

    /// <summary>The members of <c>extra</c> that say that a program wrote a message.</summary>
    private static readonly string[] Marks = ["autoReply", "isAutoReply", "robot", "isRobot"];
}
