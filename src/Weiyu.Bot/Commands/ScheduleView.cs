using System.Globalization;
using Spectre.Console;
using Weiyu.Bot.Scheduling;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Scheduling.Notices;
using Weiyu.Rules.Notices;
using Cell = Spectre.Console.Text;

namespace Weiyu.Bot.Commands;

/// <summary>How the verb <c>schedule</c> shows things: as a table, or as JSON.</summary>
internal static class ScheduleView
{
    /// <summary>The notices.</summary>
    public static void Notices(ScheduleAccess access, bool json)
    {
        if (json)
        {
            CommandOutput.WriteJson(ScheduleJson.Notices(access.Book, access.Desk, access.Ledger));
            return;
        }

        var rows = (access.Book.Notices ?? []).Select(n =>
        {
            var last = access.Ledger.Read(session => session.ListRuns(n.Id, 1)) is [var latest] ? latest : null;
            var next = access.Desk.Coming(1, n.Id) is [var coming] ? coming : null;
            return (Notice: n, Zone: access.Book.ZoneOf(n), Last: last, Counts: last is null ? [] : access.Ledger.Read(session => session.CountTargets(last.Notice, last.Occurrence)), Next: next);
        }).ToList();
        if (rows.Count == 0)
        {
            AnsiConsole.WriteLine("The rules have no notices.");
            return;
        }

        var table = new Table().AddColumns("id", "when", "to", "next", "last run");
        foreach (var (notice, zone, last, counts, next) in rows)
        {
            table.AddRow(new Cell(notice.Enabled ? notice.Id : $"{notice.Id} (off)"), new Cell($"{notice.Schedule.Describe()} {zone.Id}"), new Cell(NoticeWords.Describe(notice.To)),
                new Cell(next is null ? "never" : Show(next.At)), new Cell(last is null ? "" : $"{Show(last.Occurrence, zone)} {Word(last.State)} {Summary(counts)} {last.Reason}"));
        }

        AnsiConsole.Write(table);
    }

    /// <summary>The coming times.</summary>
    public static void Coming(IReadOnlyList<ComingNotice> coming, bool json)
    {
        if (json)
        {
            CommandOutput.WriteJson(coming.Select(c => new { c.Notice.Id, c.At, skipped = c.SkippedBecause is null ? null : $"the calendar is {c.SkippedBecause}" }));
            return;
        }

        if (coming.Count == 0)
        {
            AnsiConsole.WriteLine("No notice is to come.");
            return;
        }

        var table = new Table().AddColumns("when", "zone", "notice", "");
        foreach (var c in coming)
            table.AddRow(new Cell(Show(c.At)), new Cell(c.At.ToString("zzz", CultureInfo.InvariantCulture)), new Cell(c.Notice.Id), new Cell(c.SkippedBecause is null ? "" : $"left out: the calendar is {c.SkippedBecause}"));
        AnsiConsole.Write(table);
    }

    /// <summary>What a notice would do.</summary>
    public static void Preview(NoticePreview preview, ScheduleAccess access, bool json)
    {
        var coming = preview.Notice.Schedule is AtSchedule { Times.Count: 0 } ? [] : access.Desk.Coming(3, preview.Notice.Id).Where(c => c.Notice.Id == preview.Notice.Id).ToList();
        if (json)
        {
            CommandOutput.WriteJson(ScheduleJson.Preview(preview, coming.Select(c => c.At)));
            return;
        }

        AnsiConsole.WriteLine($"{preview.Notice.Id}: to {NoticeWords.Describe(preview.Notice.To)}: {preview.Count} now{(access.HasStore ? "" : " (there is no store yet: no conversation is known)")}");
        foreach (var topic in preview.Topics) AnsiConsole.WriteLine($"  {topic}");
        if (preview.Count > preview.Topics.Count) AnsiConsole.WriteLine($"  … and {preview.Count - preview.Topics.Count} more");
        foreach (var line in preview.Unreachable.Take(NoticeWords.MaxUnreachable)) AnsiConsole.WriteLine($"  ! {line}");
        if (preview.Unreachable.Count > NoticeWords.MaxUnreachable) AnsiConsole.WriteLine($"  ! … and {preview.Unreachable.Count - NoticeWords.MaxUnreachable} further lines that reach nobody");
        foreach (var sample in preview.Samples) AnsiConsole.WriteLine($"{preview.Notice.Delivery.Type} in {(sample.Locale.Length == 0 ? "every language" : sample.Locale)} ({sample.Count}): {sample.Text}");
        foreach (var c in coming) AnsiConsole.WriteLine($"comes {Show(c.At)}{(c.SkippedBecause is null ? "" : $" – left out: the calendar is {c.SkippedBecause}")}");
    }

