using System.Data.Common;
using System.Text.Json;
using Weiyu.Bot.Core;
using Weiyu.Bot.Storage;
using Weiyu.Rules.Notices;

namespace Weiyu.Bot.Scheduling.Ledger;

/// <summary>The SQL of notices: how far each was planned, its runs, and the ledger of their targets.</summary>
internal static class LedgerTable
{
    /// <summary>How long a run pauses after failures in a row.</summary>
    private static readonly RetryDelay Pause = new(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(30));

    private const string CursorColumns = "notice, schedule, since, planned_to";
    private const string RunColumns = "notice, occurrence, kind, state, reason, audience, delivery, zone, planned_at, next_at, errors, targets";
    private const string RowColumns = "target, ordinal, state, reason, next_at, not_after, locale, vars, uid, changed_at";

    /// <summary>How far a notice was planned; null when it is new.</summary>
    public static NoticeCursor? Cursor(this StoreSession session, string notice) =>
        session.Query($"SELECT {CursorColumns} FROM notice_cursors WHERE notice = @0", ReadCursor, notice).FirstOrDefault();

    /// <summary>All cursors.</summary>
    public static List<NoticeCursor> Cursors(this StoreSession session) => session.Query($"SELECT {CursorColumns} FROM notice_cursors", ReadCursor);

    /// <summary>Notes up to when a notice was planned.</summary>
    public static void SetCursor(this StoreSession session, NoticeCursor cursor) =>
        session.Execute(
            """
            INSERT INTO notice_cursors (notice, schedule, since, planned_to) VALUES (@0, @1, @2, @3)
            ON CONFLICT (notice) DO UPDATE SET schedule = excluded.schedule, since = excluded.since, planned_to = excluded.planned_to
            """,
            cursor.Notice, cursor.Schedule, cursor.Since.ToStore(), cursor.PlannedTo.ToStore());

    /// <summary>Stores a run unless its occurrence is known; one that was missed comes to life again when it is planned after all.</summary>
    /// <returns>Whether it was stored.</returns>
    public static bool InsertRun(this StoreSession session, NoticeRun run) =>
        session.Execute(
            """
            INSERT INTO notice_runs (notice, occurrence, kind, state, reason, audience, delivery, zone, planned_at, next_at) VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9)
            ON CONFLICT (notice, occurrence) DO UPDATE SET
                state = excluded.state, reason = excluded.reason, audience = excluded.audience, delivery = excluded.delivery, planned_at = excluded.planned_at, next_at = excluded.next_at
                WHERE notice_runs.state = 4 AND excluded.state = 0
            """,
            run.Notice, run.Occurrence.ToStore(), (int)run.Kind, (int)run.State, run.Reason, Json(run.Audience), Json(run.Delivery), run.Zone, run.PlannedAt.ToStore(), run.NextAt.ToStore()) > 0;

    /// <summary>Until the transaction ends nobody else stores a run: whoever looks first and stores then is not overtaken. SQLite has one writer anyway.</summary>
    public static void LockRuns(this StoreSession session)
    {
        if (session.IsPostgres) session.Execute("LOCK TABLE notice_runs IN SHARE ROW EXCLUSIVE MODE");
    }

    /// <summary>One run; null when it is unknown.</summary>
    public static NoticeRun? FindRun(this StoreSession session, string notice, DateTimeOffset occurrence) =>
        session.Query($"SELECT {RunColumns} FROM notice_runs WHERE notice = @0 AND occurrence = @1", ReadRun, notice, occurrence.ToStore()).FirstOrDefault();

    /// <summary>Runs with something to do now, the longest waiting first.</summary>
    public static List<NoticeRun> DueRuns(this StoreSession session, DateTimeOffset now, int limit) =>
        session.Query($"SELECT {RunColumns} FROM notice_runs WHERE state <= 1 AND next_at <= @0 ORDER BY next_at LIMIT @1", ReadRun, now.ToStore(), limit);

    /// <summary>The runs of a notice that have not ended.</summary>
    public static List<NoticeRun> OpenRuns(this StoreSession session, string notice) =>
        session.Query($"SELECT {RunColumns} FROM notice_runs WHERE notice = @0 AND state <= 1 ORDER BY occurrence", ReadRun, notice);

    /// <summary>When the next run has something to do; null when none has.</summary>
    public static DateTimeOffset? NextRun(this StoreSession session) => session.Scalar("SELECT MIN(next_at) FROM notice_runs WHERE state <= 1") is long next ? Clock.FromStore(next) : null;

