using System.Text.Json;
using Weiyu.Sandbox.Desk;
using Weiyu.Sandbox.Rest.Answers;

namespace Weiyu.Sandbox.Rest.Calls;

/// <summary>Threads: close, labels and remarks.</summary>
internal static class ThreadChanges
{
    public static IReadOnlyList<RestRoute> Routes { get; } =
    [
        RestRoute.Post("/api/v1/thread/close", CloseAsync),
        RestRoute.Post("/api/v1/thread/close/topic", CloseTopicAsync).New(),
        RestRoute.Post("/api/v1/thread/update/tagList", static (call, body) => ChangeAsync(call, body, thread => thread.Tags = Tags(body))),
        RestRoute.Post("/api/v1/thread/update/note", static (call, body) => ChangeAsync(call, body, thread => thread.Note = body.Text("note") ?? "")),
    ];

    private static Task CloseAsync(RestCall call, Body body)
    {
        SandboxThread? thread;
        bool isClosed;
        lock (call.Hub.Gate)
        {
            thread = Find(call, body);
            isClosed = thread is not null && (call.Desk.Close(thread, Notes.Agent, call.Account) || !call.Habits.RefusesRepeats);
            if (isClosed && body.Flag("unsubscribe") == true) call.Hub.Subscriptions.Remove(call.Account.UserUid, thread!.Topic);
        }

        return isClosed
            ? call.OkAsync(json => ThreadShape.Write(json, call, thread!))
            : call.RefuseAsync(Refusal.Business("thread is unknown or already closed"));
    }

    /// <summary>No refusal where the topic is unknown: null.</summary>
    private static Task CloseTopicAsync(RestCall call, Body body)
    {
        SandboxThread? thread;
        lock (call.Hub.Gate)
        {
            thread = call.Hub.Threads.ByTopic(body.Text("topic"));
            if (thread is not null) call.Desk.Close(thread, Notes.Agent, call.Account);
        }

        return thread is null ? call.OkAsync() : call.OkAsync(json => ThreadShape.Write(json, call, thread));
    }

    private static Task ChangeAsync(RestCall call, Body body, Action<SandboxThread> change)
    {
        SandboxThread? thread;
        lock (call.Hub.Gate)
        {
            thread = Find(call, body);
            if (thread is not null) change(thread);
        }

        return thread is null ? call.RefuseAsync(Refusal.NotFound("thread not found")) : call.OkAsync(json => ThreadShape.Write(json, call, thread));
    }

    /// <summary>The thread that a body names by uid; older servers take the topic too.</summary>
    private static SandboxThread? Find(RestCall call, Body body) =>
        call.Hub.Threads.ByUid(body.Text("uid")) ?? (call.Habits.RefusesRepeats ? null : call.Hub.Threads.ByTopic(body.Text("topic")));

    private static string[] Tags(Body body) => body.TryGet("tagList", out var list) && list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Where(t => t.ValueKind == JsonValueKind.String).Select(t => t.GetString()!)]
        : [];
}
