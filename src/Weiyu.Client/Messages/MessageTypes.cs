using System.Collections.Frozen;

namespace Weiyu.Client.Messages;

/// <summary>
/// The values of <c>Message.type</c> that the platform knows, those of servers of 2026 among them. An unknown type is legal: the server treats it as
/// TEXT, a client keeps it as it is.
/// </summary>
public static class MessageTypes
{
    public const string Welcome = "WELCOME";
    public const string Continue = "CONTINUE";
    public const string System = "SYSTEM";
    public const string Notice = "NOTICE";
    public const string Text = "TEXT";
    public const string Image = "IMAGE";
    public const string File = "FILE";
    public const string Document = "DOCUMENT";
    public const string Audio = "AUDIO";
    public const string Voice = "VOICE";
    public const string Video = "VIDEO";
    public const string Music = "MUSIC";
    public const string Location = "LOCATION";
    public const string Link = "LINK";
    public const string Url = "URL";
    public const string Goods = "GOODS";
    public const string Card = "CARD";
    public const string Event = "EVENT";
    public const string Extra = "EXTRA";
    public const string Guess = "GUESS";
    public const string Hot = "HOT";
    public const string Shortcut = "SHORTCUT";
    public const string Order = "ORDER";

    /// <summary>Several messages of another thread, passed on as one.</summary>
    public const string Forward = "FORWARD";

    /// <summary>A post of the platform's blog.</summary>
    public const string Blog = "BLOG";

    /// <summary>The goods of an earlier message have changed; the content names that message.</summary>
    public const string GoodsUpdate = "GOODS_UPDATE";
    public const string OrderUpdate = "ORDER_UPDATE";
    public const string Payment = "PAYMENT";
    public const string PaymentSuccess = "PAYMENT_SUCCESS";
    public const string PaymentFailure = "PAYMENT_FAILURE";
    public const string Refund = "REFUND";
    public const string RefundSuccess = "REFUND_SUCCESS";
    public const string RefundFailure = "REFUND_FAILURE";
    public const string Logistics = "LOGISTICS";
    public const string LogisticsUpdate = "LOGISTICS_UPDATE";
    public const string LogisticsDelivered = "LOGISTICS_DELIVERED";
    public const string LogisticsException = "LOGISTICS_EXCEPTION";

    public const string Queue = "QUEUE";
    public const string QueueNotice = "QUEUE_NOTICE";
    public const string QueueUpdate = "QUEUE_UPDATE";
    public const string QueueAccept = "QUEUE_ACCEPT";
    public const string QueueTimeout = "QUEUE_TIMEOUT";
    public const string QueueCancel = "QUEUE_CANCEL";

    /// <summary>A thread waits for an agent to take it (work groups that route by hand).</summary>
    public const string RoutingPool = "ROUTING_POOL";

    /// <summary>What is known of a thread, told as a message.</summary>
    public const string Thread = "THREAD";

    public const string Poll = "POLL";
    public const string PollSubmit = "POLL_SUBMIT";
    public const string Form = "FORM";
    public const string FormSubmit = "FORM_SUBMIT";

    /// <summary>The form that a visitor is to fill in before the conversation; FORM_SUBMIT answers it.</summary>
    public const string Preform = "PREFORM";
    public const string Choice = "CHOICE";
    public const string ChoiceSubmit = "CHOICE_SUBMIT";
    public const string Confirm = "CONFIRM";
    public const string ConfirmSubmit = "CONFIRM_SUBMIT";
    public const string Button = "BUTTON";
    public const string ButtonSubmit = "BUTTON_SUBMIT";

    public const string LeaveMsg = "LEAVE_MSG";
    public const string LeaveMsgSubmit = "LEAVE_MSG_SUBMIT";
    public const string LeaveMsgReplied = "LEAVE_MSG_REPLIED";
    public const string CustomerSubmit = "CUSTOMER_SUBMIT";
    public const string SystemAlarm = "SYSTEM_ALARM";
    public const string Ticket = "TICKET";
    public const string TicketSubmit = "TICKET_SUBMIT";

    public const string Typing = "TYPING";
    public const string Processing = "PROCESSING";
    public const string Preview = "PREVIEW";
    public const string Recall = "RECALL";
    public const string Delivered = "DELIVERED";
    public const string Read = "READ";
    public const string Quotation = "QUOTATION";
    public const string Kickoff = "KICKOFF";
    public const string Shake = "SHAKE";
    public const string Sticker = "STICKER";
    public const string Email = "EMAIL";
    public const string PhoneNumber = "PHONE_NUMBER";
    public const string WechatNumber = "WECHAT_NUMBER";

