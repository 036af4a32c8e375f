using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Weiyu.Sandbox.Rest;

/// <summary>Threads: lists, one by topic, close, labels and remarks.</summary>
internal static class ThreadCalls
{
    public static void Map(IEndpointRouteBuilder routes, RestServer server)
    {
        routes.MapGet("/api/v1/thread/query", http => ListAsync(http, server));
        routes.MapGet("/api/v1/thread/query/topic", http =>
        {
            SandboxThread? thread;
            lock (server.Hub.Gate)
            {
                thread = server.Hub.Threads.ByTopic(http.Request.Query["topic"]);
            }

            return Answer(http, thread);
        });
        routes.MapPost("/api/v1/thread/close", http => ChangeAsync(http, server, (thread, _) => server.Desk.Close(thread, RestServer.Caller(http))));
        routes.MapPost("/api/v1/thread/update/tagList", http => ChangeAsync(http, server, (thread, body) => thread.Tags = Tags(body)));
        routes.MapPost("/api/v1/thread/update/note", http => ChangeAsync(http, server, (thread, body) => thread.Note = body.Text("note") ?? ""));
    }

    /// <summary>The thread that a body names by uid or topic.</summary>
    public static SandboxThread? Find(this RestServer server, Body body)
    {
        lock (server.Hub.Gate)
        {
            return server.Hub.Threads.ByUid(body.Text("uid")) ?? server.Hub.Threads.ByTopic(body.Text("topic"));
        }
    }

    private static Task ListAsync(HttpContext http, RestServer server)
    {
        var paging = Paging.Of(http.Request);
        var userUid = RestServer.Caller(http).UserUid;
        List<SandboxThread> page;
        var total = 0;
        lock (server.Hub.Gate)
        {
            page = new List<SandboxThread>(Math.Min(paging.Size, 1000));
            foreach (var thread in server.Hub.Threads.Of(userUid))
            {
                if (total++ >= paging.Skip && page.Count < paging.Size)
                {
                    page.Add(thread);
                }
            }
        }

        return Envelope.PageAsync(http, paging, page, total, RestJson.Thread);
    }

    private static async Task ChangeAsync(HttpContext http, RestServer server, Action<SandboxThread, Body> change)
    {
        var body = await Body.ReadAsync(http);
        var thread = server.Find(body);
        if (thread is not null)
        {
            lock (server.Hub.Gate)
            {
                change(thread, body);
            }
        }

        await Answer(http, thread);
    }

    private static string[] Tags(Body body) => body.TryGet("tagList", out var list) && list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Where(t => t.ValueKind == JsonValueKind.String).Select(t => t.GetString()!)]
        : [];

    private static Task Answer(HttpContext http, SandboxThread? thread) =>
        thread is null ? Envelope.FailAsync(http, "thread not found") : Envelope.OkAsync(http, json => RestJson.Thread(json, thread));
}
