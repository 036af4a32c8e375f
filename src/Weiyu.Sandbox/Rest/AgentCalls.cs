using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weiyu.Client.Messages;

namespace Weiyu.Sandbox.Rest;

/// <summary>The caller's agent, its colleagues, its status, and taking queued threads.</summary>
internal static class AgentCalls
{
    public static void Map(IEndpointRouteBuilder routes, RestServer server)
    {
        routes.MapGet("/api/v1/agent/query", http =>
            RestServer.Caller(http) is { AgentUid: not null } account
                ? Envelope.OkAsync(http, json => Write(json, account, server))
                : Envelope.FailAsync(http, "agent not found"));

        routes.MapGet("/api/v1/agent/query/org", http =>
        {
            var paging = Paging.Of(http.Request);
            var agents = server.Hub.Options.Data.Accounts.Where(a => a.AgentUid is not null).ToList();
            return Envelope.PageAsync(http, paging, agents.Skip(paging.Skip).Take(paging.Size).ToList(), agents.Count, (json, a) => Write(json, a, server));
        });

        routes.MapPost("/api/v1/agent/update/status", http => UpdateStatusAsync(http, server));
        routes.MapPost("/api/v1/agent/accept", http => AcceptAsync(http, server));
    }

    private static async Task UpdateStatusAsync(HttpContext http, RestServer server)
    {
        var body = await Body.ReadAsync(http);
        var agentUid = body.Text("uid");
        var isSet = agentUid is not null && server.Desk.SetStatus(agentUid, body.Text("status") ?? "");
        await (isSet && server.Hub.Staff.ByAgent(agentUid) is { } account
            ? Envelope.OkAsync(http, json => Write(json, account, server))
            : Envelope.FailAsync(http, "no such agent or status"));
    }

    private static async Task AcceptAsync(HttpContext http, RestServer server)
    {
        var body = await Body.ReadAsync(http);
        var account = RestServer.Caller(http);
        var thread = server.Find(body);
        if (thread is null || account.AgentUid is null)
        {
            await Envelope.FailAsync(http, "thread not found");
            return;
        }

        lock (server.Hub.Gate)
        {
            if (thread.State != ThreadStates.Queuing)
            {
                thread = thread.Agent == account ? thread : null;
            }
            else if (server.Desk.CountOf(account) >= account.MaxThreads)
            {
                thread = null;
            }
            else
            {
                server.Desk.Accept(thread, account);
            }
        }

        await (thread is null ? Envelope.FailAsync(http, "thread can not be accepted") : Envelope.OkAsync(http, json => RestJson.Thread(json, thread)));
    }

    private static void Write(Utf8JsonWriter json, SandboxAccount account, RestServer server)
    {
        string status;
        lock (server.Hub.Gate)
        {
            status = server.Hub.Staff.StatusOf(account.AgentUid!);
        }

        RestJson.Agent(json, account, status, server.Desk.CountOf(account), server.Hub.Options.Data);
    }
}