    /// <summary>The latest runs, newest first.</summary>
    public static List<NoticeRun> ListRuns(this StoreSession session, string? notice, int limit) => notice is null
        ? session.Query($"SELECT {RunColumns} FROM notice_runs ORDER BY occurrence DESC, notice LIMIT @0", ReadRun, limit)
        : session.Query($"SELECT {RunColumns} FROM notice_runs WHERE notice = @0 ORDER BY occurrence DESC LIMIT @1", ReadRun, notice, limit);

    /// <summary>Takes the right to do the next step of a run, for this instance alone: as long as the run is where it was when it was read.</summary>
    /// <returns>Whether it was there to be taken.</returns>
    public static bool ClaimRun(this StoreSession session, NoticeRun run, DateTimeOffset now, DateTimeOffset next) =>
        session.Execute(
            "UPDATE notice_runs SET next_at = @3 WHERE notice = @0 AND occurrence = @1 AND state = @4 AND next_at <= @2",
            run.Notice, run.Occurrence.ToStore(), now.ToStore(), next.ToStore(), (int)run.State) > 0;

    /// <summary>Sets what has become of a run that is under way.</summary>
    public static void SetRun(this StoreSession session, NoticeRun run, RunState state, DateTimeOffset nextAt, string? reason) =>
        session.Execute("UPDATE notice_runs SET state = @2, next_at = @3, reason = @4 WHERE notice = @0 AND occurrence = @1 AND state <= 1", run.Notice, run.Occurrence.ToStore(), (int)state, nextAt.ToStore(), reason);

    /// <summary>Lets a run that is under way wait.</summary>
    public static void DelayRun(this StoreSession session, NoticeRun run, DateTimeOffset until, string reason) =>
        session.Execute("UPDATE notice_runs SET next_at = @2, reason = @3 WHERE notice = @0 AND occurrence = @1 AND state <= 1", run.Notice, run.Occurrence.ToStore(), until.ToStore(), reason);

    /// <summary>Ends a run that is under way before its time: what is open of it is skipped.</summary>
    /// <returns>How many targets get nothing.</returns>
    public static int EndRun(this StoreSession session, NoticeRun run, RunState state, string reason, DateTimeOffset now)
    {
        var skipped = session.SkipOpen(run, reason, now);
        session.StartSending(run, now);
        session.SetRun(run, state, now, reason);
        return skipped;
    }

    /// <summary>Ends the planning of a run.</summary>
    public static void StartSending(this StoreSession session, NoticeRun run, DateTimeOffset now) =>
        session.Execute(
            """
            UPDATE notice_runs SET state = 1, next_at = @2, targets = (SELECT COUNT(*) FROM notice_ledger l WHERE l.notice = @0 AND l.occurrence = @1)
            WHERE notice = @0 AND occurrence = @1 AND state = 0
            """,
            run.Notice, run.Occurrence.ToStore(), now.ToStore());

    /// <summary>Notes how a message of a run ended: failures in a row make it pause.</summary>
    public static void NoteResult(this StoreSession session, string notice, DateTimeOffset occurrence, bool failed, DateTimeOffset now)
    {
        if (!failed)
        {
            session.Execute("UPDATE notice_runs SET errors = 0 WHERE notice = @0 AND occurrence = @1 AND errors > 0", notice, occurrence.ToStore());
            return;
        }

        session.Execute("UPDATE notice_runs SET errors = errors + 1 WHERE notice = @0 AND occurrence = @1", notice, occurrence.ToStore());
        if (session.FindRun(notice, occurrence) is not { State: RunState.Sending } run || run.Errors < NoticeLedger.ErrorsBeforePause) return;
        var pause = Pause.Nominal(run.Errors - NoticeLedger.ErrorsBeforePause + 1);
        session.DelayRun(run, now + pause, $"paused for {pause.TotalMinutes:0} min after {run.Errors} failures in a row");
    }

    /// <summary>Adds a target unless it is there.</summary>
    public static bool InsertTarget(this StoreSession session, NoticeRun run, LedgerRow row) =>
        session.Execute(
            """
            INSERT INTO notice_ledger (notice, occurrence, target, ordinal, state, reason, next_at, not_after, locale, vars, changed_at)
            VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9, @10) ON CONFLICT (notice, occurrence, target) DO NOTHING
            """,
            run.Notice, run.Occurrence.ToStore(), row.Target, row.Ordinal, (int)row.State, row.Reason, row.NextAt.ToStore(), row.NotAfter.ToStore(), row.Locale, row.Vars, row.ChangedAt.ToStore()) > 0;

