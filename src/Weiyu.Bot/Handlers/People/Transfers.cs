using System.Text.Json.Nodes;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Handlers.People;

/// <summary>TRANSFER and its answers, as the platform's clients write them.</summary>
internal static class Transfers
{
    /// <summary>The members of a TRANSFER's content that name whom it goes to.</summary>
    private static readonly string[] Targets = ["to", "toUid", "agentUid", "receiverUid", "target"];

    /// <summary>Whether a TRANSFER is addressed to the bot.</summary>
    public static bool IsTo(Wire.Message transfer, BotIdentity bot)
    {
        if (bot.Agent is { } agent && transfer.Thread?.Topic == Topics.AgentInbox(agent.Uid)) return true;
        return Targets.Select(name => MessageExtra.Get(transfer.Content, name)).Any(to => to is not null && (to == bot.Agent?.Uid || to == bot.UserUid || to == bot.Username));
    }

    /// <summary>The bot takes it.</summary>
    public static SendMessage Accept(Wire.Message transfer, Wire.Thread thread) => new(
        MessageTypes.TransferAccept, new JsonObject { ["uid"] = transfer.Uid, ["thread"] = thread.Uid, ["content"] = "", ["status"] = "ACCEPTED" }.ToJsonString())
    {
        EvenWhenHumanOwns = true, IsPreface = true, PlainText = "",
    };

    /// <summary>The bot hands the conversation to an agent or a work group.</summary>
    public static SendMessage Offer(string to, string note, Wire.Thread thread) => new(
        MessageTypes.Transfer, new JsonObject { ["content"] = note, ["note"] = note, ["status"] = "PENDING", ["to"] = to, ["thread"] = thread.Uid }.ToJsonString(Rules.Running.Sending.Json))
    {
        EvenWhenHumanOwns = true, IsPreface = true, PlainText = "",
    };

    /// <summary>Whether a message says that nobody takes what was offered.</summary>
    public static bool IsRefusal(string type) => type is MessageTypes.TransferReject or MessageTypes.TransferTimeout or MessageTypes.TransferCancel;
}
