using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Scheduling.Housekeeping;

/// <summary>
/// Tidies the database up in a quiet hour. SQLite: fresh statistics, the write-ahead log into the file, and the file made smaller where a good part
/// of it is empty. PostgreSQL does all but the statistics by itself.
/// </summary>
internal sealed partial class DatabaseMaintenance(Database database, TimeProvider time, ILogger<DatabaseMaintenance> log)
{
    /// <summary>The file is rebuilt when at least this part of it is empty.</summary>
    public const double EmptyPart = 0.25;

    /// <summary>And when at least so many bytes are.</summary>
    public const long EmptyBytes = 16 * 1024 * 1024;

    /// <summary>Tidies up. Writers wait meanwhile as they wait for each other; it never takes longer than the rebuilding of one file.</summary>
    public void Run()
    {
        var started = time.GetTimestamp();
        using var session = new StoreSession(database);
        if (session.IsPostgres)
        {
            foreach (var table in (string[])["inbox", "outbox", "conversations", "decisions", "timers", "notice_runs", "notice_ledger"]) session.Execute($"ANALYZE {table}");
        }
        else
        {
            session.Execute("PRAGMA optimize");
            session.Execute("ANALYZE");
            var (pages, free, size) = (Number(session, "PRAGMA page_count"), Number(session, "PRAGMA freelist_count"), Number(session, "PRAGMA page_size"));
            if (free * size >= EmptyBytes && free >= pages * EmptyPart) session.Execute("VACUUM");
            session.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        var took = time.GetElapsedTime(started).TotalSeconds;
        LogDone(log, took);
    }

    private static long Number(StoreSession session, string pragma) => Convert.ToInt64(session.Scalar(pragma), null);

    [LoggerMessage(Level = LogLevel.Information, Message = "The database was tidied up in {Seconds:0.0} s")]
    private static partial void LogDone(ILogger logger, double seconds);
}