    /// <summary>As EMAIL; the platform spells it so, with two L.</summary>
    public const string EmailAddress = "EMAILL_ADDRESS";

    /// <summary>An emoji was put to a message, or taken off again.</summary>
    public const string Reaction = "REACTION";

    /// <summary>Somebody listened to a voice message.</summary>
    public const string Playback = "PLAYBACK";

    public const string Faq = "FAQ";
    public const string FaqQuestion = "FAQ_QUESTION";
    public const string FaqAnswer = "FAQ_ANSWER";

    public const string Robot = "ROBOT";
    public const string RobotCancel = "ROBOT_CANCEL";
    public const string RobotUnanswered = "ROBOT_UNANSWERED";
    public const string RobotError = "ROBOT_ERROR";
    public const string RobotStream = "ROBOT_STREAM";
    public const string RobotStreamStart = "ROBOT_STREAM_START";
    public const string RobotStreamEnd = "ROBOT_STREAM_END";
    public const string RobotStreamCancel = "ROBOT_STREAM_CANCEL";
    public const string RobotStreamUnanswered = "ROBOT_STREAM_UNANSWERED";
    public const string RobotStreamError = "ROBOT_STREAM_ERROR";

    /// <summary>A visitor likes what a robot said; see <see cref="IsReaction"/>.</summary>
    public const string RobotUp = "ROBOT_UP";
    public const string RobotDown = "ROBOT_DOWN";

    public const string Article = "ARTICLE";
    public const string RateInvite = "RATE_INVITE";
    public const string Rate = "RATE";
    public const string RateSubmit = "RATE_SUBMIT";
    public const string RateCancel = "RATE_CANCEL";
    public const string AutoClosed = "AUTO_CLOSED";
    public const string AgentClosed = "AGENT_CLOSED";
    public const string VisitorClosed = "VISITOR_CLOSED";

    public const string Transfer = "TRANSFER";
    public const string TransferAccept = "TRANSFER_ACCEPT";
    public const string TransferReject = "TRANSFER_REJECT";
    public const string TransferTimeout = "TRANSFER_TIMEOUT";
    public const string TransferCancel = "TRANSFER_CANCEL";

    /// <summary>The first of several families whose names all begin so; see <see cref="IsInvite"/>.</summary>
    public const string Invite = "INVITE";
    public const string InviteExit = "INVITE_EXIT";
    public const string InviteRemove = "INVITE_REMOVE";
    public const string InviteAudio = "INVITE_AUDIO";
    public const string InviteVideo = "INVITE_VIDEO";

    public const string GroupCreate = "GROUP_CREATE";
    public const string GroupInvite = "GROUP_INVITE";
    public const string GroupDismiss = "GROUP_DISMISS";
    public const string NotificationAgentReplyTimeout = "NOTIFICATION_AGENT_REPLY_TIMEOUT";
    public const string NotificationRateSubmitted = "NOTIFICATION_RATE_SUBMITTED";
    public const string Error = "ERROR";

    /// <summary>Every type with a constant here. INVITE* and WEBRTC_* are open families, see <see cref="IsInvite"/> and <see cref="IsWebRtc"/>.</summary>
    public static FrozenSet<string> All { get; } = FrozenSet.ToFrozenSet(
    [
        Welcome, Continue, System, Notice, Text, Image, File, Document, Audio, Voice, Video, Music, Location, Link, Url, Goods, Card, Event, Extra,
        Guess, Hot, Shortcut, Order, Forward, Blog, GoodsUpdate, OrderUpdate, Payment, PaymentSuccess, PaymentFailure, Refund, RefundSuccess,
        RefundFailure, Logistics, LogisticsUpdate, LogisticsDelivered, LogisticsException, Queue, QueueNotice, QueueUpdate, QueueAccept,
        QueueTimeout, QueueCancel, RoutingPool, Thread, Poll, PollSubmit, Form, FormSubmit, Preform, Choice, ChoiceSubmit, Confirm, ConfirmSubmit,
        Button, ButtonSubmit, LeaveMsg, LeaveMsgSubmit, LeaveMsgReplied, CustomerSubmit, SystemAlarm, Ticket, TicketSubmit, Typing, Processing,
        Preview, Recall, Delivered, Read, Quotation, Kickoff, Shake, Sticker, Email, PhoneNumber, WechatNumber, EmailAddress, Reaction, Playback,
        Faq, FaqQuestion, FaqAnswer, Robot, RobotCancel, RobotUnanswered, RobotError, RobotStream, RobotStreamStart, RobotStreamEnd,
        RobotStreamCancel, RobotStreamUnanswered, RobotStreamError, RobotUp, RobotDown, Article, RateInvite, Rate, RateSubmit, RateCancel,
        AutoClosed, AgentClosed, VisitorClosed, Transfer, TransferAccept, TransferReject, TransferTimeout, TransferCancel, Invite, InviteExit,
        InviteRemove, InviteAudio, InviteVideo, GroupCreate, GroupInvite, GroupDismiss, NotificationAgentReplyTimeout, NotificationRateSubmitted,
        Error,
    ]);

