using Weiyu.Client.Messages;
using Weiyu.Sandbox.Rest.Answers;

namespace Weiyu.Sandbox.Rest.Calls;

/// <summary>
/// What the account has not read. Today counting and clearing want a (visitor's) uid, and whoever gives none is told 0, which says nothing.
/// </summary>
internal static class UnreadCalls
{
    public static IReadOnlyList<RestRoute> Routes { get; } =
    [
        RestRoute.Get("/api/v1/message/unread/query", ListAsync),
        RestRoute.Get("/api/v1/message/unread/query/org", ListAsync).New() with { WantsOrgUid = true },
        RestRoute.Get("/api/v1/message/unread/count", CountAsync),
        RestRoute.Post("/api/v1/message/unread/clear", ClearAsync),
        RestRoute.Get("/api/v1/message/unread", GoneAsync).New(),
        RestRoute.Post("/api/v1/message/{messageUid}/read", static (call, _) => GoneAsync(call)).New(),
        RestRoute.Post("/api/v1/message/thread/{threadUid}/read", static (call, _) => GoneAsync(call)).New(),
    ];

    private static Task GoneAsync(RestCall call) => call.RefuseAsync(Refusal.Gone());

    private static Task ListAsync(RestCall call)
    {
        var uid = call.Habits.UnreadWantsUid ? call.Query("uid") : null;
        return call.PageAsync(
            paging => paging.Cut(Rows(call, uid).Select(m => new HistoryRow(m, call.Hub.Threads.ByUid(m.Thread?.Uid), TimeOf(m), TimeOf(m)))),
            (json, row) => MessageShape.Write(json, call, row));
    }

    private static Task CountAsync(RestCall call)
    {
        int count;
        lock (call.Hub.Gate)
        {
            count = !call.Habits.UnreadWantsUid ? Rows(call, null).Count()
                : call.Query("uid") is { } uid ? Rows(call, uid).Count()
                : 0;
        }

        return call.OkAsync(json => json.WriteNumberValue(count));
    }

    private static Task ClearAsync(RestCall call, Body body)
    {
        var uid = body.Text("uid");
        if (call.Habits.UnreadWantsUid && uid is null) return call.RefuseAsync(Refusal.Null("uid"));

        int left;
        lock (call.Hub.Gate)
        {
            foreach (var message in Rows(call, call.Habits.UnreadWantsUid ? uid : null).ToList())
            {
                if (call.Hub.Unread.Remove(call.Account.UserUid, message.Uid) && call.Hub.Threads.ByUid(message.Thread?.Uid) is { } thread)
                {
                    thread.UnreadCount = Math.Max(0, thread.UnreadCount - 1);
                }
            }

            left = Rows(call, null).Count();
        }

        return call.Habits.UnreadWantsUid ? call.OkAsync(json => json.WriteNumberValue(left)) : call.OkAsync();
    }

    /// <summary>Newest first: all, or those on topics that contain the uid.</summary>
    private static IEnumerable<Wire.Message> Rows(RestCall call, string? uid) => call.Hub.Unread.Of(call.Account.UserUid)
        .Where(m => uid is null || (m.Thread?.Topic.Contains(uid, StringComparison.Ordinal) ?? false));

    private static DateTimeOffset TimeOf(Wire.Message message) => MessageTime.Read(message.CreatedAt) ?? DateTimeOffset.UnixEpoch;
}
