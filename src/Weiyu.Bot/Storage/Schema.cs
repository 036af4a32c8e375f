using System.Data.Common;
using System.Globalization;
using Weiyu.Bot.Configuration;

namespace Weiyu.Bot.Storage;

/// <summary>The tables, as steps from the empty database to the present one. A step that was released is never changed: add another.</summary>
internal static class Schema
{
    /// <summary>Brings the database up to the present version.</summary>
    /// <exception cref="InvalidOperationException">The database is of a newer version of the program.</exception>
    public static void Migrate(Database database)
    {
        // SQLite gives its companions (-wal, -shm) the mode of the file.
        if (database.File is { Length: > 0 } file && !File.Exists(file)) OwnFiles.Open(file, FileMode.OpenOrCreate, FileShare.ReadWrite).Dispose();
        using var connection = database.Open();
        Execute(connection, null, "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)");
        var steps = Steps(database);
        var version = Version(connection);
        if (version > steps.Count)
        {
            throw new InvalidOperationException(
                $"The database is of version {version}; this program knows versions up to {steps.Count}. Start the newer program, or give it an empty data folder.");
        }

        for (; version < steps.Count; version++)
        {
            using var transaction = connection.BeginTransaction();
            Execute(connection, transaction, steps[version]);
            Execute(connection, transaction,
                $"INSERT INTO meta (key, value) VALUES ('schema', '{version + 1}') ON CONFLICT (key) DO UPDATE SET value = excluded.value");
            transaction.Commit();
        }
    }

    private static List<string> Steps(Database db) =>
    [
        $"""
        CREATE TABLE inbox (
            seq {db.GrowingKey}, uid TEXT NOT NULL UNIQUE, conversation TEXT NOT NULL, kind INTEGER NOT NULL, payload {db.Bytes} NOT NULL,
            received_at BIGINT NOT NULL, sent_at BIGINT, state INTEGER NOT NULL DEFAULT 0, handled_at BIGINT, trace TEXT);
        CREATE INDEX inbox_open ON inbox (seq) WHERE state = 0;
        CREATE INDEX inbox_conversation ON inbox (conversation, seq);
        CREATE TABLE outbox (
            seq {db.GrowingKey}, uid TEXT NOT NULL UNIQUE, conversation TEXT NOT NULL, cause TEXT NOT NULL, ordinal INTEGER NOT NULL,
            kind TEXT NOT NULL, payload {db.Bytes} NOT NULL, flags INTEGER NOT NULL DEFAULT 0, created_at BIGINT NOT NULL, not_before BIGINT NOT NULL DEFAULT 0,
            state INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0, next_at BIGINT, last_error TEXT, route TEXT, done_at BIGINT, trace TEXT);
        CREATE INDEX outbox_open ON outbox (conversation, seq) WHERE state = 0;
        CREATE INDEX outbox_cause ON outbox (cause);
        CREATE TABLE conversations (
            topic TEXT PRIMARY KEY, thread {db.Bytes} NOT NULL, state TEXT NOT NULL, closed INTEGER NOT NULL DEFAULT 0, updated_at BIGINT NOT NULL);
        CREATE INDEX conversations_updated ON conversations (updated_at);
        CREATE TABLE decisions (uid TEXT PRIMARY KEY, conversation TEXT NOT NULL, at BIGINT NOT NULL, outcome TEXT NOT NULL, source TEXT, detail TEXT NOT NULL);
        CREATE INDEX decisions_at ON decisions (at);
        CREATE TABLE timers (conversation TEXT NOT NULL, name TEXT NOT NULL, due_at BIGINT NOT NULL, data TEXT, PRIMARY KEY (conversation, name));
        CREATE INDEX timers_due ON timers (due_at);
        """,
        """
        CREATE TABLE notice_cursors (notice TEXT PRIMARY KEY, schedule TEXT NOT NULL, planned_to BIGINT NOT NULL);
        CREATE TABLE notice_runs (
            notice TEXT NOT NULL, occurrence BIGINT NOT NULL, kind INTEGER NOT NULL, state INTEGER NOT NULL, reason TEXT, audience TEXT, delivery TEXT,
            zone TEXT NOT NULL, planned_at BIGINT NOT NULL, next_at BIGINT NOT NULL DEFAULT 0, errors INTEGER NOT NULL DEFAULT 0, targets INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (notice, occurrence));
        CREATE INDEX notice_runs_open ON notice_runs (next_at) WHERE state <= 1;
        CREATE INDEX notice_runs_occurrence ON notice_runs (occurrence);
        CREATE TABLE notice_ledger (
            notice TEXT NOT NULL, occurrence BIGINT NOT NULL, target TEXT NOT NULL, ordinal INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0, reason TEXT,
            next_at BIGINT NOT NULL, not_after BIGINT NOT NULL, locale TEXT, vars TEXT, uid TEXT, changed_at BIGINT NOT NULL,
            PRIMARY KEY (notice, occurrence, target));
        CREATE INDEX notice_ledger_open ON notice_ledger (notice, occurrence, next_at, ordinal) WHERE state <= 1;
        CREATE INDEX notice_ledger_sent ON notice_ledger (notice, occurrence) WHERE state = 2;
        CREATE INDEX notice_ledger_target ON notice_ledger (target, occurrence);
        """,
        // Since when a notice has its schedule.
        "ALTER TABLE notice_cursors ADD COLUMN since BIGINT NOT NULL DEFAULT 0",
    ];

    private static int Version(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM meta WHERE key = 'schema'";
        return command.ExecuteScalar() is string value ? int.Parse(value, CultureInfo.InvariantCulture) : 0;
    }

    private static void Execute(DbConnection connection, DbTransaction? transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // the text is this file's own
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
