using System.Text.Json;
using Weiyu.Client.Messages;
using Weiyu.Sandbox.State;

namespace Weiyu.Sandbox.Rest.Answers;

/// <summary>An agent. Today's has <c>connected</c>, which follows the connections and never the status, and no counts of threads.</summary>
internal static class AgentShape
{
    public static void Write(Utf8JsonWriter json, RestCall call, SandboxAccount account)
    {
        string status;
        bool isConnected;
        DateTimeOffset changedAt;
        lock (call.Hub.Gate)
        {
            status = call.Hub.Staff.StatusOf(account.AgentUid!);
            isConnected = call.Hub.Presence.Of(account.UserUid) > 0;
            changedAt = call.Hub.Staff.ChangedAt(account.AgentUid!);
        }

        json.WriteStartObject();
        if (call.Habits.AnswersAreWhole)
        {
            BaseFields.Write(json, account.AgentUid!, account.UserUid, call.Data.OrgUid, call.Hub.Staff.Since, changedAt);
            Whole(json, call, account, status, isConnected);
        }
        else
        {
            json.WriteString("uid", account.AgentUid);
            json.WriteString("nickname", account.Nickname);
            json.WriteString("avatar", account.Avatar);
            json.WriteString("status", status);
            json.WriteString("userUid", account.UserUid);
            json.WriteString("orgUid", call.Data.OrgUid);
            json.WriteNumber("currentThreadCount", call.Desk.CountOf(account));
            json.WriteNumber("maxThreadCount", account.MaxThreads);
        }

        json.WriteEndObject();
    }

    private static void Whole(Utf8JsonWriter json, RestCall call, SandboxAccount account, string status, bool isConnected)
    {
        json.WriteString("nickname", account.Nickname);
        json.WriteString("agentNo", account.Username);
        json.WriteString("avatar", account.Avatar);
        json.WriteString("mobile", "");
        json.WriteString("email", "");
        json.WriteString("description", "");
        json.WriteString("status", status);
        json.WriteBoolean("connected", isConnected);
        var state = call.Logins.Accounts.Of(account);
        json.WriteBoolean("enabled", state.IsEnabled);
        json.WriteBoolean("forceLogout", state.ForcedOut is not null);
        json.WriteString("forceLogoutReason", state.ForcedOut);
        json.WriteString("forceLogoutAt", state.ForcedOutAt is { } at ? MessageTime.Write(at) : null);
        json.WriteStartObject("settings");
        json.WriteNumber("maxThreadCount", account.MaxThreads);
        json.WriteEndObject();
        json.WriteStartObject("autoReplySettings");
        json.WriteBoolean("autoReplyEnabled", false);
        json.WriteEndObject();
        json.WritePropertyName("queueStats");
        QueueShape.Write(json, call, account);
    }
}
