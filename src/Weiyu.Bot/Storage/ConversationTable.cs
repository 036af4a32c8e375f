using System.Data.Common;
using System.Text.Json;
using Weiyu.Bot.Core;

namespace Weiyu.Bot.Storage;

/// <summary>A conversation as stored.</summary>
/// <param name="Topic">The topic of its thread; its key.</param>
/// <param name="Thread">The thread as last seen, protobuf.</param>
/// <param name="State">The state document.</param>
/// <param name="Closed">Whether it is over.</param>
/// <param name="UpdatedAt">When it last changed.</param>
internal sealed record ConversationRow(string Topic, byte[] Thread, string State, bool Closed, DateTimeOffset UpdatedAt);

/// <summary>The SQL of conversations, decisions, timers and the odd values.</summary>
internal static class ConversationTable
{
    private const string Columns = "topic, thread, state, closed, updated_at";

    /// <summary>Stores a conversation.</summary>
    public static void SaveConversation(this StoreSession session, ConversationRow row) =>
        session.Execute(
            """
            INSERT INTO conversations (topic, thread, state, closed, updated_at) VALUES (@0, @1, @2, @3, @4)
            ON CONFLICT (topic) DO UPDATE SET thread = excluded.thread, state = excluded.state, closed = excluded.closed, updated_at = excluded.updated_at
            """,
            row.Topic, row.Thread, row.State, row.Closed ? 1 : 0, row.UpdatedAt.ToStore());

    /// <summary>Notes an open thread in which nothing has happened before the bot's eyes; does nothing when it is known.</summary>
    public static void NoteConversation(this StoreSession session, string topic, byte[] thread, DateTimeOffset updatedAt) =>
        session.Execute(
            "INSERT INTO conversations (topic, thread, state, closed, updated_at) VALUES (@0, @1, @2, 0, @3) ON CONFLICT (topic) DO NOTHING",
            topic, thread, ConversationState.Blank, updatedAt.ToStore());

    /// <summary>A conversation; null when it is unknown.</summary>
    public static ConversationRow? FindConversation(this StoreSession session, string topic) =>
        session.Query($"SELECT {Columns} FROM conversations WHERE topic = @0", ReadRow, topic).FirstOrDefault();

    /// <summary>The state of a conversation, which no other instance changes until this transaction ends; null when it is unknown.</summary>
    public static string? LockConversation(this StoreSession session, string topic) =>
        (string?)session.Scalar($"SELECT state FROM conversations WHERE topic = @0{(session.IsPostgres ? " FOR UPDATE" : "")}", topic);

    /// <summary>Conversations that changed since a time, newest first.</summary>
    public static List<ConversationRow> ListConversations(this StoreSession session, DateTimeOffset since, bool openOnly, int limit) =>
        session.Query(
            $"SELECT {Columns} FROM conversations WHERE updated_at >= @0 AND (closed = 0 OR @1 = 0) ORDER BY updated_at DESC LIMIT @2",
            ReadRow, since.ToStore(), openOnly ? 1 : 0, limit);

    /// <summary>The topics of conversations that are closed and last changed within a span of time.</summary>
    public static List<string> ClosedTopics(this StoreSession session, DateTimeOffset after, DateTimeOffset until) =>
        session.Query("SELECT topic FROM conversations WHERE updated_at > @0 AND updated_at <= @1 AND closed = 1", row => row.GetString(0), after.ToStore(), until.ToStore());

    /// <summary>Forgets closed conversations that did not change since a time, at most so many at once.</summary>
    public static int PruneConversations(this StoreSession session, DateTimeOffset before, int limit) =>
        session.Execute("DELETE FROM conversations WHERE topic IN (SELECT topic FROM conversations WHERE closed = 1 AND updated_at < @0 LIMIT @1)", before.ToStore(), limit);

    /// <summary>Stores why a turn ended as it did.</summary>
    public static void SaveDecision(this StoreSession session, Decision decision) =>
        session.Execute(
            """
            INSERT INTO decisions (uid, conversation, at, outcome, source, detail) VALUES (@0, @1, @2, @3, @4, @5)
            ON CONFLICT (uid) DO UPDATE SET at = excluded.at, outcome = excluded.outcome, source = excluded.source, detail = excluded.detail
            """,
            decision.Uid, decision.Conversation, decision.At.ToStore(), decision.Outcome, decision.Source, JsonSerializer.Serialize(decision, DecisionJson.Default.Decision));

    /// <summary>A decision's document; null when it is unknown.</summary>
    public static string? FindDecision(this StoreSession session, string uid) => (string?)session.Scalar("SELECT detail FROM decisions WHERE uid = @0", uid);

