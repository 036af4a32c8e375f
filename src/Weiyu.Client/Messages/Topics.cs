using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Weiyu.Client.Messages;

/// <summary>What a topic is about.</summary>
public enum TopicKind
{
    /// <summary>Not a topic that the platform is known to use.</summary>
    Unknown,

    /// <summary><c>user/{user}</c>: what concerns one user.</summary>
    User,

    /// <summary><c>org/agent/{agent}</c>: an agent's own inbox.</summary>
    AgentInbox,

    /// <summary><c>org/workgroup/{workgroup}</c>: what concerns a work group.</summary>
    WorkgroupInbox,

    /// <summary><c>org/agent/{agent}/{visitor}</c>: a customer's thread with one agent.</summary>
    Agent,

    /// <summary><c>org/workgroup/{workgroup}/{visitor}</c>: a customer's thread with a work group.</summary>
    Workgroup,

    /// <summary><c>org/unified/{unified}/{visitor}</c>: a customer's thread at a unified entry.</summary>
    Unified,

    /// <summary><c>org/queue/{uid}</c>: notices about a queue.</summary>
    Queue,

    /// <summary><c>org/group/{group}</c>: a group of colleagues.</summary>
    Group,

    /// <summary><c>org/member/{self}/{other}</c>: two colleagues.</summary>
    Member,

    /// <summary><c>org/robot/{robot}/{visitor}</c>: a visitor's thread with one of the platform's robots.</summary>
    Robot,
}

/// <summary>A topic taken apart.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Uid">The first id: of the user, agent, work group, queue, group, robot, or of the colleague whose thread it is.</param>
/// <param name="PeerUid">The second id: of the visitor or the other colleague; empty when the kind has none.</param>
/// <param name="IsInternal">Whether the suffix <c>_internal</c> marked it; the ids are without it.</param>
public readonly record struct TopicParts(TopicKind Kind, string Uid, string PeerUid, bool IsInternal)
{
    /// <summary>A thread between a customer and the organisation.</summary>
    public bool IsCustomerThread => Kind is TopicKind.Agent or TopicKind.Workgroup or TopicKind.Unified;

    /// <summary>The topic again.</summary>
    public override string ToString() => Topics.Format(this);
}

/// <summary>Topics are matched exactly by the server (no wildcards) and have no leading slash.</summary>
public static class Topics
{
    /// <summary>The longest topic that is worked with, in characters. The platform's own have less than a hundred.</summary>
    public const int MaxLength = 512;

    private const string InternalSuffix = "_internal";

    public static string User(string userUid) => $"user/{userUid}";

    public static string AgentInbox(string agentUid) => $"org/agent/{agentUid}";

    public static string WorkgroupInbox(string workgroupUid) => $"org/workgroup/{workgroupUid}";

    public static string Agent(string agentUid, string visitorUid) => $"org/agent/{agentUid}/{visitorUid}";

    public static string Workgroup(string workgroupUid, string visitorUid) => $"org/workgroup/{workgroupUid}/{visitorUid}";

    public static string Unified(string unifiedUid, string visitorUid) => $"org/unified/{unifiedUid}/{visitorUid}";

    public static string Queue(string uid) => $"org/queue/{uid}";

    public static string Group(string groupUid) => $"org/group/{groupUid}";

    public static string Member(string selfUid, string otherUid) => $"org/member/{selfUid}/{otherUid}";

    public static string Robot(string robotUid, string visitorUid) => $"org/robot/{robotUid}/{visitorUid}";

    /// <summary>The same thread's internal side.</summary>
    public static string Internal(string topic) => topic.EndsWith(InternalSuffix, StringComparison.Ordinal) ? topic : topic + InternalSuffix;

    /// <summary>
    /// Whether a string can be subscribed to and published to: it has no wildcard, is no longer than <see cref="MaxLength"/>, and holds no character
    /// for which a broker may close the connection (MQTT 5, 1.5.4: NUL, control characters, non-characters, half a surrogate pair).
    /// </summary>
    public static bool IsUsable([NotNullWhen(true)] string? topic)
    {
        if (topic is not { Length: > 0 and <= MaxLength } || topic.AsSpan().ContainsAny('+', '#')) return false;
        foreach (var rune in topic.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar || (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF) return false;
        }

        return true;
    }

    /// <summary>Takes any string apart; false (and <see cref="TopicKind.Unknown"/>) for what is no topic of the platform.</summary>
    public static bool TryParse(string? topic, out TopicParts parts)
    {
        parts = new TopicParts(TopicKind.Unknown, "", "", false);
        if (!IsUsable(topic)) return false;

        var isInternal = topic.EndsWith(InternalSuffix, StringComparison.Ordinal);
        var segments = (isInternal ? topic[..^InternalSuffix.Length] : topic).Split('/', 5);
        if (segments.Contains("")) return false;

        var kind = segments switch
        {
            ["user", _] => TopicKind.User,
            ["org", "agent", _] => TopicKind.AgentInbox,
            ["org", "workgroup", _] => TopicKind.WorkgroupInbox,
            ["org", "agent", _, _] => TopicKind.Agent,
            ["org", "workgroup", _, _] => TopicKind.Workgroup,
            ["org", "unified", _, _] => TopicKind.Unified,
            ["org", "queue", _] => TopicKind.Queue,
            ["org", "group", _] => TopicKind.Group,
            ["org", "member", _, _] => TopicKind.Member,
            ["org", "robot", _, _] => TopicKind.Robot,
            _ => TopicKind.Unknown,
        };
        if (kind == TopicKind.Unknown) return false;

        var uid = segments[0] == "user" ? segments[1] : segments[2];
        parts = new TopicParts(kind, uid, segments.Length == 4 ? segments[3] : "", isInternal);
        return true;
    }

    /// <summary>Puts a topic together; empty for <see cref="TopicKind.Unknown"/>.</summary>
    public static string Format(TopicParts parts)
    {
        var topic = parts.Kind switch
        {
            TopicKind.User => User(parts.Uid),
            TopicKind.AgentInbox => AgentInbox(parts.Uid),
            TopicKind.WorkgroupInbox => WorkgroupInbox(parts.Uid),
            TopicKind.Agent => Agent(parts.Uid, parts.PeerUid),
            TopicKind.Workgroup => Workgroup(parts.Uid, parts.PeerUid),
            TopicKind.Unified => Unified(parts.Uid, parts.PeerUid),
            TopicKind.Queue => Queue(parts.Uid),
            TopicKind.Group => Group(parts.Uid),
            TopicKind.Member => Member(parts.Uid, parts.PeerUid),
            TopicKind.Robot => Robot(parts.Uid, parts.PeerUid),
            _ => "",
        };
        return parts.IsInternal && topic.Length > 0 ? Internal(topic) : topic;
    }
}
