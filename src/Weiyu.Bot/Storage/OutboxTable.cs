using System.Data.Common;
using Google.Protobuf;

namespace Weiyu.Bot.Storage;

/// <summary>Something to send, as the outbox keeps it.</summary>
/// <param name="Uid">Derived from the cause; on the wire it is the message's uid.</param>
/// <param name="Conversation">The topic in whose order it leaves.</param>
/// <param name="Cause">The uid of the message or event that caused it.</param>
/// <param name="Ordinal">Its place among what that cause sends, from 0.</param>
/// <param name="Kind"><c>message</c>, or one of <c>ServerActions</c>.</param>
/// <param name="Payload">A protobuf message, or the action's arguments as JSON.</param>
/// <param name="CreatedAt">When it was decided.</param>
internal sealed record OutboxItem(string Uid, string Conversation, string Cause, int Ordinal, string Kind, byte[] Payload, DateTimeOffset CreatedAt)
{
    /// <summary>The kind of a message.</summary>
    public const string MessageKind = "message";

    /// <summary>A message to send.</summary>
    /// <param name="message">Complete.</param>
    /// <param name="conversation">The topic in whose order it leaves.</param>
    /// <param name="cause">What caused it.</param>
    /// <param name="ordinal">Its place among what that sends, from 0.</param>
    /// <param name="now">When it was decided.</param>
    public static OutboxItem Of(Wire.Message message, string conversation, string cause, int ordinal, DateTimeOffset now) =>
        new(message.Uid, conversation, cause, ordinal, MessageKind, message.ToByteArray(), now) { Message = message };

    /// <summary>
    /// The message; null when it is an action. Decoded at most once: who decided it brings it along, and it is read from the payload only after a restart.
    /// All share it, so nobody changes it.
    /// </summary>
    public Wire.Message? Message
    {
        get => Kind != MessageKind ? null : field ??= Wire.Message.Parser.ParseFrom(Payload);
        private init;
    }

    /// <summary>The growing key: the order of leaving.</summary>
    public long Seq { get; init; }

    /// <summary>Not to be sent earlier.</summary>
    public DateTimeOffset NotBefore { get; init; }

    /// <summary>Since when it is tried: from its decision, or from when somebody wanted it to be tried again.</summary>
    public DateTimeOffset Since => NotBefore > CreatedAt ? NotBefore : CreatedAt;

    /// <summary>May be sent while a human owns the conversation.</summary>
    public bool EvenWhenHumanOwns { get; init; }

    /// <summary>Was taken back when it may have arrived already: it is looked up, and not sent again.</summary>
    public bool IsRevoked { get; init; }

    /// <summary>What has become of it.</summary>
    public OutboxState State { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>When it is tried next; null: at once.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>Why the last try failed.</summary>
    public string? LastError { get; init; }

    /// <summary>How it was last tried: <c>mqtt</c>, <c>http</c>.</summary>
    public string? Route { get; init; }

    /// <summary>When it was confirmed, failed or withdrawn.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>The W3C trace parent of its turn.</summary>
    public string? Trace { get; init; }
}

/// <summary>The life of an outbox item.</summary>
internal enum OutboxState
{
    /// <summary>To be sent, or sent and not confirmed.</summary>
    Pending = 0,

    /// <summary>The server has it.</summary>
    Confirmed = 1,

    /// <summary>It can't be delivered; the error says why.</summary>
    Failed = 2,

    /// <summary>It was taken back before it was sent; the error says why.</summary>
    Withdrawn = 3,
}

/// <summary>The SQL of the outbox.</summary>
internal static class OutboxTable
{
    // The bits of the column flags.
    private const int EvenWhenHumanOwns = 1, Revoked = 2;

    private const string Columns =
        "seq, uid, conversation, cause, ordinal, kind, payload, created_at, not_before, flags, state, attempts, next_at, last_error, route, done_at, trace";

