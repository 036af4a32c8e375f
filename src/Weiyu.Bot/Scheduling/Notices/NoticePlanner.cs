using System.Globalization;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Storage;

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

    private const string Off = "off";

    /// <summary>Plans what is due of every notice, and takes note of those that came, changed or went. Cheap when nothing is.</summary>
    public async Task PlanAllAsync(CancellationToken cancellationToken)
    {
        if (book.Notices is not { } notices) return;
        var now = time.GetUtcNow();
        var cursors = store.Read(session => session.Cursors()).ToDictionary(c => c.Notice, c => (c.Schedule, c.PlannedTo), StringComparer.Ordinal);
        var enabled = notices.Where(n => n.Enabled).ToList();
        var gone = cursors.Where(c => c.Value.Schedule != Off).Select(c => c.Key).Except(enabled.Select(n => n.Id), StringComparer.Ordinal).ToList();
        if (gone.Count > 0) await store.WriteAsync(session => gone.ForEach(id => session.SetCursor(id, Off, now)), cancellationToken);
        foreach (var notice in enabled)
        {
            if (NeedsPlanning(notice, cursors.TryGetValue(notice.Id, out var cursor) ? cursor : null, now)) await PlanAsync(notice, cancellationToken);
        }
    }

    /// <summary>Plans what is due of one notice.</summary>
    public async Task PlanAsync(string id, CancellationToken cancellationToken)
    {
        if (book.Find(id) is { Enabled: true } notice) await PlanAsync(notice, cancellationToken);
    }

    private async Task PlanAsync(NoticeDefinition notice, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var runs = await store.WriteAsync(session => Plan(session, notice, now), cancellationToken);
        foreach (var run in runs) LogPlanned(log, run.Notice, run.OccurrenceKey, run.State, run.Reason);
        if (runs.Exists(r => r.State == RunState.Planning)) wake.Notices.Set();
    }

    private bool NeedsPlanning(NoticeDefinition notice, (string Schedule, DateTimeOffset PlannedTo)? cursor, DateTimeOffset now)
    {
        var zone = book.ZoneOf(notice);
        if (cursor is not { } known || known.Schedule != KeyOf(notice, zone) || known.PlannedTo > now) return true;
        return notice.Schedule.Next(known.PlannedTo, zone) <= now;
    }

    private static string KeyOf(NoticeDefinition notice, TimeZoneInfo zone) => $"{notice.Schedule.Key}|{zone.Id}";

    private List<NoticeRun> Plan(StoreSession session, NoticeDefinition notice, DateTimeOffset now)
    {
        var zone = book.ZoneOf(notice);
        var key = KeyOf(notice, zone);
        var cursor = session.Cursor(notice.Id);
        var runs = new List<NoticeRun>();
        if (cursor?.Schedule == key)
        {
            // A clock that was set back brings times again. Those that were dealt with stand in the ledger and stay as they are.
            var after = cursor.Value.PlannedTo <= now ? cursor.Value.PlannedTo : now - notice.Delivery.SendWithin;
            var due = notice.Schedule.Between(after, now, zone, MaxOccurrences).ToList();
            runs.AddRange(Judge(notice, due, zone, now).Where(session.InsertRun));
        }
        else if (notice.Schedule is AtSchedule at)
        {
            // New, or changed: what lies before now was never promised. A time that somebody wrote down is mentioned all the same.
            runs.AddRange(at.Moments(zone).Where(m => m <= now && now - m < TimeSpan.FromDays(365))
                .Select(m => new NoticeRun(notice.Id, m, RunKind.Scheduled) { State = RunState.Skipped, Reason = "its time had passed when the notice was first seen", Zone = zone.Id, PlannedAt = now })
                .Where(session.InsertRun));
        }

        session.SetCursor(notice.Id, key, now);
        return runs;
    }

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
        var day = DateOnly.FromDateTime(Calendars.WallClock.At(occurrence, book.Calendar.Zone));
        return book.Calendar.ClosedName(day) is { Length: > 0 } name ? $"the calendar is closed ({name})" : "the calendar is closed";
    }

    private static string Show(DateTimeOffset moment, TimeZoneInfo zone) => Calendars.WallClock.At(moment, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Length(TimeSpan length) => Handlers.Rules.Loading.Durations.Write(TimeSpan.FromSeconds(Math.Round(length.TotalSeconds)));

    [LoggerMessage(Level = LogLevel.Information, Message = "Notice {Notice}, {Occurrence}: {State} {Reason}")]
    private static partial void LogPlanned(ILogger logger, string notice, string occurrence, RunState state, string? reason);
}
