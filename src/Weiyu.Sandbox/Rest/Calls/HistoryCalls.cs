using Weiyu.Sandbox.Rest.Answers;

namespace Weiyu.Sandbox.Rest.Calls;

/// <summary>
/// The history. Today five paths are one search: the path filters nothing, only the parameters do, and without a topic it is the whole
/// organisation's.
/// </summary>
internal static class HistoryCalls
{
    public static IReadOnlyList<RestRoute> Routes { get; } =
    [
        RestRoute.Get("/api/v1/message/query/topic", OfTopicAsync) with { IsServed = static habits => !habits.HistoryIsSearch },
        Search("/api/v1/message/thread/topic"),
        Search("/api/v1/message/thread/uid"),
        Search("/api/v1/message/query/org"),
        Search("/api/v1/message/query"),
        Search("/api/v1/message/query/user"),
        RestRoute.Get("/api/v1/message/query/uid", ByUidAsync) with { IsServed = static habits => habits.HistoryIsSearch },
    ];

    private static RestRoute Search(string path) =>
        RestRoute.Get(path, SearchAsync) with { IsServed = static habits => habits.HistoryIsSearch, WantsOrgUid = true };

    private static Task SearchAsync(RestCall call)
    {
        var search = HistorySearch.Of(call);
        return search.Refusal is { } refusal
            ? call.RefuseAsync(refusal)
            : call.PageAsync(paging => paging.Cut(search.Rows(call.Hub)), (json, row) => MessageShape.Write(json, call, row));
    }

    private static Task OfTopicAsync(RestCall call) => call.PageAsync(
        paging => paging.Cut(call.Hub.Store.NewestFirst(call.Query("topic") ?? "").Select(e => HistorySearch.Row(call.Hub, e))),
        (json, row) => MessageShape.Write(json, call, row));

    private static Task ByUidAsync(RestCall call)
    {
        HistoryRow? row;
        lock (call.Hub.Gate)
        {
            row = call.Hub.Store.FindWritten(call.Query("uid")) is { } entry ? HistorySearch.Row(call.Hub, entry) : null;
        }

        return row is { } found
            ? call.OkAsync(json => MessageShape.Write(json, call, found))
            : call.RefuseAsync(Refusal.NotFound("message not found"));
    }
}