    /// <summary>Stores an item unless its uid is known.</summary>
    /// <returns>Its sequence number, or null when it was known.</returns>
    public static long? InsertOutbox(this StoreSession session, OutboxItem item) =>
        (long?)session.Scalar(
            """
            INSERT INTO outbox (uid, conversation, cause, ordinal, kind, payload, created_at, not_before, flags, state, last_error, done_at, trace)
            VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12) ON CONFLICT (uid) DO NOTHING RETURNING seq
            """,
            item.Uid, item.Conversation, item.Cause, item.Ordinal, item.Kind, item.Payload, item.CreatedAt.ToStore(), item.NotBefore.ToStore(),
            item.EvenWhenHumanOwns ? EvenWhenHumanOwns : 0, (int)item.State, item.LastError, item.DoneAt.ToStore(), item.Trace);

    /// <summary>Ends an item's life; one that has ended stays as it is.</summary>
    public static int FinishOutbox(this StoreSession session, long seq, OutboxState state, string? route, string? error, DateTimeOffset now) =>
        session.Execute(
            "UPDATE outbox SET state = @1, route = COALESCE(@2, route), last_error = @3, done_at = @4, next_at = NULL WHERE seq = @0 AND (state = 0 OR (state = 3 AND @1 = 1))",
            seq, (int)state, route, error, now.ToStore());

    /// <summary>Notes a try. The count never falls: another instance may have tried it, too.</summary>
    public static void NoteAttempt(this StoreSession session, long seq, int attempts, string? route, string? error, DateTimeOffset? nextAt) =>
        session.Execute(
            """
            UPDATE outbox SET attempts = CASE WHEN attempts < @1 THEN @1 ELSE attempts END, route = COALESCE(@2, route), last_error = @3, next_at = @4
            WHERE seq = @0 AND state = 0
            """,
            seq, attempts, route, error, nextAt.ToStore());

    /// <summary>
    /// Takes the next try of an item for this instance, if nobody has tried it since it was last read, and it has neither ended nor been taken back.
    /// </summary>
    /// <param name="attempts">How often it had been tried when it was last read.</param>
    /// <param name="until">How long the try may be under way.</param>
    /// <returns>Whether the try is this instance's.</returns>
    public static bool ClaimOutbox(this StoreSession session, long seq, int attempts, DateTimeOffset until) =>
        session.Execute($"UPDATE outbox SET attempts = @1 + 1, next_at = @2 WHERE seq = @0 AND state = 0 AND attempts = @1 AND flags <> {Revoked}", seq, attempts, until.ToStore()) > 0;

    /// <summary>A conversation's pending items after a sequence number, in order.</summary>
    public static List<OutboxItem> PendingOutbox(this StoreSession session, string conversation, long after, int limit) =>
        session.Query($"SELECT {Columns} FROM outbox WHERE state = 0 AND conversation = @0 AND seq > @1 ORDER BY seq LIMIT @2", ReadItem, conversation, after, limit);

    /// <summary>The conversations that have something pending from before a time.</summary>
    public static List<string> PendingConversations(this StoreSession session, DateTimeOffset before) =>
        session.Query("SELECT DISTINCT conversation FROM outbox WHERE state = 0 AND created_at < @0", row => row.GetString(0), before.ToStore());

    /// <summary>Takes back what a conversation has not sent yet and may not send while a human owns it; also that it is to be closed.</summary>
    /// <param name="cause">Only what this message caused; null: everything.</param>
    /// <returns>What was taken back: its sequence number, and the uid of what caused it.</returns>
    public static List<(long Seq, string Cause)> WithdrawOutbox(this StoreSession session, string conversation, string? cause, string reason, DateTimeOffset now) =>
        session.Query(
            """
            UPDATE outbox SET state = 3, last_error = @1, done_at = @2
            WHERE conversation = @0 AND state = 0 AND flags = 0 AND attempts = 0 AND kind IN ('message', 'thread.close') AND (cause = @3 OR @3 = '') RETURNING seq, cause
            """,
            row => (row.GetInt64(0), row.GetString(1)), conversation, reason, now.ToStore(), cause ?? "");

    /// <summary>
    /// Takes back what a conversation has tried to send: it may have arrived, so that its sender finds out, and does not send it again.
    /// </summary>
    /// <param name="cause">Only what this message caused; null: everything.</param>
    /// <returns>The sequence numbers.</returns>
    public static List<long> RevokeOutbox(this StoreSession session, string conversation, string? cause) =>
        session.Query(
            $"UPDATE outbox SET flags = {Revoked} WHERE conversation = @0 AND state = 0 AND flags = 0 AND attempts > 0 AND kind = 'message' AND (cause = @1 OR @1 = '') RETURNING seq",
            row => row.GetInt64(0), conversation, cause ?? "");

