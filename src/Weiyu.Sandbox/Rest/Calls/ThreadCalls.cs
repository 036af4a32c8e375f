using Weiyu.Client.Messages;
using Weiyu.Sandbox.Rest.Answers;

namespace Weiyu.Sandbox.Rest.Calls;

/// <summary>Threads: lists, and one by topic or uid.</summary>
internal static class ThreadCalls
{
    public static IReadOnlyList<RestRoute> Routes { get; } =
    [
        RestRoute.Get("/api/v1/thread/query", MineAsync),
        RestRoute.Get("/api/v1/thread/query/user", MineAsync).New(),
        RestRoute.Get("/api/v1/thread/query/org", SearchAsync).New() with { WantsOrgUid = true },
        RestRoute.Get("/api/v1/thread/query/topic", TopicAsync) with { WantsOrgUid = true },
        RestRoute.Get("/api/v1/thread/query/topic/owner", OwnByTopicAsync) with { IsServed = static habits => habits.ThreadTopicIsSearch },
        RestRoute.Get("/api/v1/thread/query/uid", ByUidAsync) with { IsServed = static habits => habits.ThreadTopicIsSearch },
    ];

    private static Task TopicAsync(RestCall call) => call.Habits.ThreadTopicIsSearch
        ? SearchAsync(call)
        : OneAsync(call, () => call.Hub.Threads.ByTopic(call.Query("topic")));

    private static Task MineAsync(RestCall call)
    {
        var userUid = call.Account.UserUid;
        return call.Habits.ListsByOwner
            ? PageAsync(call, thread => IsMine(thread, userUid) || IsWithRobot(thread))
            : PageAsync(call, thread => thread.Participants.Contains(userUid));
    }

    /// <summary>All threads of the organisation that fit.</summary>
    private static Task SearchAsync(RestCall call) => PageAsync(call, static _ => true);

    private static Task PageAsync(RestCall call, Func<SandboxThread, bool> isListed)
    {
        var filter = ThreadQuery.Of(call);
        return call.PageAsync(
            () => call.Hub.Threads.All.Where(t => isListed(t) && filter.Fits(t)), (json, thread) => ThreadShape.Write(json, call, thread));
    }

    private static bool IsMine(SandboxThread thread, string userUid) =>
        thread.Agent?.UserUid == userUid
        || thread.Monitors.Contains(userUid)
        || (thread.Type is ThreadTypes.Group && thread.Participants.Contains(userUid));

    /// <summary>The trap of the list: a robot's conversations of every work group are in everybody's.</summary>
    private static bool IsWithRobot(SandboxThread thread) => thread is { Type: ThreadTypes.Workgroup, State: ThreadStates.Roboting };

    private static Task OwnByTopicAsync(RestCall call) =>
        OneAsync(call, () => call.Hub.Threads.ByTopic(call.Query("topic")) is { } thread && thread.Agent == call.Account ? thread : null);

    private static Task ByUidAsync(RestCall call) => OneAsync(call, () => call.Hub.Threads.ByUid(call.Query("uid")));

    private static Task OneAsync(RestCall call, Func<SandboxThread?> find)
    {
        SandboxThread? thread;
        lock (call.Hub.Gate) thread = find();

        return thread is null ? call.RefuseAsync(Refusal.NotFound("thread not found")) : call.OkAsync(json => ThreadShape.Write(json, call, thread));
    }
}