    /// <summary>Whether the platform is known to use this type.</summary>
    public static bool IsKnown(string type) => All.Contains(type) || IsInvite(type) || IsWebRtc(type);

    /// <summary>READ or DELIVERED: the content is the uid of the message that was read or delivered.</summary>
    public static bool IsReceipt(string type) => type is Read or Delivered;

    /// <summary>Of the moment only: never stored, never answered, dropped when stale.</summary>
    public static bool IsEphemeral(string type) => type is Typing or Processing or Preview or RobotStream or RobotStreamStart;

    /// <summary>The types for which the official agent client sends DELIVERED and READ.</summary>
    public static bool WantsReceipt(string type) => type is Text or Image or File or Audio or Video or Voice;

    /// <summary>AUTO_CLOSED, AGENT_CLOSED or VISITOR_CLOSED: the conversation is over until CONTINUE or a new message.</summary>
    public static bool EndsConversation(string type) => type is AutoClosed or AgentClosed or VisitorClosed;

    /// <summary>
    /// Somebody says with one click what they think of a message: REACTION, or of a robot's answer ROBOT_UP and ROBOT_DOWN. The content names the
    /// message.
    /// </summary>
    public static bool IsReaction(string type) => type is Reaction or RobotUp or RobotDown;

    /// <summary>
    /// Tells that something was done or has changed, in the name of whoever did it: no words of theirs. Reactions, PLAYBACK, every …_UPDATE, what
    /// became of a payment, a refund or a parcel, and what the platform tells about threads and forms.
    /// </summary>
    public static bool IsUpdate(string type) =>
        IsReaction(type) || type.EndsWith("_UPDATE", StringComparison.Ordinal)
        || type is Playback or Preform or RoutingPool or Thread or PaymentSuccess or PaymentFailure or RefundSuccess or RefundFailure
            or LogisticsDelivered or LogisticsException;

    /// <summary>The content carries nothing but a URL and what describes it.</summary>
    public static bool IsMedia(string type) => type is Image or File or Document or Audio or Voice or Video or Music or Sticker;

    /// <summary>EMAIL, PHONE_NUMBER, WECHAT_NUMBER, EMAILL_ADDRESS: how to reach somebody.</summary>
    public static bool IsContact(string type) => type is Email or PhoneNumber or WechatNumber or EmailAddress;

    public static bool IsQueue(string type) => type == Queue || type.StartsWith("QUEUE_", StringComparison.Ordinal);

    public static bool IsTransfer(string type) => type == Transfer || type.StartsWith("TRANSFER_", StringComparison.Ordinal);

    public static bool IsRating(string type) => type is Rate or RateInvite or RateSubmit or RateCancel;

    public static bool IsLeaveMessage(string type) => type is LeaveMsg or LeaveMsgSubmit or LeaveMsgReplied;

    public static bool IsFaq(string type) => type is Faq or FaqQuestion or FaqAnswer;

    /// <summary>What the platform's own robots say, streamed or whole; what visitors think of it (ROBOT_UP, ROBOT_DOWN) is none.</summary>
    public static bool IsRobot(string type) => type == Robot || (type.StartsWith("ROBOT_", StringComparison.Ordinal) && !IsReaction(type));

    public static bool IsInvite(string type) => type.StartsWith("INVITE", StringComparison.Ordinal);

    public static bool IsWebRtc(string type) => type.StartsWith("WEBRTC_", StringComparison.Ordinal);

    public static bool IsNotification(string type) => type.StartsWith("NOTIFICATION_", StringComparison.Ordinal);
}