    /// <summary>Targets that can be looked at now, in order.</summary>
    public static List<LedgerRow> OpenTargets(this StoreSession session, NoticeRun run, DateTimeOffset now, int limit) =>
        session.Query(
            $"SELECT {RowColumns} FROM notice_ledger WHERE notice = @0 AND occurrence = @1 AND state <= 1 AND next_at <= @2 ORDER BY next_at, ordinal LIMIT @3",
            ReadRow, run.Notice, run.Occurrence.ToStore(), now.ToStore(), limit);

    /// <summary>When the next target of a run can be looked at; null when none is open.</summary>
    public static DateTimeOffset? NextTarget(this StoreSession session, NoticeRun run) =>
        session.Scalar("SELECT MIN(next_at) FROM notice_ledger WHERE notice = @0 AND occurrence = @1 AND state <= 1", run.Notice, run.Occurrence.ToStore()) is long next ? Clock.FromStore(next) : null;

    /// <summary>How many messages of a run are on their way.</summary>
    public static long CountUnderWay(this StoreSession session, NoticeRun run) =>
        Convert.ToInt64(session.Scalar("SELECT COUNT(*) FROM notice_ledger WHERE notice = @0 AND occurrence = @1 AND state = 2", run.Notice, run.Occurrence.ToStore()), null);

    /// <summary>Moves an open target on; does nothing when another instance has done so.</summary>
    /// <returns>Whether it was open.</returns>
    public static bool MoveTarget(this StoreSession session, NoticeRun run, LedgerRow row, DateTimeOffset now) =>
        session.Execute(
            """
            UPDATE notice_ledger SET state = @3, reason = @4, next_at = @5, not_after = @6, uid = @7, changed_at = @8
            WHERE notice = @0 AND occurrence = @1 AND target = @2 AND state <= 1
            """,
            run.Notice, run.Occurrence.ToStore(), row.Target, (int)row.State, row.Reason, row.NextAt.ToStore(), row.NotAfter.ToStore(), row.Uid, now.ToStore()) > 0;

    /// <summary>Ends a target that was handed to the outbox. What was taken back or given up may turn out to have arrived.</summary>
    public static bool EndTarget(this StoreSession session, string notice, DateTimeOffset occurrence, string target, LedgerState state, string? reason, DateTimeOffset now) =>
        session.Execute(
            """
            UPDATE notice_ledger SET state = @3, reason = @4, changed_at = @5
            WHERE notice = @0 AND occurrence = @1 AND target = @2 AND (state = 2 OR (state >= 4 AND uid IS NOT NULL AND @3 = 3))
            """,
            notice, occurrence.ToStore(), target, (int)state, reason, now.ToStore()) > 0;

    /// <summary>Skips all that is open of a run.</summary>
    public static int SkipOpen(this StoreSession session, NoticeRun run, string reason, DateTimeOffset now) =>
        session.Execute("UPDATE notice_ledger SET state = 4, reason = @2, changed_at = @3 WHERE notice = @0 AND occurrence = @1 AND state <= 1", run.Notice, run.Occurrence.ToStore(), reason, now.ToStore());

    /// <summary>The targets of a run, in order.</summary>
    public static List<LedgerRow> Targets(this StoreSession session, string notice, DateTimeOffset occurrence, int limit) =>
        session.Query($"SELECT {RowColumns} FROM notice_ledger WHERE notice = @0 AND occurrence = @1 ORDER BY ordinal LIMIT @2", ReadRow, notice, occurrence.ToStore(), limit);

    /// <summary>The targets of a run, those first that did not get it: failed, skipped, held, then all others in order.</summary>
    public static List<LedgerRow> TargetsTroubleFirst(this StoreSession session, string notice, DateTimeOffset occurrence, int limit) =>
        session.Query(
            $"SELECT {RowColumns} FROM notice_ledger WHERE notice = @0 AND occurrence = @1 ORDER BY CASE state WHEN 5 THEN 0 WHEN 4 THEN 1 WHEN 1 THEN 2 ELSE 3 END, ordinal LIMIT @2",
            ReadRow, notice, occurrence.ToStore(), limit);

    /// <summary>One target of a run; null when it is unknown.</summary>
    public static LedgerRow? FindTarget(this StoreSession session, string notice, DateTimeOffset occurrence, string target) =>
        session.Query($"SELECT {RowColumns} FROM notice_ledger WHERE notice = @0 AND occurrence = @1 AND target = @2", ReadRow, notice, occurrence.ToStore(), target).FirstOrDefault();

