using System.Text.Json.Nodes;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Client.Content;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Handlers.People;

/// <summary>
/// TRANSFER and its answers, as the platform's clients write them: those of 2026 {note, sender, receiver, thread, type, status, …}, older ones
/// {note, thread} or {content, status}.
/// </summary>
internal static class Transfers
{
    /// <summary>The members of older TRANSFERs that name whom it goes to.</summary>
    private static readonly string[] Targets = ["to", "toUid", "agentUid", "receiverUid", "target"];

    /// <summary>Whether a TRANSFER is addressed to the bot.</summary>
    public static bool IsTo(Wire.Message transfer, BotIdentity bot)
    {
        if (bot.Agent is { } agent && transfer.Thread?.Topic == Topics.AgentInbox(agent.Uid)) return true;
        if (MessageContent.Read(transfer) is TransferContent { Receiver: { Uid.Length: > 0 } receiver }) return IsBot(receiver.Uid, bot);
        return Targets.Select(name => MessageExtra.Get(transfer.Content, name)).Any(to => to is not null && IsBot(to, bot));
    }

    /// <summary>The colleague who hands the conversation on; null: nobody of ours. Where the SYSTEM user tells of it, the content knows.</summary>
    public static Wire.User? GiverOf(Wire.Message transfer) => transfer.User?.Type == UserTypes.System
        ? (MessageContent.Read(transfer) as HandoverContent)?.Sender
        : UserTypes.IsStaff(transfer.User?.Type ?? "") ? transfer.User : null;

    /// <summary>Who accepted.</summary>
    public static Wire.User? TakerOf(Wire.Message accepted) =>
        accepted.User?.Type == UserTypes.System && MessageContent.Read(accepted) is HandoverContent { Receiver: { } receiver }
            ? receiver
            : accepted.User;

    /// <summary>The bot takes it, and says so in the form in which it was asked.</summary>
    public static SendMessage Accept(Wire.Message transfer, Wire.Thread thread)
    {
        var answer = new JsonObject { ["uid"] = transfer.Uid, ["thread"] = thread.Uid, ["content"] = "", ["status"] = "ACCEPTED" };
        if (MessageContent.Read(transfer) is TransferContent { IsOfficial: true } asked)
        {
            answer = JsonNode.Parse(asked.ToJson())!.AsObject();
            (answer["status"], answer["messageUid"]) = (MessageStatuses.TransferAccepted, transfer.Uid);
            answer["thread"] ??= Json(thread);
        }

        return ToPeople(MessageTypes.TransferAccept, answer);
    }

    /// <summary>
    /// The bot hands the conversation to an agent or a work group. Which clients read it is not known here, so the content holds what those of 2026
    /// look for and what older ones do.
    /// </summary>
    public static SendMessage Offer(string to, string note, Wire.Thread thread, Wire.User sender) => ToPeople(MessageTypes.Transfer, new JsonObject
    {
        ["note"] = note, ["content"] = note, ["status"] = MessageStatuses.TransferPending, ["thread"] = Json(thread),
        ["sender"] = Json(sender), ["receiver"] = new JsonObject { ["uid"] = to }, ["to"] = to,
    });

    /// <summary>Whether a message says that nobody takes what was offered.</summary>
    public static bool IsRefusal(string type) => type is MessageTypes.TransferReject or MessageTypes.TransferTimeout or MessageTypes.TransferCancel;

    private static bool IsBot(string uid, BotIdentity bot) => uid == bot.Agent?.Uid || uid == bot.UserUid || uid == bot.Username;

    private static SendMessage ToPeople(string type, JsonObject content) =>
        new(type, content.ToJsonString(Sending.Json)) { EvenWhenHumanOwns = true, IsPreface = true, PlainText = "" };

    private static JsonObject Json(Wire.User user) =>
        new() { ["uid"] = user.Uid, ["nickname"] = user.Nickname, ["avatar"] = user.Avatar, ["type"] = user.Type };

    private static JsonObject Json(Wire.Thread thread) => new() { ["uid"] = thread.Uid, ["topic"] = thread.Topic, ["type"] = thread.Type };
}
