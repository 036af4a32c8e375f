using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Scheduling.Notices;

namespace Weiyu.Bot.Scheduling;

/// <summary>Notices, previews and ledger as the verb's <c>--json</c> and the console's API show them.</summary>
internal static class ScheduleJson
{
    /// <summary>The notices with their next time and their last run.</summary>
    public static IEnumerable<object> Notices(INoticeBook book, NoticeDesk desk, ILedgerAccess ledger) => (book.Notices ?? []).Select(n =>
    {
        var next = desk.Coming(1, n.Id) is [var coming] ? coming : null;
        var last = ledger.Read(session => session.ListRuns(n.Id, 1)) is [var latest] ? Run(latest, ledger) : null;
        return (object)new
        {
            n.Id, n.Enabled, when = n.Schedule.Describe(), zone = book.ZoneOf(n).Id, to = NoticeWords.Describe(n.To), next = next?.At, skipped = next?.SkippedBecause,
            position = n.Position.ToString(), last,
        };
    });

    /// <summary>What a notice would do.</summary>
    public static object Preview(NoticePreview preview, IEnumerable<DateTimeOffset> coming) => new
    {
        preview.Notice.Id, audience = NoticeWords.Describe(preview.Notice.To), preview.Count, preview.Topics, preview.Notice.Delivery.Type, samples = preview.Samples, next = coming,
        unreachable = preview.Unreachable.Take(NoticeWords.MaxUnreachable), unreachableCount = preview.Unreachable.Count,
    };

    /// <summary>A run, with how many targets are in which state.</summary>
    public static object Run(NoticeRun run, ILedgerAccess ledger) => new
    {
        run.Notice, run.Occurrence, kind = run.Kind.ToString().ToLowerInvariant(), state = run.State.ToString().ToLowerInvariant(), run.Reason, run.Targets,
        counts = ledger.Read(session => session.CountTargets(run.Notice, run.Occurrence)).OrderBy(c => c.Key).ToDictionary(c => c.Key.ToString().ToLowerInvariant(), c => c.Value),
    };

    /// <summary>What became of the targets of a run.</summary>
    public static IEnumerable<object> Targets(NoticeRun run, ILedgerAccess ledger, int limit) => ledger.Read(session => session.TargetsTroubleFirst(run.Notice, run.Occurrence, limit))
        .Select(t => (object)new { t.Target, state = t.State.ToString().ToLowerInvariant(), t.Reason, t.Uid, t.ChangedAt, cause = run.CauseOf(t.Target) });
}