    /// <summary>How many targets of a run are in which state.</summary>
    public static Dictionary<LedgerState, long> CountTargets(this StoreSession session, string notice, DateTimeOffset occurrence) =>
        session.Query("SELECT state, COUNT(*) FROM notice_ledger WHERE notice = @0 AND occurrence = @1 GROUP BY state", row => ((LedgerState)row.GetInt32(0), row.GetInt64(1)), notice, occurrence.ToStore())
            .ToDictionary(c => c.Item1, c => c.Item2);

    /// <summary>Targets that are said to be on their way, whose outbox item has ended unseen (it was taken back, or by an older version).</summary>
    public static List<(string Notice, DateTimeOffset Occurrence, string Target, OutboxState State, string? Error)> Unsettled(this StoreSession session, int limit) =>
        session.Query(
            "SELECT l.notice, l.occurrence, l.target, o.state, o.last_error FROM notice_ledger l JOIN outbox o ON o.uid = l.uid WHERE l.state = 2 AND o.state <> 0 LIMIT @0",
            row => (row.GetString(0), Clock.FromStore(row.GetInt64(1)), row.GetString(2), (OutboxState)row.GetInt32(3), row.IsDBNull(4) ? null : row.GetString(4)), limit);

    /// <summary>Forgets runs that ended before a time, at most so many rows at once.</summary>
    public static int PruneLedger(this StoreSession session, DateTimeOffset before, int limit)
    {
        var rows = session.Execute(
            $"""
            DELETE FROM notice_ledger WHERE {(session.IsPostgres ? "ctid" : "rowid")} IN (
                SELECT {(session.IsPostgres ? "l.ctid" : "l.rowid")} FROM notice_ledger l JOIN notice_runs r ON r.notice = l.notice AND r.occurrence = l.occurrence
                WHERE r.occurrence < @0 AND r.state >= 2 LIMIT @1)
            """,
            before.ToStore(), limit);
        return rows > 0 ? rows : session.Execute(
            """
            DELETE FROM notice_runs WHERE occurrence < @0 AND state >= 2
            AND NOT EXISTS (SELECT 1 FROM notice_ledger l WHERE l.notice = notice_runs.notice AND l.occurrence = notice_runs.occurrence)
            """,
            before.ToStore());
    }

    /// <summary>Conversations by topic, a page at a time.</summary>
    public static List<ConversationRow> PageConversations(this StoreSession session, string after, int limit) =>
        session.Query(
            "SELECT topic, thread, state, closed, updated_at FROM conversations WHERE topic > @0 ORDER BY topic LIMIT @1",
            row => new ConversationRow(row.GetString(0), row.GetFieldValue<byte[]>(1), row.GetString(2), row.GetInt32(3) != 0, Clock.FromStore(row.GetInt64(4))), after, limit);

    private static string? Json<T>(T? value) where T : class => value is null ? null : JsonSerializer.Serialize(value, NoticeContent.Json);

    private static NoticeCursor ReadCursor(DbDataReader row) => new(row.GetString(0), row.GetString(1), Clock.FromStore(row.GetInt64(2)), Clock.FromStore(row.GetInt64(3)));

    private static NoticeRun ReadRun(DbDataReader row) => new(row.GetString(0), Clock.FromStore(row.GetInt64(1)), (RunKind)row.GetInt32(2))
    {
        State = (RunState)row.GetInt32(3),
        Reason = row.IsDBNull(4) ? null : row.GetString(4),
        Audience = row.IsDBNull(5) ? null : JsonSerializer.Deserialize<NoticeAudience>(row.GetString(5)),
        Delivery = row.IsDBNull(6) ? null : JsonSerializer.Deserialize<NoticeDelivery>(row.GetString(6)),
        Zone = row.GetString(7),
        PlannedAt = Clock.FromStore(row.GetInt64(8)),
        NextAt = Clock.FromStore(row.GetInt64(9)),
        Errors = row.GetInt32(10),
        Targets = row.GetInt32(11),
    };

    private static LedgerRow ReadRow(DbDataReader row) => new(row.GetString(0), row.GetInt32(1), (LedgerState)row.GetInt32(2))
    {
        Reason = row.IsDBNull(3) ? null : row.GetString(3),
        NextAt = Clock.FromStore(row.GetInt64(4)),
        NotAfter = Clock.FromStore(row.GetInt64(5)),
        Locale = row.IsDBNull(6) ? null : row.GetString(6),
        Vars = row.IsDBNull(7) ? null : row.GetString(7),
        Uid = row.IsDBNull(8) ? null : row.GetString(8),
        ChangedAt = Clock.FromStore(row.GetInt64(9)),
    };
}
