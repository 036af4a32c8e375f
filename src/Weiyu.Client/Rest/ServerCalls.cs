namespace Weiyu.Client.Rest;

/// <summary>
/// Every call of the server that this client makes. What differs between the generations of the server stands here and nowhere else:
/// <list type="table">
/// <listheader><term>call</term><description>2024 and 2025 → 2026</description></listheader>
/// <item><term>history of a thread</term><description><c>message/query/topic</c> → <c>message/thread/topic</c>; <c>orgUid</c> compulsory; sorted by change unless told otherwise</description></item>
/// <item><term>own agent</term><description><c>agent/query</c> gives one → gives a page; one: <c>agent/query/user/uid</c>, null where there is none</description></item>
/// <item><term>one thread</term><description><c>thread/query/topic</c> gives one → gives a page of all whose topic contains it; one: <c>thread/query/topic/owner</c>, <c>thread/query/uid</c></description></item>
/// <item><term>one message, all messages since, presence</term><description>none → <c>message/query/uid</c>, <c>message/query/org</c>, <c>connection/presence</c></description></item>
/// <item><term>no such path</term><description>HTTP 404 → HTTP 200 with code 404, which also says that there is no such thing</description></item>
/// <item><term>a missing permission</term><description>not known → HTTP 403 with code 403</description></item>
/// </list>
/// Sources: the platform's published list of operations (2026-01) for the paths of today, its older documentation for the others.
/// </summary>
public static class ServerCalls
{
    private const ServerGeneration Older = ServerGeneration.Y2025;
    private const ServerGeneration Today = ServerGeneration.Y2026;

    public static readonly ServerCall Login = new(
        "login", HttpMethod.Post, "nothing works", null, new CallForm("auth/v1/login"));

    public static readonly ServerCall LoginByToken = new(
        "login by token", HttpMethod.Post, "nothing works", null, new CallForm("auth/v1/login/accessToken"));

    public static readonly ServerCall Logout = new(
        "logout", HttpMethod.Post, "the token stays valid after the end", null, new CallForm("api/v1/user/logout"));

    public static readonly ServerCall Properties = new(
        "server properties", HttpMethod.Get, "the server's version and its limit of logins are not known", null, new CallForm("config/bytedesk/properties"));

    public static readonly ServerCall Profile = new(
        "profile", HttpMethod.Get, "a server in trouble can't be told from one that knows a thing not", null, new CallForm("api/v1/user/profile"));

    public static readonly ServerCall Agent = new(
        "own agent", HttpMethod.Get, "the bot may not know its own agent, and then speaks as the account", "AGENT_READ",
        new CallForm("api/v1/agent/query/user/uid", Today), new CallForm("api/v1/agent/query", Until: Older));

    public static readonly ServerCall Agents = new(
        "colleagues", HttpMethod.Get, "visitors are not told whether a human is there", "AGENT_READ", new CallForm("api/v1/agent/query/org"));

    public static readonly ServerCall AgentStatus = new(
        "agent status", HttpMethod.Post, "the agent may not be AVAILABLE, and then gets no new visitors", "AGENT_UPDATE", new CallForm("api/v1/agent/update/status"));

    public static readonly ServerCall Accept = new(
        "taking queued visitors", HttpMethod.Post, "queued visitors wait for a human", null, new CallForm("api/v1/agent/accept"));

    public static readonly ServerCall Presence = new(
        "presence", HttpMethod.Get, "a colleague whose client is closed may count as available", null, new CallForm("api/v1/connection/presence", Today));

    public static readonly ServerCall Threads = new(
        "list of threads", HttpMethod.Get, "what was asked while the bot was away is not found, and notices reach only who wrote lately", null,
        new CallForm("api/v1/thread/query"));

    public static readonly ServerCall ThreadByTopic = new(
        "one thread by topic", HttpMethod.Get, "whether the server knows a thread can't be told", null,
        new CallForm("api/v1/thread/query/topic/owner", Today), new CallForm("api/v1/thread/query/topic", Until: Older))
    {
        IsSearch = true,
    };

    public static readonly ServerCall ThreadByUid = new(
        "one thread by uid", HttpMethod.Get, "whether a queued visitor still waits can't be told", null, new CallForm("api/v1/thread/query/uid", Today))
    {
        IsSearch = true,
    };

    public static readonly ServerCall Close = new(
        "closing", HttpMethod.Post, "conversations are not closed on the server", null, new CallForm("api/v1/thread/close"));

    public static readonly ServerCall Tags = new(
        "tags", HttpMethod.Post, "tags do not reach the server", null, new CallForm("api/v1/thread/update/tagList"));

    public static readonly ServerCall Note = new(
        "notes", HttpMethod.Post, "notes do not reach the server", null, new CallForm("api/v1/thread/update/note"));

    public static readonly ServerCall History = new(
        "history", HttpMethod.Get, "what was asked while the bot was away is not found, and lost replies are not noticed", null,
        new CallForm("api/v1/message/thread/topic", Today), new CallForm("api/v1/message/query/topic", Until: Older));

    public static readonly ServerCall OrganisationHistory = new(
        "history of all threads", HttpMethod.Get, "catching up takes one call for each thread", null, new CallForm("api/v1/message/query/org", Today));

    public static readonly ServerCall MessageByUid = new(
        "one message", HttpMethod.Get, "whether a reply arrived is read from the whole history", null, new CallForm("api/v1/message/query/uid", Today))
    {
        IsSearch = true,
    };

    public static readonly ServerCall Send = new(
        "sending over HTTP", HttpMethod.Post, "replies wait while MQTT is down, and long ones can't be sent", null, new CallForm("api/v1/message/rest/send"));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ServerCall> All { get; } =
    [
        Login, LoginByToken, Logout, Properties, Profile, Agent, Agents, AgentStatus, Accept, Presence, Threads, ThreadByTopic, ThreadByUid, Close, Tags,
        Note, History, OrganisationHistory, MessageByUid, Send,
    ];
}
