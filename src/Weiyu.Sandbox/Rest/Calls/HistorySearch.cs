using Weiyu.Client.Messages;
using Weiyu.Sandbox.Messaging;
using Weiyu.Sandbox.Rest.Answers;
using Weiyu.Sandbox.State;

namespace Weiyu.Sandbox.Rest.Calls;

/// <summary>
/// The search behind today's histories. Its traps are the server's own: <c>uid</c> is no message's but looked for in the visitor, and unless told
/// otherwise what changed last comes first, so that an old message with a new receipt is on the first page.
/// </summary>
internal sealed class HistorySearch
{
    /// <summary>
    /// The value of <c>sortDirection</c> that means the oldest first. The server's constant was not read; its comment suggests this.
    /// </summary>
    private const string Ascending = "ascend";

    private readonly List<Func<StoredMessage, SandboxThread?, bool>> _conditions = [];
    private readonly HashSet<string> _topics = new(StringComparer.Ordinal);
    private DateTimeOffset? _startAt;
    private bool _byCreation, _isAscending;

    private HistorySearch()
    {
    }

    /// <summary>Why there is no search; null: there is one.</summary>
    public Refusal? Refusal { get; private init; }

    public static HistorySearch Of(RestCall call)
    {
        var sortBy = call.Query("sortBy") ?? "updatedAt";
        if (sortBy is not ("updatedAt" or "createdAt" or "id"))
        {
            return new HistorySearch { Refusal = Answers.Refusal.Business($"No property '{sortBy}' found for type 'MessageEntity'") };
        }

        var (startAt, endAt) = (call.Query("startAt"), call.Query("endAt"));
        if ((startAt is not null && Times.Read(startAt) is null) || (endAt is not null && Times.Read(endAt) is null))
        {
            return new HistorySearch { Refusal = Answers.Refusal.Bad("startAt and endAt have to be ISO 8601 with a zone") };
        }

        var search = new HistorySearch
        {
            _startAt = Times.Read(startAt),
            _byCreation = sortBy != "updatedAt",
            _isAscending = call.Query("sortDirection") == Ascending,
        };
        search.Filter(call);
        return search;
    }

    /// <summary>A message as it is now.</summary>
    public static HistoryRow Row(Hub hub, StoredMessage entry) => new(entry.Message, ThreadOf(hub, entry), entry.CreatedAt, entry.UpdatedAt);

    /// <summary>What fits, in order. Walked under the server's lock.</summary>
    public IEnumerable<HistoryRow> Rows(Hub hub)
    {
        var rows = Candidates(hub).Where(e => Fits(hub, e));
        return (_isAscending ? rows.Reverse() : rows).Select(e => Row(hub, e));
    }

    private static SandboxThread? ThreadOf(Hub hub, StoredMessage entry) => hub.Threads.ByUid(entry.Message.Thread?.Uid);

    private static bool Like(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whose topics a component shows: what contains one of these words, and a unified entry's contains none of them.</summary>
    private static bool IsOf(string component, string topic, string type) => component switch
    {
        "service" => topic.Contains("agent", StringComparison.Ordinal) || topic.Contains("workgroup", StringComparison.Ordinal)
            || topic.Contains("robot", StringComparison.Ordinal),
        "team" => topic.StartsWith("org/group/", StringComparison.Ordinal) || topic.StartsWith("org/member/", StringComparison.Ordinal),
        "robot" => topic.Contains("robot", StringComparison.Ordinal),
        "visitor" => type is not (MessageTypes.Notice or MessageTypes.QueueNotice or MessageTypes.QueueAccept)
            && !MessageTypes.IsTransfer(type) && !MessageTypes.IsInvite(type) && !MessageTypes.IsNotification(type),
        _ => true,
    };

    /// <summary>Both rows are in order already, so that what is older than the start ends the walk.</summary>
    private IEnumerable<StoredMessage> Candidates(Hub hub)
    {
        if (_topics.Count > 0)
        {
            var rows = _topics.SelectMany(hub.Store.NewestFirst);
            return _byCreation && _topics.Count == 1 ? rows : rows.OrderByDescending(e => _byCreation ? e.CreatedAt : e.UpdatedAt);
        }

        return _byCreation
            ? hub.Store.NewestFirst().TakeWhile(e => _startAt is null || e.CreatedAt >= _startAt)
            : hub.Store.LastChangedFirst().TakeWhile(e => _startAt is null || e.UpdatedAt >= _startAt);
    }

    private bool Fits(Hub hub, StoredMessage entry)
    {
        var thread = ThreadOf(hub, entry);
        return _conditions.TrueForAll(fits => fits(entry, thread));
    }

    private void Filter(RestCall call)
    {
        if (call.Query("topic") is { } topic)
        {
            _topics.Add(topic);
            if (Topics.TryParse(topic, out var parts) && parts.Kind == TopicKind.Member)
            {
                _topics.Add(Topics.Member(parts.PeerUid, parts.Uid));
            }
        }

        Add(call.Query("threadUid"), static (_, thread, uid) => thread?.Uid == uid);
        Add(call.Query("threadType"), static (_, thread, type) => thread?.Type == type);
        Add(call.Query("type"), static (entry, _, type) => entry.Message.Type == type);
        Add(call.Query("visitorUid") ?? call.Query("uid"), static (_, thread, uid) => thread is not null && Like(thread.Visitor.ToString(), uid));
        Add(call.Query("componentType"), static (entry, _, component) => IsOf(component, entry.Log.Topic, entry.Message.Type));
        Add(call.Query("content"), static (entry, _, text) => Like(entry.Message.Content, text));
        Add(call.Query("searchText"), static (entry, _, text) =>
            Like(entry.Message.Content, text) || Like(entry.Message.User?.ToString() ?? "", text));
        Add(call.Query("nickname"), static (entry, _, name) => Like(entry.Message.User?.Nickname ?? "", name));
        Add(call.Query("channel"), static (entry, _, channel) => Like(entry.Message.Channel, channel));
        if (_startAt is { } start) _conditions.Add((entry, _) => entry.CreatedAt >= start);

        if (Times.Read(call.Query("endAt")) is { } end) _conditions.Add((entry, _) => entry.CreatedAt <= end);
    }

    private void Add(string? value, Func<StoredMessage, SandboxThread?, string, bool> fits)
    {
        if (value is not null) _conditions.Add((entry, thread) => fits(entry, thread, value));
    }
}
