using System.Text.Json.Nodes;
using Weiyu.Client.Messages;
using Weiyu.Sandbox.Messaging;

namespace Weiyu.Sandbox.Desk;

/// <summary>TRANSFER and its answers, in the form of the generation.</summary>
internal sealed class TransferDesk(Hub hub)
{
    private const string Pending = "TRANSFER_PENDING";
    private const string Accepted = "TRANSFER_ACCEPTED";
    private const string Rejected = "TRANSFER_REJECTED";

    /// <summary>An agent offers a thread to a colleague.</summary>
    public string Offer(SandboxThread thread, SandboxAccount sender, SandboxAccount receiver, string note) =>
        MessageWriter.Text(hub.Habits.Transfers switch
        {
            SandboxTransferForm.Note => new JsonObject { ["note"] = note, ["thread"] = ThreadOf(thread) },
            SandboxTransferForm.Content => new JsonObject { ["content"] = note, ["status"] = Pending },
            _ => Official(thread, sender, receiver, note, MessageTypes.Transfer, Pending, ""),
        });

    /// <summary>The colleague's answer.</summary>
    /// <param name="thread">What was offered.</param>
    /// <param name="transfer">The TRANSFER; null when it is no longer known.</param>
    /// <param name="by">Who answers.</param>
    /// <param name="isAccepted">Yes or no.</param>
    public string Answer(SandboxThread thread, Wire.Message? transfer, SandboxAccount by, bool isAccepted)
    {
        var uid = transfer?.Uid ?? "";
        return MessageWriter.Text(hub.Habits.Transfers switch
        {
            SandboxTransferForm.Note => new JsonObject { ["uid"] = uid, ["thread"] = ThreadOf(thread) },
            SandboxTransferForm.Content => new JsonObject
            {
                ["uid"] = uid,
                ["thread"] = thread.Uid,
                ["content"] = "",
                ["status"] = isAccepted ? "ACCEPTED" : "REJECTED",
            },
            _ => Official(
                thread,
                by,
                hub.Staff.Speaker(transfer?.User?.Uid ?? ""),
                "",
                isAccepted ? MessageTypes.TransferAccept : MessageTypes.TransferReject,
                isAccepted ? Accepted : Rejected,
                uid),
        });
    }

    private static JsonObject Official(
        SandboxThread thread, SandboxAccount sender, SandboxAccount? receiver, string note, string type, string status, string messageUid) => new()
        {
            ["note"] = note,
            ["sender"] = Person(sender),
            ["receiver"] = receiver is null ? null : Person(receiver),
            ["thread"] = ThreadOf(thread),
            ["type"] = type,
            ["status"] = status,
            ["messageUid"] = messageUid,
        };

    private static JsonObject Person(SandboxAccount account) => new()
    {
        ["uid"] = account.AgentUid ?? account.UserUid,
        ["nickname"] = account.Nickname,
        ["avatar"] = account.Avatar,
        ["type"] = account.AgentUid is null ? UserTypes.User : UserTypes.Agent,
    };

    private static JsonObject ThreadOf(SandboxThread thread) => new()
    {
        ["uid"] = thread.Uid,
        ["topic"] = thread.Topic,
        ["type"] = thread.Type,
    };
}
