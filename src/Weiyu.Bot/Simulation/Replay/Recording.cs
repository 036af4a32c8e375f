using System.Text.Json;
using Google.Protobuf;
using Weiyu.Bot.Core;
using Weiyu.Bot.Storage;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Simulation.Replay;

/// <summary>Something that came in, and what the bot said to it then.</summary>
/// <param name="Item">The message or event, as the journal keeps it.</param>
/// <param name="Replies">The messages that it led to, in their order.</param>
/// <param name="Source">What gave the reply (<c>rule refund</c>, <c>model</c>); empty: unknown.</param>
internal sealed record RecordedTurn(InboxItem Item, IReadOnlyList<Wire.Message> Replies, string Source)
{
    /// <summary>When it was sent.</summary>
    public DateTimeOffset At => Item.SentAt ?? Item.ReceivedAt;
}

/// <summary>Conversations as they were, to be played again: from the store, or from a file of JSON lines.</summary>
internal static class Recording
{
    private const int Most = 200_000;

    /// <summary>Reads what came in since a time. Timers are left out: they ring by themselves when the conversation is played.</summary>
    public static List<RecordedTurn> FromStore(StoreSession session, DateTimeOffset since)
    {
        var turns = new List<RecordedTurn>();
        foreach (var item in session.InboxSince(since, Most))
        {
            var isTimer = item.Kind == InboxKind.Event && JsonSerializer.Deserialize<BotEvent>(item.Payload) is { Name: BotEvents.Timer };
            var replies = session.OutboxOf(item.Uid).Where(o => o.Kind == OutboxItem.MessageKind).Select(o => o.Message!).ToList();
            var (outcome, source) = session.FindVerdict(item.Uid) ?? ("", null);
            if (!isTimer) turns.Add(new RecordedTurn(item, replies, $"{outcome} {source}".Trim()));
            else if (replies.Count > 0 && turns.FindLastIndex(t => t.Item.Conversation == item.Conversation) is >= 0 and var last)
                turns[last] = turns[last] with { Replies = [.. turns[last].Replies, .. replies], Source = turns[last].Replies.Count > 0 ? turns[last].Source : $"{outcome} {source}".Trim() };
        }

        return turns;
    }

    /// <summary>
    /// Reads JSON lines, each with <c>conversation</c>, <c>at</c>, <c>from</c> (visitor, agent, bot, event), <c>content</c>, and if need be <c>type</c>,
    /// <c>uid</c>, <c>source</c>. The bot's lines stand behind what they answer.
    /// </summary>
    /// <exception cref="InvalidDataException">A line can't be read; the message names it.</exception>
    public static List<RecordedTurn> FromFile(string path)
    {
        var turns = new List<RecordedTurn>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            var read = Parse(line) ?? throw new InvalidDataException(
                $"{Path.GetFileName(path)}:{number}: no recorded message. Write {{\"conversation\": \"1\", \"at\": \"2026-03-04T10:00:00+08:00\", \"from\": \"visitor\", \"content\": \"…\"}}; 'from' is visitor, agent, bot or event.");
            Add(turns, read, number);
        }

        return turns;
    }

    /// <summary>Writes turns as such lines.</summary>
    /// <param name="turns">The turns.</param>
    /// <param name="path">The file.</param>
    /// <param name="redact">Masks personal data in a text.</param>
    public static void Save(IEnumerable<RecordedTurn> turns, string path, Func<string, string> redact)
    {
        using var file = new StreamWriter(path);
        foreach (var turn in turns)
        {
            var (conversation, at) = (turn.Item.Conversation, turn.At);
            if (turn.Item.Kind == InboxKind.Event)
            {
                Write(new RecordedLine(conversation, at, "event", JsonSerializer.Deserialize<BotEvent>(turn.Item.Payload)!.Name, null, turn.Item.Uid, null));
            }
            else if (turn.Item.Message is { } message)
            {
                Write(new RecordedLine(conversation, at, IsAgent(message) ? "agent" : "visitor", redact(message.Content), message.Type, turn.Item.Uid, null));
            }

            foreach (var reply in turn.Replies) Write(new RecordedLine(conversation, at, "bot", redact(reply.Content), reply.Type, reply.Uid, turn.Source));
        }

        void Write(RecordedLine line) => file.WriteLine(JsonSerializer.Serialize(line, RecordedLine.Json));
    }

    /// <summary>Whether a message is a human agent's.</summary>
    public static bool IsAgent(Wire.Message message) => message.User?.Type == UserTypes.Agent;

    private static RecordedLine? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<RecordedLine>(line, RecordedLine.Json) is { Conversation.Length: > 0, Content: not null, From: "visitor" or "agent" or "bot" or "event" } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Add(List<RecordedTurn> turns, RecordedLine line, int number)
    {
        var uid = line.Uid ?? number.ToString("D32", null);
        if (line.From == "event")
        {
            turns.Add(new RecordedTurn(InboxItem.Of(uid, line.Conversation, new BotEvent(line.Content), line.At), [], ""));
            return;
        }

        var isVisitor = line.From == "visitor";
        var message = new Wire.Message
        {
            Uid = uid, Type = line.Type ?? MessageTypes.Text, Content = line.Content, Status = MessageStatuses.Success, CreatedAt = MessageTime.Write(line.At), Channel = "WEB",
            User = new Wire.User { Uid = isVisitor ? $"visitor_{line.Conversation}" : $"{line.From}_human", Type = isVisitor ? UserTypes.Visitor : UserTypes.Agent },
        };
        if (line.From != "bot") turns.Add(new RecordedTurn(new InboxItem(uid, line.Conversation, InboxKind.Message, message.ToByteArray(), line.At) { SentAt = line.At }, [], ""));
        else if (turns.FindLastIndex(t => t.Item.Conversation == line.Conversation) is >= 0 and var last)
            turns[last] = turns[last] with { Replies = [.. turns[last].Replies, message], Source = line.Source ?? turns[last].Source };
    }
}

/// <summary>A line of a recording.</summary>
internal sealed record RecordedLine(string Conversation, DateTimeOffset At, string From, string Content, string? Type, string? Uid, string? Source)
{
    /// <summary>How it is written.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };
}
