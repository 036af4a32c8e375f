using System.Collections.Concurrent;
using System.Globalization;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Storage;
using Weiyu.Rules.Notices;
using Weiyu.Text.Dates;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>
/// Turns the times of notices into runs of the ledger. It may be called at any time, as often as one likes, by any number of instances: it plans
/// what has become due since it last looked, and an occurrence is planned once. Of several that have become due meanwhile only the latest is
/// sent; all others stand in the ledger with the reason.
/// </summary>
internal sealed partial class NoticePlanner(INoticeBook book, Store store, SchedulingWake wake, TimeProvider time, ILogger<NoticePlanner> log)
{
    /// <summary>The most occurrences that are looked back at.</summary>
    public const int MaxOccurrences = 20_000;

    private const int Batch = 100;
    private const string Off = "off";

    /// <summary>How far this instance has planned its notices: one with other rules on the same database, while a new version is rolled out, must not make it forget.</summary>
    private readonly ConcurrentDictionary<string, NoticeCursor> _own = new(StringComparer.Ordinal);

    /// <summary>Plans what is due of every notice, and takes note of those that came, changed or went. Cheap when nothing is.</summary>
    public async Task PlanAllAsync(CancellationToken cancellationToken)
    {
        if (book.Notices is not { } notices) return;
        var now = time.GetUtcNow();
        var cursors = store.Read(session => session.Cursors()).ToDictionary(c => c.Notice, StringComparer.Ordinal);
        var enabled = notices.Where(n => n.Enabled).ToList();
        foreach (var id in _own.Keys.Except(enabled.Select(n => n.Id), StringComparer.Ordinal)) _own.TryRemove(id, out _);
        var gone = cursors.Values.Where(c => c.Schedule != Off).Select(c => c.Notice).Except(enabled.Select(n => n.Id), StringComparer.Ordinal).ToList();
        foreach (var id in gone) Log(await store.WriteAsync(session => Forget(session, id, now), cancellationToken));
        // Many together: a thousand that are due at once, or new, cost a few commits.
        foreach (var some in enabled.Where(n => NeedsPlanning(n, cursors.GetValueOrDefault(n.Id), now)).Chunk(Batch)) await PlanAsync(some, cancellationToken);
    }

    /// <summary>Plans what is due of one notice.</summary>
    public async Task PlanAsync(string id, CancellationToken cancellationToken)
    {
        if (book.Find(id) is { Enabled: true } notice) await PlanAsync([notice], cancellationToken);
    }

    private async Task PlanAsync(NoticeDefinition[] notices, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (runs, planned) = await store.WriteAsync(session =>
        {
            var cursors = new List<NoticeCursor>();
            return (notices.SelectMany(n => Plan(session, n, now, cursors)).ToList(), cursors);
        }, cancellationToken);
        foreach (var cursor in planned) _own[cursor.Notice] = cursor;
        Log(runs);
        if (runs.Exists(r => r.State == RunState.Planning)) wake.Notices.Set();
    }

    private void Log(List<NoticeRun> runs)
    {
        foreach (var run in runs) LogPlanned(log, run.Notice, run.OccurrenceKey, run.State, run.Reason);
    }

    private bool NeedsPlanning(NoticeDefinition notice, NoticeCursor? cursor, DateTimeOffset now)
    {
        var zone = book.ZoneOf(notice);
        if (cursor is not { } known || known.Schedule != ScheduleKey.Write(notice.Schedule, zone) || known.PlannedTo > now) return true;
        return notice.Schedule.Next(known.PlannedTo, zone) <= now;
    }

