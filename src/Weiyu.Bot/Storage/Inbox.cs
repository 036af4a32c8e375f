using System.Data.Common;
using System.Text.Json;
using Google.Protobuf;
using Weiyu.Bot.Core;

namespace Weiyu.Bot.Storage;

/// <summary>Something to handle, as the journal keeps it.</summary>
/// <param name="Uid">Of the message, or of the event; what makes it unique.</param>
/// <param name="Conversation">The topic of its thread.</param>
/// <param name="Kind">What the payload is.</param>
/// <param name="Payload">A protobuf message, or an event as JSON.</param>
/// <param name="ReceivedAt">When it came in.</param>
internal sealed record InboxItem(string Uid, string Conversation, InboxKind Kind, byte[] Payload, DateTimeOffset ReceivedAt)
{
    private BotEvent? _event;

    /// <summary>The order of arrival; 0 until it is stored.</summary>
    public long Seq { get; init; }

    /// <summary>
    /// The message; null when it is an event. Decoded once: by who received it, or when it is first looked at after a restart. All share it, so nobody
    /// changes it.
    /// </summary>
    public Wire.Message? Message
    {
        get => Kind != InboxKind.Message ? null : field ??= Wire.Message.Parser.ParseFrom(Payload);
        private init;
    }

    /// <summary>The event; null when it is a message.</summary>
    public BotEvent? Event => Kind == InboxKind.Event ? _event ??= JsonSerializer.Deserialize<BotEvent>(Payload) : null;

    /// <summary>When the server says that it was sent.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The W3C trace parent of its reception.</summary>
    public string? Trace { get; init; }

    /// <summary>Whether it is a sign of a human, which silences the bot until it is handled.</summary>
    public bool IsHumanSign { get; init; }

    /// <summary>A message.</summary>
    /// <param name="message">Complete: with its thread.</param>
    /// <param name="payload">As it came in; null: it is encoded.</param>
    /// <param name="now">When it came in.</param>
    public static InboxItem Of(Wire.Message message, byte[]? payload, DateTimeOffset now) =>
        new(message.Uid, message.Thread.Topic, InboxKind.Message, payload ?? message.ToByteArray(), now) { Message = message };

    /// <summary>An event.</summary>
    public static InboxItem Of(string uid, string conversation, BotEvent botEvent, DateTimeOffset now) =>
        new(uid, conversation, InboxKind.Event, JsonSerializer.SerializeToUtf8Bytes(botEvent), now) { _event = botEvent };
}

/// <summary>What an inbox item holds.</summary>
internal enum InboxKind
{
    /// <summary>A protobuf message.</summary>
    Message = 0,

    /// <summary>An event as JSON.</summary>
    Event = 1,
}

/// <summary>What became of an inbox item.</summary>
internal enum InboxState
{
    /// <summary>Nothing yet.</summary>
    Open = 0,

    /// <summary>Its turn ended.</summary>
    Handled = 1,

    /// <summary>It was too old to be answered.</summary>
    Missed = 2,

    /// <summary>Its turn failed again and again; the decision record says why.</summary>
    Failed = 3,

    /// <summary>It was there before the bot's first start.</summary>
    BeforeFirstStart = 4,
}

/// <summary>The SQL of the inbox.</summary>
internal static class Inbox
{
    private const string Columns = "seq, uid, conversation, kind, payload, received_at, sent_at, trace";

    /// <summary>Stores an item unless its uid is known.</summary>
    /// <returns>Its sequence number, or null when it was known.</returns>
    public static long? InsertInbox(this StoreSession session, InboxItem item, InboxState state = InboxState.Open) =>
        (long?)session.Scalar(
            """
            INSERT INTO inbox (uid, conversation, kind, payload, received_at, sent_at, state, trace)
            VALUES (@0, @1, @2, @3, @4, @5, @6, @7) ON CONFLICT (uid) DO NOTHING RETURNING seq
            """,
            item.Uid, item.Conversation, (int)item.Kind, item.Payload, item.ReceivedAt.ToStore(), item.SentAt.ToStore(), (int)state, item.Trace);

    /// <summary>Sets what became of an item.</summary>
    public static void FinishInbox(this StoreSession session, string uid, InboxState state, DateTimeOffset now) =>
        session.Execute("UPDATE inbox SET state = @1, handled_at = @2 WHERE uid = @0", uid, (int)state, now.ToStore());

    /// <summary>What is not handled yet, oldest first, after a sequence number.</summary>
    public static List<InboxItem> OpenInbox(this StoreSession session, long after, int limit) =>
        session.Query($"SELECT {Columns} FROM inbox WHERE state = 0 AND seq > @0 ORDER BY seq LIMIT @1", ReadItem, after, limit);

    /// <summary>What came in since a time, oldest first; not what was there before the first start.</summary>
    public static List<InboxItem> InboxSince(this StoreSession session, DateTimeOffset since, int limit) =>
        session.Query($"SELECT {Columns} FROM inbox WHERE state <> 4 AND received_at >= @0 ORDER BY seq LIMIT @1", ReadItem, since.ToStore(), limit);

    /// <summary>One item; null when it is unknown.</summary>
    public static InboxItem? FindInbox(this StoreSession session, string uid) =>
        session.Query($"SELECT {Columns} FROM inbox WHERE uid = @0", ReadItem, uid).FirstOrDefault();

    /// <summary>Whether an item is in the journal and its turn has ended.</summary>
    public static bool IsHandled(this StoreSession session, string uid) => session.Scalar("SELECT 1 FROM inbox WHERE uid = @0 AND state <> 0", uid) is not null;

    /// <summary>Whether an item is known.</summary>
    public static bool KnowsInbox(this StoreSession session, string uid) => session.Scalar("SELECT 1 FROM inbox WHERE uid = @0", uid) is not null;

    /// <summary>The latest sequence number; 0 when there is none.</summary>
    public static long LastInbox(this StoreSession session) => Convert.ToInt64(session.Scalar("SELECT MAX(seq) FROM inbox") ?? 0L, null);

    /// <summary>Since when the oldest waits that is not handled; null when none does.</summary>
    public static DateTimeOffset? OldestOpenInbox(this StoreSession session) =>
        session.Scalar("SELECT MIN(received_at) FROM inbox WHERE state = 0") is { } at and not DBNull ? Clock.FromStore(Convert.ToInt64(at, null)) : null;

    /// <summary>How many are not handled.</summary>
    public static long CountOpenInbox(this StoreSession session) => Convert.ToInt64(session.Scalar("SELECT COUNT(*) FROM inbox WHERE state = 0"), null);

    /// <summary>Forgets what was handled before a time, at most so many at once.</summary>
    public static int PruneInbox(this StoreSession session, DateTimeOffset before, int limit) =>
        session.Execute("DELETE FROM inbox WHERE seq IN (SELECT seq FROM inbox WHERE state <> 0 AND received_at < @0 LIMIT @1)", before.ToStore(), limit);

    private static InboxItem ReadItem(DbDataReader row) =>
        new(row.GetString(1), row.GetString(2), (InboxKind)row.GetInt32(3), row.GetFieldValue<byte[]>(4), Clock.FromStore(row.GetInt64(5)))
        {
            Seq = row.GetInt64(0),
            SentAt = row.IsDBNull(6) ? null : Clock.FromStore(row.GetInt64(6)),
            Trace = row.IsDBNull(7) ? null : row.GetString(7),
        };
}