    /// <summary>Forgets a reply that was taken back: its question is answered after all, under the same uid.</summary>
    public static void ForgetWithdrawn(this StoreSession session, string uid) => session.Execute("DELETE FROM outbox WHERE uid = @0 AND state = 3", uid);

    /// <summary>What a cause has sent or will send.</summary>
    public static List<OutboxItem> OutboxOf(this StoreSession session, string cause) =>
        session.Query($"SELECT {Columns} FROM outbox WHERE cause = @0 ORDER BY seq", ReadItem, cause);

    /// <summary>One item; null when it is unknown.</summary>
    public static OutboxItem? FindOutbox(this StoreSession session, string uid) =>
        session.Query($"SELECT {Columns} FROM outbox WHERE uid = @0", ReadItem, uid).FirstOrDefault();

    /// <summary>Items of a state, newest first.</summary>
    public static List<OutboxItem> ListOutbox(this StoreSession session, OutboxState state, int limit) =>
        session.Query($"SELECT {Columns} FROM outbox WHERE state = @0 ORDER BY seq DESC LIMIT @1", ReadItem, (int)state, limit);

    /// <summary>Makes a failed item pending again; from now on it has as much time as a new one.</summary>
    public static int RetryOutbox(this StoreSession session, string uid, DateTimeOffset now) =>
        session.Execute("UPDATE outbox SET state = 0, attempts = 0, not_before = @1, next_at = NULL, done_at = NULL WHERE uid = @0 AND state = 2", uid, now.ToStore());

    /// <summary>How many are pending, and since when the oldest is.</summary>
    public static (long Count, DateTimeOffset? Oldest) PendingSummary(this StoreSession session) =>
        session.Query("SELECT COUNT(*), MIN(created_at) FROM outbox WHERE state = 0",
            row => (row.GetInt64(0), row.IsDBNull(1) ? (DateTimeOffset?)null : Clock.FromStore(row.GetInt64(1))))[0];

    /// <summary>Since when the oldest reply waits that may be sent by now; null when none does. Calls wait for other things, such as an agent with room.</summary>
    public static DateTimeOffset? OldestUnsent(this StoreSession session, DateTimeOffset now) =>
        session.Scalar(
            $"SELECT MIN(CASE WHEN not_before > created_at THEN not_before ELSE created_at END) FROM outbox WHERE state = 0 AND kind = '{OutboxItem.MessageKind}' AND not_before <= @0",
            now.ToStore()) is { } at and not DBNull ? Clock.FromStore(Convert.ToInt64(at, null)) : null;

    /// <summary>How many have failed.</summary>
    public static long CountFailed(this StoreSession session) => Convert.ToInt64(session.Scalar("SELECT COUNT(*) FROM outbox WHERE state = 2"), null);

    /// <summary>Forgets what ended before a time, at most so many at once.</summary>
    public static int PruneOutbox(this StoreSession session, DateTimeOffset before, int limit) =>
        session.Execute("DELETE FROM outbox WHERE seq IN (SELECT seq FROM outbox WHERE state <> 0 AND created_at < @0 LIMIT @1)", before.ToStore(), limit);

    private static OutboxItem ReadItem(DbDataReader row) =>
        new(row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt32(4), row.GetString(5), row.GetFieldValue<byte[]>(6), Clock.FromStore(row.GetInt64(7)))
        {
            Seq = row.GetInt64(0),
            NotBefore = Clock.FromStore(row.GetInt64(8)),
            EvenWhenHumanOwns = (row.GetInt32(9) & EvenWhenHumanOwns) != 0,
            IsRevoked = (row.GetInt32(9) & Revoked) != 0,
            State = (OutboxState)row.GetInt32(10),
            Attempts = row.GetInt32(11),
            NextAt = row.IsDBNull(12) ? null : Clock.FromStore(row.GetInt64(12)),
            LastError = row.IsDBNull(13) ? null : row.GetString(13),
            Route = row.IsDBNull(14) ? null : row.GetString(14),
            DoneAt = row.IsDBNull(15) ? null : Clock.FromStore(row.GetInt64(15)),
            Trace = row.IsDBNull(16) ? null : row.GetString(16),
        };
}
