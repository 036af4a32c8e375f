using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weiyu.Client.Messages;
using Weiyu.Sandbox.Messaging;

namespace Weiyu.Sandbox.Desk;

/// <summary>Messages as the server's people and the server itself write them, ready to be published.</summary>
internal sealed class MessageWriter(Hub hub)
{
    /// <summary>The channel of what the server itself says (2026).</summary>
    private const string SystemChannel = "SYSTEM";

    private static readonly JsonSerializerOptions AsItIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The server itself.</summary>
    public static Wire.User System => new() { Uid = "system", Nickname = "系统 System", Type = UserTypes.System };

    /// <summary>A uid as clients make them: 32 hex digits.</summary>
    public static string NewUid() => Guid.NewGuid().ToString("N");

    /// <summary>A message in a thread.</summary>
    public Wire.Message Write(SandboxThread thread, Wire.User user, string type, string content, string? uid = null)
    {
        var wire = thread.ToWire();
        wire.State = hub.Habits.NameOf(wire.State);
        return new()
        {
            Uid = uid ?? NewUid(),
            Type = type,
            Content = content,
            Status = MessageStatuses.Sending,
            CreatedAt = MessageTime.Write(hub.Time.GetUtcNow()),
            Channel = thread.Channel,
            Thread = wire,
            User = user.Clone(),
            Extra = MessageExtra.Create(hub.Options.Data.OrgUid),
        };
    }

    /// <summary>A message in a thread by the server itself.</summary>
    public Wire.Message WriteAsSystem(SandboxThread thread, string type, string content)
    {
        var message = Write(thread, System, type, content);
        message.Channel = hub.Habits.NotesBySystemUser ? SystemChannel : thread.Channel;
        message.Status = MessageStatuses.Success;
        return message;
    }

    /// <summary>A message by the server itself to one user, on a topic of its own.</summary>
    public Wire.Message WriteTo(SandboxAccount account, string topic, string type, string content) => new()
    {
        Uid = NewUid(),
        Type = type,
        Content = content,
        Status = MessageStatuses.Success,
        CreatedAt = MessageTime.Write(hub.Time.GetUtcNow()),
        Channel = SystemChannel,
        Thread = new Wire.Thread { Uid = "thread_" + account.UserUid, Topic = topic, Type = ThreadTypes.Channel, State = ThreadStates.New },
        User = System,
        Extra = MessageExtra.Create(hub.Options.Data.OrgUid),
    };

    /// <summary>As whom an account speaks: as the agent in AGENT and WORKGROUP threads, as the user elsewhere.</summary>
    public static Wire.User Speaker(SandboxAccount account, string threadType) => new()
    {
        Uid = ThreadTypes.SpeaksAsAgent(threadType) && account.AgentUid is { } agentUid ? agentUid : account.UserUid,
        Nickname = account.Nickname,
        Avatar = account.Avatar,
        Type = ThreadTypes.SpeaksAsAgent(threadType) ? UserTypes.Agent : UserTypes.User,
    };

    /// <summary>Chinese and emoji as they are.</summary>
    public static string Text(JsonNode json) => json.ToJsonString(AsItIs);
}