    /// <summary>How the turn of a message or event ended; null when it is unknown.</summary>
    public static (string Outcome, string? Source)? FindVerdict(this StoreSession session, string uid) =>
        session.Query("SELECT outcome, source FROM decisions WHERE uid = @0", row => ((string, string?)?)(row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1)), uid).FirstOrDefault();

    /// <summary>The latest decisions' documents, newest first.</summary>
    public static List<string> ListDecisions(this StoreSession session, string? conversation, int limit) => conversation is null
        ? session.Query("SELECT detail FROM decisions ORDER BY at DESC LIMIT @0", row => row.GetString(0), limit)
        : session.Query("SELECT detail FROM decisions WHERE conversation = @0 ORDER BY at DESC LIMIT @1", row => row.GetString(0), conversation, limit);

    /// <summary>How turns ended since a time. What notices decided stands in their ledger.</summary>
    public static List<(string Outcome, long Count)> CountOutcomes(this StoreSession session, DateTimeOffset since) =>
        session.Query("SELECT outcome, COUNT(*) FROM decisions WHERE at >= @0 AND uid NOT LIKE 'notice/%' GROUP BY outcome ORDER BY 2 DESC", row => (row.GetString(0), row.GetInt64(1)), since.ToStore());

    /// <summary>Forgets decisions before a time, at most so many at once.</summary>
    public static int PruneDecisions(this StoreSession session, DateTimeOffset before, int limit) =>
        session.Execute("DELETE FROM decisions WHERE uid IN (SELECT uid FROM decisions WHERE at < @0 LIMIT @1)", before.ToStore(), limit);

    /// <summary>Starts a timer; one of the same name is replaced.</summary>
    public static void SaveTimer(this StoreSession session, string conversation, string name, DateTimeOffset due, string? data) =>
        session.Execute(
            """
            INSERT INTO timers (conversation, name, due_at, data) VALUES (@0, @1, @2, @3)
            ON CONFLICT (conversation, name) DO UPDATE SET due_at = excluded.due_at, data = excluded.data
            """,
            conversation, name, due.ToStore(), data);

    /// <summary>Cancels a timer.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool DeleteTimer(this StoreSession session, string conversation, string name) =>
        session.Execute("DELETE FROM timers WHERE conversation = @0 AND name = @1", conversation, name) > 0;

    /// <summary>Cancels all timers of a conversation.</summary>
    public static void DeleteTimers(this StoreSession session, string conversation) => session.Execute("DELETE FROM timers WHERE conversation = @0", conversation);

    /// <summary>Timers that are due, earliest first.</summary>
    public static List<TimerRow> DueTimers(this StoreSession session, DateTimeOffset now, int limit) =>
        session.Query("SELECT conversation, name, due_at, data FROM timers WHERE due_at <= @0 ORDER BY due_at LIMIT @1", ReadTimer, now.ToStore(), limit);

    /// <summary>When the next timer is due; null when there is none.</summary>
    public static DateTimeOffset? NextTimer(this StoreSession session) => session.Scalar("SELECT MIN(due_at) FROM timers") is long due ? Clock.FromStore(due) : null;

    /// <summary>Whether a conversation has a timer of that name set.</summary>
    public static bool HasTimer(this StoreSession session, string conversation, string name) =>
        session.Scalar("SELECT 1 FROM timers WHERE conversation = @0 AND name = @1", conversation, name) is not null;

    /// <summary>A conversation's timers.</summary>
    public static List<TimerRow> TimersOf(this StoreSession session, string conversation) =>
        session.Query("SELECT conversation, name, due_at, data FROM timers WHERE conversation = @0 ORDER BY due_at", ReadTimer, conversation);

    /// <summary>An odd value; null when it is unknown.</summary>
    public static string? Meta(this StoreSession session, string key) => (string?)session.Scalar("SELECT value FROM meta WHERE key = @0", key);

    /// <summary>Stores an odd value.</summary>
    public static void SetMeta(this StoreSession session, string key, string value) =>
        session.Execute("INSERT INTO meta (key, value) VALUES (@0, @1) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value);

    private static ConversationRow ReadRow(DbDataReader row) =>
        new(row.GetString(0), row.GetFieldValue<byte[]>(1), row.GetString(2), row.GetInt32(3) != 0, Clock.FromStore(row.GetInt64(4)));

    private static TimerRow ReadTimer(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), Clock.FromStore(row.GetInt64(2)), row.IsDBNull(3) ? null : row.GetString(3));
}

/// <summary>A timer as stored.</summary>
internal sealed record TimerRow(string Conversation, string Name, DateTimeOffset Due, string? Data);
