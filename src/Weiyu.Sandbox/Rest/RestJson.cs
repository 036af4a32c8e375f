using System.Text.Json;
using System.Text.Json.Nodes;
using Weiyu.Client.Messages;
using Weiyu.Sandbox.State;

namespace Weiyu.Sandbox.Rest;

/// <summary>The shapes in which the server shows its people, threads and messages.</summary>
internal static class RestJson
{
    public static void User(Utf8JsonWriter json, SandboxAccount account, SandboxData data)
    {
        json.WriteStartObject();
        json.WriteString("uid", account.UserUid);
        json.WriteString("username", account.Username);
        json.WriteString("nickname", account.Nickname);
        json.WriteString("avatar", account.Avatar);
        json.WriteString("type", UserTypes.User);
        json.WriteStartObject("currentOrganization");
        json.WriteString("uid", data.OrgUid);
        json.WriteString("name", data.OrgName);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Agent(Utf8JsonWriter json, SandboxAccount account, string status, int threads, SandboxData data)
    {
        json.WriteStartObject();
        json.WriteString("uid", account.AgentUid);
        json.WriteString("nickname", account.Nickname);
        json.WriteString("avatar", account.Avatar);
        json.WriteString("status", status);
        json.WriteString("userUid", account.UserUid);
        json.WriteString("orgUid", data.OrgUid);
        json.WriteNumber("currentThreadCount", threads);
        json.WriteNumber("maxThreadCount", account.MaxThreads);
        json.WriteEndObject();
    }

    public static void Thread(Utf8JsonWriter json, SandboxThread thread)
    {
        json.WriteStartObject();
        json.WriteString("uid", thread.Uid);
        json.WriteString("topic", thread.Topic);
        json.WriteString("type", thread.Type);
        json.WriteString("status", thread.State);
        json.WriteString("state", thread.State);
        json.WriteString("channel", thread.Channel);
        json.WriteStartObject("user");
        json.WriteString("uid", thread.Visitor.Uid);
        json.WriteString("nickname", thread.Visitor.Nickname);
        json.WriteString("avatar", thread.Visitor.Avatar);
        json.WriteString("type", thread.Visitor.Type);
        json.WriteString("extra", thread.Visitor.Extra);
        json.WriteEndObject();
        json.WriteString("agent", AgentText(thread.Agent));
        json.WriteStartObject("owner");
        json.WriteString("uid", thread.Agent?.UserUid ?? "");
        json.WriteString("nickname", thread.Agent?.Nickname ?? "");
        json.WriteEndObject();
        json.WriteString("extra", thread.Extra);
        json.WriteString("content", thread.LastMessage?.Content ?? "");
        json.WriteNumber("unreadCount", thread.UnreadCount);
        json.WriteStartArray("tagList");
        foreach (var tag in thread.Tags)
        {
            json.WriteStringValue(tag);
        }

        json.WriteEndArray();
        json.WriteString("note", thread.Note);
        json.WriteString("createdAt", MessageTime.Write(thread.CreatedAt));
        json.WriteString("updatedAt", MessageTime.Write(thread.UpdatedAt));
        json.WriteEndObject();
    }

    public static void Message(Utf8JsonWriter json, Wire.Message message) => json.WriteRawValue(MessageJson.Write(message), skipInputValidation: true);

    /// <summary>The agent of a thread: JSON in a string.</summary>
    private static string AgentText(SandboxAccount? agent) => agent is null
        ? "{}"
        : new JsonObject
        {
            ["uid"] = agent.AgentUid,
            ["nickname"] = agent.Nickname,
            ["avatar"] = agent.Avatar,
            ["type"] = UserTypes.Agent,
            ["userUid"] = agent.UserUid,
        }.ToJsonString();
}