    private List<NoticeRun> Plan(StoreSession session, NoticeDefinition notice, DateTimeOffset now, List<NoticeCursor> planned)
    {
        var zone = book.ZoneOf(notice);
        var key = ScheduleKey.Write(notice.Schedule, zone);
        var cursor = session.Cursor(notice.Id);
        // Not as this instance left it, though its own rules are as they were: another has other rules, and knows nothing of what these promise.
        if (cursor is not null && cursor.Schedule != key && _own.TryGetValue(notice.Id, out var own) && own.Schedule == key) cursor = own;
        var since = cursor?.Schedule == key ? cursor.Since : now;
        var runs = new List<NoticeRun>();
        if (cursor?.Schedule == key)
        {
            // A clock that was set back, or another instance's that is ahead, brings times again. Those that were dealt with stand in the ledger and stay as they are.
            var after = cursor.PlannedTo <= now ? cursor.PlannedTo : Later(now - notice.Delivery.SendWithin, since);
            var due = notice.Schedule.Between(after, now, zone, MaxOccurrences).ToList();
            runs.AddRange(Judge(notice, due, zone, now).Where(session.InsertRun));
        }
        else
        {
            // Changed: what the schedule before had promised, and nobody got because the bot was off, is sent where it is still meant, and else noted.
            if (cursor is { } before) runs.AddRange(Changed(session, notice, before.Schedule, before.PlannedTo, zone, now));
            // What lies before now was never promised by a new schedule. A time that somebody wrote down is mentioned all the same.
            if (notice.Schedule is AtSchedule at) runs.AddRange(at.Moments(zone).Where(m => m <= now && now - m < TimeSpan.FromDays(365))
                .Select(m => new NoticeRun(notice.Id, m, RunKind.Scheduled) { State = RunState.Skipped, Reason = "its time had passed when the notice was first seen", Zone = zone.Id, PlannedAt = now })
                .Where(session.InsertRun));
        }

        var next = new NoticeCursor(notice.Id, key, since, now);
        session.SetCursor(next);
        planned.Add(next);
        return runs;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private List<NoticeRun> Changed(StoreSession session, NoticeDefinition notice, string before, DateTimeOffset plannedTo, TimeZoneInfo zone, DateTimeOffset now)
    {
        var promised = Promised(before, plannedTo, now, out var oldZone);
        if (promised.Count == 0) return [];
        var still = notice.Schedule.Between(plannedTo, now, zone, MaxOccurrences).Intersect(promised).ToList();
        var broken = promised.Except(still).Select(o => Broken(notice.Id, o, oldZone, now, "missed: it was not sent before the times of the notice were changed"));
        return [.. broken.Concat(Judge(notice, still, zone, now)).Where(session.InsertRun)];
    }

    /// <summary>Notes that a notice is no longer sent, and what it still owed.</summary>
    private static List<NoticeRun> Forget(StoreSession session, string id, DateTimeOffset now)
    {
        var runs = session.Cursor(id) is { } cursor
            ? Promised(cursor.Schedule, cursor.PlannedTo, now, out var zone).Select(o => Broken(id, o, zone, now, "missed: it was not sent before the notice was removed or turned off")).Where(session.InsertRun).ToList()
            : [];
        session.SetCursor(new NoticeCursor(id, Off, now, now));
        return runs;
    }

    private static List<DateTimeOffset> Promised(string schedule, DateTimeOffset plannedTo, DateTimeOffset now, out TimeZoneInfo zone) =>
        ScheduleKey.TryRead(schedule, out var before, out zone) ? [.. before.Between(plannedTo, now, zone, MaxOccurrences)] : [];

    private static NoticeRun Broken(string id, DateTimeOffset occurrence, TimeZoneInfo zone, DateTimeOffset now, string reason) =>
        new(id, occurrence, RunKind.Scheduled) { Zone = zone.Id, PlannedAt = now, State = RunState.Missed, Reason = reason };

    private IEnumerable<NoticeRun> Judge(NoticeDefinition notice, List<DateTimeOffset> due, TimeZoneInfo zone, DateTimeOffset now)
    {
        var latest = due.FindLast(d => Closed(notice, d) is null);
        foreach (var occurrence in due)
        {
            var run = new NoticeRun(notice.Id, occurrence, RunKind.Scheduled) { Zone = zone.Id, PlannedAt = now, State = RunState.Missed };
            if (Closed(notice, occurrence) is { } reason)
                yield return run with { State = RunState.Skipped, Reason = reason };
            else if (occurrence != latest)
                yield return run with { Reason = $"missed; the occurrence of {Show(latest, zone)} takes its place" };
            else if (now - occurrence > notice.Delivery.SendWithin && !notice.Delivery.ElseSend)
                yield return run with { Reason = $"missed: seen {Length(now - occurrence)} late, send_within is {Length(notice.Delivery.SendWithin)}" };
            else
                yield return run with { State = RunState.Planning, Audience = notice.To, Delivery = notice.Delivery, NextAt = now };
        }
    }

    /// <summary>Why the calendar forbids an occurrence; null when it does not.</summary>
    private string? Closed(NoticeDefinition notice, DateTimeOffset occurrence)
    {
        if (notice.CalendarOpen is not { } open || book.Calendar.IsOpen(occurrence) == open) return null;
        if (!open) return "the calendar is open";
        var day = DateOnly.FromDateTime(WallClock.At(occurrence, book.Calendar.Zone));
        return book.Calendar.ClosedName(day) is { Length: > 0 } name ? $"the calendar is closed ({name})" : "the calendar is closed";
    }

    private static string Show(DateTimeOffset moment, TimeZoneInfo zone) => WallClock.At(moment, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Length(TimeSpan length) => Durations.Write(TimeSpan.FromSeconds(Math.Round(length.TotalSeconds)));

    [LoggerMessage(Level = LogLevel.Information, Message = "Notice {Notice}, {Occurrence}: {State} {Reason}")]
    private static partial void LogPlanned(ILogger logger, string notice, string occurrence, RunState state, string? reason);
}
