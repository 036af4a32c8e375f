using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weiyu.Client.Messages;
using Weiyu.Sandbox.Messaging;
using Weiyu.Sandbox.Rest.Answers;
using Weiyu.Sandbox.Desk;

namespace Weiyu.Sandbox.Rest;

/// <summary>
/// <c>/sandbox/…</c>: what the programmatic interface does, for tests in another process. Bodies have to be <c>application/json</c>, which a foreign
/// web page can not send unasked.
/// </summary>
internal sealed class SandboxCalls(SandboxServer server, Hub hub, Visitors visitors)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sandbox/state", StateAsync);
        routes.MapGet("/sandbox/faults", FaultsAsync);
        Post(routes, "/sandbox/faults", SetFaultsAsync);
        routes.MapGet("/sandbox/habits", HabitsAsync);
        Post(routes, "/sandbox/habits", (http, body) =>
            HabitsJson.Apply(body, server) is { } error ? Envelope.FailAsync(http, error) : HabitsAsync(http));
        routes.MapGet("/sandbox/calls", CallsAsync);
        Post(routes, "/sandbox/accounts/{username}", (http, body) =>
            AccountsJson.Apply(http.GetRouteValue("username") as string, body, server) is { } error
                ? Envelope.FailAsync(http, error)
                : Envelope.OkAsync(http));
        Post(routes, "/sandbox/visitors", OpenAsync);
        routes.MapGet("/sandbox/threads", http =>
        {
            var threads = server.Threads;
            var paging = Paging.Of(http.Request, SandboxHabits.Of(SandboxGeneration.Y2025));
            var page = threads.Skip(paging.Skip).Take(paging.Size).ToList();
            return Envelope.PageAsync(http, paging, page, threads.Count, (json, thread) => ThreadShape.Older(json, thread, SandboxHabits.Real));
        });
        Post(routes, "/sandbox/threads/{uid}/messages", SayAsync);
        routes.MapGet("/sandbox/threads/{uid}/messages", http => WithThreadAsync(http, thread =>
            Envelope.OkAsync(http, json => Messages(json, server.History(thread.Topic)))));
        routes.MapGet("/sandbox/threads/{uid}/received", http => WithThreadAsync(http, thread => Envelope.OkAsync(http, json =>
            Messages(json, visitors.Find(thread.Visitor.Uid)?.Received ?? []))));
        Post(routes, "/sandbox/threads/{uid}/close", (http, _) => WithThreadAsync(http, thread =>
        {
            server.CloseThread(thread);
            return Envelope.OkAsync(http, json => ThreadShape.Older(json, thread, SandboxHabits.Real));
        }));
    }

    private static void Post(IEndpointRouteBuilder routes, string pattern, Func<HttpContext, Body, Task> handle) =>
        routes.MapPost(pattern, async http =>
        {
            if (!http.Request.HasJsonContentType())
            {
                http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
                return;
            }

            await handle(http, await Body.ReadAsync(http));
        });

    private static void Messages(Utf8JsonWriter json, IReadOnlyList<Wire.Message> messages)
    {
        json.WriteStartArray();
        foreach (var message in messages) MessageShape.Older(json, message, SandboxHabits.Real);

        json.WriteEndArray();
    }

    private Task WithThreadAsync(HttpContext http, Func<SandboxThread, Task> handle)
    {
        SandboxThread? thread;
        lock (hub.Gate) thread = hub.Threads.ByUid(http.GetRouteValue("uid") as string);

        return thread is null ? Envelope.FailAsync(http, "thread not found") : handle(thread);
    }

    private async Task OpenAsync(HttpContext http, Body body)
    {
        var visitor = server.Visitor(body.Text("nickname"), body.Text("uid"));
        var thread = await server.OpenThreadAsync(
            visitor,
            body.Text("type") ?? ThreadTypes.Agent,
            queued: body.Flag("queued") ?? false,
            roboting: body.Flag("roboting") ?? false);
        await Envelope.OkAsync(http, json =>
        {
            json.WriteStartObject();
            json.WriteString("visitor", visitor.Uid);
            json.WritePropertyName("thread");
            ThreadShape.Older(json, thread, SandboxHabits.Real);
            json.WriteEndObject();
        });
    }

    private Task SayAsync(HttpContext http, Body body) => WithThreadAsync(http, thread =>
    {
        var visitor = server.Visitor(uid: thread.Visitor.Uid);
        var message = visitor.Send(body.Text("type") ?? MessageTypes.Text, body.Text("content") ?? "", thread, body.Text("uid"));
        return Envelope.OkAsync(http, json => MessageShape.Older(json, message, SandboxHabits.Real));
    });

    private Task StateAsync(HttpContext http) => Envelope.OkAsync(http, json =>
    {
        json.WriteStartObject();
        json.WriteString("apiUrl", server.ApiUrl);
        json.WriteString("mqttUrl", server.MqttUrl);
        json.WriteStartObject("counters");
        foreach (var property in typeof(SandboxCounters).GetProperties())
        {
            json.WriteNumber(JsonNamingPolicy.CamelCase.ConvertName(property.Name), (long)property.GetValue(server.Published)!);
        }

        json.WriteEndObject();
        json.WriteStartArray("sessions");
        foreach (var session in server.Sessions)
        {
            json.WriteStartObject();
            json.WriteString("clientId", session.ClientId);
            json.WriteString("username", session.Username);
            json.WriteNumber("topics", session.Topics.Count);
            json.WriteString("connectedAt", session.ConnectedAt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("threads", server.Threads.Count);
        json.WriteStartArray("agents");
        foreach (var account in server.Data.Accounts.Where(a => a.AgentUid is not null))
        {
            json.WriteStartObject();
            json.WriteString("username", account.Username);
            json.WriteString("uid", account.AgentUid);
            json.WriteString("status", server.StatusOf(account.AgentUid!));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private Task HabitsAsync(HttpContext http) => Envelope.OkAsync(http, json => HabitsJson.Write(json, server.Habits));

    private Task CallsAsync(HttpContext http) => Envelope.OkAsync(http, json =>
    {
        json.WriteStartObject();
        foreach (var (path, count) in server.Calls.Snapshot()) json.WriteNumber(path, count);

        json.WriteEndObject();
    });

    private Task FaultsAsync(HttpContext http) => Envelope.OkAsync(http, json => FaultsJson.Write(json, server.Faults));

    private async Task SetFaultsAsync(HttpContext http, Body body)
    {
        if (FaultsJson.Apply(body, server.Faults) is { } error)
        {
            await Envelope.FailAsync(http, error);
            return;
        }

        if (body.Int("nextPacketIdentifier") is { } next) server.SetNextPacketIdentifier((ushort)next);

        await FaultsAsync(http);
    }
}
