using System.Text.Json;
using System.Text.Json.Nodes;
using Weiyu.Client.Messages;
using Weiyu.Sandbox.Desk;

namespace Weiyu.Sandbox.Rest.Answers;

/// <summary>A thread in a list or inside a message of the history.</summary>
internal static class ThreadShape
{
    public static void Write(Utf8JsonWriter json, RestCall call, SandboxThread thread)
    {
        if (call.Habits.AnswersAreWhole)
        {
            Whole(json, call, thread);
        }
        else
        {
            Older(json, thread, call.Habits);
        }
    }

    /// <summary>The few fields of older servers, which the pages and <c>/sandbox/threads</c> use too.</summary>
    public static void Older(Utf8JsonWriter json, SandboxThread thread, SandboxHabits habits)
    {
        json.WriteStartObject();
        json.WriteString("uid", thread.Uid);
        json.WriteString("topic", thread.Topic);
        json.WriteString("type", thread.Type);
        json.WriteString("status", habits.NameOf(thread.State));
        json.WriteString("state", habits.NameOf(thread.State));
        json.WriteString(MessageShape.Channel(habits), thread.Channel);
        json.WritePropertyName("user");
        UserShape.Write(json, thread.Visitor);
        json.WriteString("agent", AgentText(thread.Agent));
        json.WriteStartObject("owner");
        json.WriteString("uid", thread.Agent?.UserUid ?? "");
        json.WriteString("nickname", thread.Agent?.Nickname ?? "");
        json.WriteEndObject();
        json.WriteString("extra", thread.Extra);
        json.WriteString("content", thread.LastMessage?.Content ?? "");
        json.WriteNumber("unreadCount", thread.UnreadCount);
        Tags(json, thread);
        json.WriteString("note", thread.Note);
        json.WriteString("createdAt", MessageTime.Write(thread.CreatedAt));
        json.WriteString("updatedAt", MessageTime.Write(thread.UpdatedAt));
        json.WriteEndObject();
    }

    private static void Whole(Utf8JsonWriter json, RestCall call, SandboxThread thread)
    {
        var agent = AgentText(thread.Agent);
        json.WriteStartObject();
        BaseFields.Write(json, thread.Uid, thread.Agent?.UserUid ?? "", call.Data.OrgUid, thread.CreatedAt, thread.UpdatedAt);
        json.WriteString("topic", thread.Topic);
        json.WriteString("content", Summary(thread.LastMessage));
        json.WriteString("type", thread.Type);
        json.WriteString("status", call.Habits.NameOf(thread.State));
        json.WriteString("transferStatus", thread.PendingTransfer is null ? "NONE" : "TRANSFER_PENDING");
        json.WriteString("inviteStatus", "NONE");
        json.WriteBoolean("top", false);
        json.WriteBoolean("unread", thread.UnreadCount > 0);
        json.WriteNumber("unreadCount", thread.UnreadCount);
        json.WriteNumber("visitorUnreadCount", 0);
        json.WriteBoolean("mute", false);
        json.WriteBoolean("hide", false);
        json.WriteNumber("star", 0);
        json.WriteBoolean("fold", false);
        json.WriteString("closeType", thread.CloseType.Length > 0 ? thread.CloseType : null);
        json.WriteString("note", thread.Note);
        json.WriteBoolean("offline", false);
        Tags(json, thread);
        json.WriteString(MessageShape.Channel(call.Habits), thread.Channel);
        json.WriteString("extra", thread.Extra);
        json.WritePropertyName("user");
        UserShape.Write(json, thread.Visitor);
        Owner(json, thread.Agent);
        json.WriteString("agent", agent);
        json.WriteString("robot", "{}");
        json.WriteString("workgroup", "{}");
        json.WritePropertyName("agentProtobuf");
        json.WriteRawValue(agent, skipInputValidation: true);
        json.WriteStartArray("invites");
        json.WriteEndArray();
        Monitors(json, call, thread);
        json.WriteStartArray("assistants");
        json.WriteEndArray();
        json.WriteStartArray("ticketors");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Owner(Utf8JsonWriter json, SandboxAccount? agent)
    {
        if (agent is null)
        {
            json.WriteNull("owner");
            return;
        }

        json.WriteStartObject("owner");
        json.WriteString("uid", agent.UserUid);
        json.WriteString("username", agent.Username);
        json.WriteString("nickname", agent.Nickname);
        json.WriteString("avatar", agent.Avatar);
        json.WriteEndObject();
    }

    private static void Monitors(Utf8JsonWriter json, RestCall call, SandboxThread thread)
    {
        string[] userUids;
        lock (call.Hub.Gate) userUids = [.. thread.Monitors];

        json.WriteStartArray("monitors");
        foreach (var userUid in userUids)
        {
            json.WriteStartObject();
            json.WriteString("uid", userUid);
            json.WriteString("nickname", call.Hub.Staff.ByUser(userUid)?.Nickname ?? "");
            json.WriteString("type", UserTypes.Monitor);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Tags(Utf8JsonWriter json, SandboxThread thread)
    {
        json.WriteStartArray("tagList");
        foreach (var tag in thread.Tags) json.WriteStringValue(tag);

        json.WriteEndArray();
    }

    /// <summary>The last message in a few words: JSON in a string.</summary>
    private static string Summary(Wire.Message? last) => last is null ? "" : MessageWriter.Text(new JsonObject
    {
        ["uid"] = last.Uid,
        ["type"] = last.Type,
        ["content"] = last.Content,
        ["status"] = last.Status,
    });

    /// <summary>The agent of a thread: JSON in a string.</summary>
    private static string AgentText(SandboxAccount? agent) => agent is null
        ? "{}"
        : MessageWriter.Text(new JsonObject
        {
            ["uid"] = agent.AgentUid,
            ["nickname"] = agent.Nickname,
            ["avatar"] = agent.Avatar,
            ["type"] = UserTypes.Agent,
            ["userUid"] = agent.UserUid,
        });
}
