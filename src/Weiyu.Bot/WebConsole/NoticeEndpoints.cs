using Weiyu.Bot.Scheduling;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Scheduling.Notices;
using Weiyu.Rules.Notices;

namespace Weiyu.Bot.WebConsole;

/// <summary>The API behind the console's notices: what is coming, to whom, how it reads, send it now, what became of it.</summary>
internal static class NoticeEndpoints
{
    private const int Runs = 30;
    private const int Targets = 200;

    /// <summary>Maps them below <c>/api</c>.</summary>
    public static void MapNotices(this RouteGroupBuilder api)
    {
        api.MapGet("/notices", (INoticeBook book, NoticeDesk desk, ILedgerAccess ledger) => Results.Json(ScheduleJson.Notices(book, desk, ledger)));
        api.MapGet("/notices/{id}/preview", (string id, INoticeBook book, NoticeDesk desk) =>
            book.Find(id) is { } notice ? Preview(desk, notice, desk.Coming(3, id).Select(c => c.At)) : Results.NotFound());
        api.MapPost("/notices/{id}/run", async (string id, bool? again, NoticeDesk desk, ILedgerAccess ledger, CancellationToken cancellationToken) =>
            await desk.RunAsync(id, again == true, cancellationToken) is { } started ? Started(started, ledger) : Results.NotFound());
        api.MapPost("/once/preview", (OneOffRequest request, INoticeBook book, NoticeDesk desk, TimeProvider time) =>
            OneOffNotice.Read(request, book, time.GetUtcNow(), out var mistake) is { } once
                ? Preview(desk, once.Definition, once.At is { } at ? [TimeZoneInfo.ConvertTime(at, book.Calendar.Zone)] : [])
                : Wrong(mistake));
        api.MapPost("/once", async (OneOffRequest request, bool? again, INoticeBook book, NoticeDesk desk, ILedgerAccess ledger, TimeProvider time, CancellationToken cancellationToken) =>
            OneOffNotice.Read(request, book, time.GetUtcNow(), out var mistake) is { } once
                ? Started(await desk.SendOnceAsync(once, again == true, cancellationToken), ledger)
                : Wrong(mistake));
        api.MapPost("/notices/{id}/cancel", async (string id, NoticeDesk desk, CancellationToken cancellationToken) =>
            await desk.CancelAsync(id, cancellationToken) is { Runs.Count: > 0 } stopped ? Results.Json(new { stopped.Skipped }) : Results.NotFound());
        api.MapGet("/ledger", (ILedgerAccess ledger) => Results.Json(ledger.Read(s => s.ListRuns(null, Runs)).Select(r => ScheduleJson.Run(r, ledger))));
        api.MapGet("/ledger/{notice}", (string notice, DateTimeOffset at, ILedgerAccess ledger) =>
            ledger.Read(s => s.FindRun(notice, at)) is { } run ? Results.Json(ScheduleJson.Targets(run, ledger, Targets)) : Results.NotFound());
    }

    private static IResult Preview(NoticeDesk desk, NoticeDefinition notice, IEnumerable<DateTimeOffset> coming)
    {
        try
        {
            return Results.Json(ScheduleJson.Preview(desk.Preview(notice), coming));
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return Wrong(("to", e.Message));
        }
    }

    private static IResult Started((NoticeRun Run, bool IsNew) started, ILedgerAccess ledger) => Results.Json(new { started.IsNew, run = ScheduleJson.Run(started.Run, ledger) });

    private static IResult Wrong((string Member, string Text) mistake) => Results.Json(new { mistake.Member, mistake.Text }, statusCode: StatusCodes.Status400BadRequest);
}
