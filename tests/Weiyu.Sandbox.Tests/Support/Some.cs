using Weiyu.Client.Messages;

namespace Weiyu.Sandbox.Tests.Support;

/// <summary>Small things that tests need.</summary>
internal static class Some
{
    public static string Uid() => Guid.NewGuid().ToString("N");

    /// <summary>What the user in a client id would connect to MQTT with; nobody in particular's is "any".</summary>
    public static string Token(SandboxServer server, string clientId) =>
        server.Data.Accounts.FirstOrDefault(a => a.UserUid == clientId.Split('/')[0]) is { } account ? server.Accounts.IssueToken(account) : "any";

    /// <summary>A message as the bot would write it.</summary>
    public static Wire.Message Message(
        SandboxServer server, SandboxThread? thread = null, string text = "你好", string? topic = null, string? uid = null) => new()
    {
        Uid = uid ?? Uid(),
        Type = MessageTypes.Text,
        Content = text,
        Status = MessageStatuses.Sending,
        CreatedAt = "1691234567890",
        Channel = "web",
        Thread = thread?.ToWire() ?? new Wire.Thread { Uid = "unknown", Topic = topic ?? "org/agent/agent_bot/x", Type = ThreadTypes.Agent },
        User = new Wire.User { Uid = server.Data.Bot.AgentUid, Nickname = "Bot", Type = UserTypes.Agent },
        Extra = MessageExtra.Create(server.Data.OrgUid),
    };
}
