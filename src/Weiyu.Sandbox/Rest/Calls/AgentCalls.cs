using Weiyu.Client.Messages;
using Weiyu.Client.Rest;
using Weiyu.Sandbox.Rest.Answers;

namespace Weiyu.Sandbox.Rest.Calls;

/// <summary>Agents, their status, and taking queued threads.</summary>
internal static class AgentCalls
{
    public static IReadOnlyList<RestRoute> Routes { get; } =
    [
        Read("/api/v1/agent/query", call => call.Habits.AgentsArePages ? ListAsync(call) : OwnAsync(call)) with { WantsOrgUid = true },
        Read("/api/v1/agent/query/user", ListAsync) with { WantsOrgUid = true, IsServed = static habits => habits.AgentsArePages },
        Read("/api/v1/agent/query/org", ListAsync) with { WantsOrgUid = true },
        Read("/api/v1/agent/query/user/uid", OfUserAsync) with { IsServed = static habits => habits.AgentsArePages },
        Read("/api/v1/agent/query/uid", ByUidAsync) with { IsServed = static habits => habits.AgentsArePages },
        RestRoute.Post("/api/v1/agent/update/status", UpdateStatusAsync) with { Authority = SandboxAuthorities.AgentUpdate },
        RestRoute.Post("/api/v1/agent/force/logout", ForceLogoutAsync).New() with { Authority = SandboxAuthorities.AgentUpdate },
        RestRoute.Post("/api/v1/agent/restore/login", RestoreLoginAsync).New() with { Authority = SandboxAuthorities.AgentUpdate },
        RestRoute.Post("/api/v1/agent/accept", AcceptAsync),
    ];

    private static RestRoute Read(string path, Func<RestCall, Task> handle) =>
        RestRoute.Get(path, handle) with { Authority = SandboxAuthorities.AgentRead };

    private static Task ListAsync(RestCall call) => call.PageAsync(() => call.Hub.Staff.Agents, (json, agent) => AgentShape.Write(json, call, agent));

    private static Task OwnAsync(RestCall call) => call.Account.AgentUid is null
        ? call.RefuseAsync(Refusal.NotFound("agent not found"))
        : call.OkAsync(json => AgentShape.Write(json, call, call.Account));

    /// <summary>One agent, or null: no refusal where there is none.</summary>
    private static Task OfUserAsync(RestCall call)
    {
        if (call.Query("userUid") is not { } userUid) return call.RefuseAsync(Refusal.Business("userUid is required"));

        // Here the organisation is only one more condition.
        var isHere = call.Query("orgUid") is not { } orgUid || orgUid == call.Data.OrgUid;
        return isHere && call.Hub.Staff.ByUser(userUid) is { AgentUid: not null } agent
            ? call.OkAsync(json => AgentShape.Write(json, call, agent))
            : call.OkAsync();
    }

    private static Task ByUidAsync(RestCall call) => call.Hub.Staff.ByAgent(call.Query("uid")) is { } agent
        ? call.OkAsync(json => AgentShape.Write(json, call, agent))
        : call.RefuseAsync(Refusal.NotFound("agent not found"));

    private static Task UpdateStatusAsync(RestCall call, Body body)
    {
        var agentUid = body.Text("uid");
        var status = body.Text("status") ?? "";
        if (call.Hub.Staff.ByAgent(agentUid) is not { } agent) return call.RefuseAsync(Refusal.NotFound("no such agent"));

        if (!call.Habits.TakesAnyStatus && !AgentStatuses.IsKnown(status)) return call.RefuseAsync(Refusal.Business("no such status"));

        call.Desk.SetStatus(agentUid!, status);
        return call.OkAsync(json => AgentShape.Write(json, call, agent));
    }

    private static Task ForceLogoutAsync(RestCall call, Body body) =>
        SetLoginAsync(call, body, agent => call.Accounts.ForceLogout(agent, body.Text("reason") ?? ""));

    private static Task RestoreLoginAsync(RestCall call, Body body) => SetLoginAsync(call, body, call.Accounts.RestoreLogin);

    private static Task SetLoginAsync(RestCall call, Body body, Action<SandboxAccount> set)
    {
        if (call.Hub.Staff.ByAgent(body.Text("uid")) is not { } agent) return call.RefuseAsync(Refusal.NotFound("no such agent"));

        set(agent);
        return call.OkAsync(json => AgentShape.Write(json, call, agent));
    }

    private static Task AcceptAsync(RestCall call, Body body)
    {
        var account = call.Account;
        Refusal? refusal = null;
        SandboxThread? thread;
        lock (call.Hub.Gate)
        {
            thread = call.Hub.Threads.ByUid(body.Text("uid"));
            if (!call.Habits.RefusesRepeats) thread ??= call.Hub.Threads.ByTopic(body.Text("topic"));

            if (thread is null || account.AgentUid is null)
            {
                refusal = Refusal.NotFound("thread not found");
            }
            else if (thread.State != ThreadStates.Queuing)
            {
                refusal = call.Habits.RefusesRepeats || thread.Agent != account
                    ? Refusal.Business("already accepted: " + call.Habits.NameOf(thread.State))
                    : null;
            }
            else if (call.Desk.CountOf(account) >= account.MaxThreads)
            {
                refusal = Refusal.Conflict("agent is at its limit");
            }
            else
            {
                call.Desk.Accept(thread, account);
            }
        }

        return refusal is { } reason ? call.RefuseAsync(reason) : call.OkAsync(json => ThreadShape.Write(json, call, thread!));
    }
}