    /// <summary>What became of notices.</summary>
    public static void Ledger(ScheduleAccess access, string? id, bool targets, int limit, bool json)
    {
        var runs = access.Ledger.Read(session => session.ListRuns(id, targets ? 1 : limit));
        var rows = runs.ConvertAll(r => (Run: r, Counts: access.Ledger.Read(session => session.CountTargets(r.Notice, r.Occurrence))));
        var shown = targets && runs.Count > 0 ? access.Ledger.Read(session => session.TargetsTroubleFirst(runs[0].Notice, runs[0].Occurrence, limit)) : [];
        if (json)
        {
            CommandOutput.WriteJson(new
            {
                runs = runs.Select(r => ScheduleJson.Run(r, access.Ledger)),
                targets = targets && runs.Count > 0 ? ScheduleJson.Targets(runs[0], access.Ledger, limit) : [],
            });
            return;
        }

        if (runs.Count == 0)
        {
            AnsiConsole.WriteLine(id is null ? "No notice has been due yet." : $"Nothing of '{id}' is in the ledger.");
            return;
        }

        var table = new Table().AddColumns("notice", "due", "zone", "state", "targets", "");
        foreach (var (run, counts) in rows) table.AddRow(new Cell(run.Notice), new Cell(Show(run.Occurrence, ZoneOf(run))), new Cell(run.Zone), new Cell(Word(run.State)), new Cell(Summary(counts)), new Cell(run.Reason ?? ""));
        AnsiConsole.Write(table);
        if (shown.Count == 0) return;
        var list = new Table().AddColumns("target", "state", "since", "why", "uid");
        foreach (var t in shown) list.AddRow(new Cell(t.Target), new Cell(t.State.ToString().ToLowerInvariant()), new Cell(Show(t.ChangedAt, ZoneOf(runs[0]))), new Cell(t.Reason ?? ""), new Cell(t.Uid ?? ""));
        AnsiConsole.Write(list);
        var asked = shown[0].Target;
        AnsiConsole.WriteLine($"More of one target: why {runs[0].CauseOf(asked)}");
        if (runs[0].Targets > shown.Count) AnsiConsole.WriteLine($"{runs[0].Targets - shown.Count} further targets; --limit {runs[0].Targets} shows all.");
    }

    /// <summary>A moment by the clock of a zone.</summary>
    public static string Show(DateTimeOffset moment, string zone) => Show(moment, TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : null);

    private static string Show(DateTimeOffset moment, TimeZoneInfo? zone = null) =>
        (zone is null ? moment : TimeZoneInfo.ConvertTime(moment, zone)).ToString("ddd yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static TimeZoneInfo? ZoneOf(NoticeRun run) => TimeZoneInfo.TryFindSystemTimeZoneById(run.Zone, out var zone) ? zone : null;

    private static string Word(RunState state) => state.ToString().ToLowerInvariant();

    private static string Summary(Dictionary<LedgerState, long> counts) => string.Join(", ", counts.OrderBy(c => c.Key).Select(c => $"{c.Value} {c.Key.ToString().ToLowerInvariant()}"));
}
