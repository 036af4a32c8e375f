using Weiyu.Client.Messages;

namespace Weiyu.Sandbox;

/// <summary>
/// In what a server differs from a textbook MQTT broker and from its own older and newer versions, each switchable. The defaults are the server of
/// 2026. A client has to work with every generation (<see cref="Of"/>), with a plain broker in front of each (<see cref="AsTextbook"/>), and with
/// what lies between.
/// </summary>
public sealed record SandboxHabits
{
    /// <summary>The real server, as it is today.</summary>
    public static SandboxHabits Real { get; } = new();

    /// <summary>A broker that does what the MQTT 3.1.1 standard says and changes no payload; REST is today's.</summary>
    public static SandboxHabits Textbook { get; } = new()
    {
        RoutesByPayload = false,
        DropsUnparsable = false,
        SubscriptionsPerUser = false,
        ExactTopics = false,
        AddsAgentTopics = false,
        EchoesToSender = true,
        RewritesMessages = false,
        AlwaysQosOne = false,
        KeepsForOffline = true,
        SharedPacketIdentifiers = false,
        IdentifiersPassZero = false,
        AcknowledgesFirst = false,
        FailsOnUnknownThreadType = false,
        AcceptsAnyPassword = false,
        MaxPacketSize = 268_435_455,
    };

    // ---- MQTT -------------------------------------------------------------------------------------------------------------------------------------

    /// <summary>A PUBLISH goes to the payload's <c>thread.topic</c>, whatever topic the packet names.</summary>
    public bool RoutesByPayload { get; init; } = true;

    /// <summary>A payload that is no message is dropped without a word. Off: it is passed on as it is.</summary>
    public bool DropsUnparsable { get; init; } = true;

    /// <summary>
    /// Subscriptions belong to the user (the first part of the client id), not to the client, and outlive the connection. Can't be changed while it
    /// runs.
    /// </summary>
    public bool SubscriptionsPerUser { get; init; } = true;

    /// <summary><c>+</c> and <c>#</c> match nothing.</summary>
    public bool ExactTopics { get; init; } = true;

    /// <summary>The agent that a thread is given to receives its topic without subscribing.</summary>
    public bool AddsAgentTopics { get; init; } = true;

    /// <summary>The sender gets its own message back, as everybody else does.</summary>
    public bool EchoesToSender { get; init; } = true;

    /// <summary>What is passed on carries status SUCCESS and the server's time.</summary>
    public bool RewritesMessages { get; init; } = true;

    /// <summary>Everything is sent at QoS 1, whatever was published and asked for.</summary>
    public bool AlwaysQosOne { get; init; } = true;

    /// <summary>
    /// Messages wait for a client with a persistent session, and what it did not acknowledge is sent again at its next connect.
    /// The real server does neither. Can't be changed while it runs.
    /// </summary>
    public bool KeepsForOffline { get; init; }

    /// <summary>One counter for the packet identifiers of all clients. (Only where messages are not kept for offline clients.)</summary>
    public bool SharedPacketIdentifiers { get; init; } = true;

    /// <summary>That counter passes through 0, which the standard forbids (2024, 2025). Off: 65,535 is followed by 1.</summary>
    public bool IdentifiersPassZero { get; init; }

    /// <summary>PUBACK leaves before anybody looks at the payload. (Only where everything is sent at QoS 1.)</summary>
    public bool AcknowledgesFirst { get; init; } = true;

    /// <summary>A message whose <c>thread.type</c> is not known fails: nobody gets it.</summary>
    public bool FailsOnUnknownThreadType { get; init; } = true;

    /// <summary>
    /// Any user name and password will do (2024, 2025). Off: the password has to be a valid access token of the user in the client id; otherwise
    /// return code 4.
    /// </summary>
    public bool AcceptsAnyPassword { get; init; }

    /// <summary>Largest packet taken, in bytes; a larger one closes the connection. Counts for new connections.</summary>
    public int MaxPacketSize { get; init; } = 10_240;

    // ---- Messages ---------------------------------------------------------------------------------------------------------------------------------

    /// <summary>AUTO_CLOSED, AGENT_CLOSED, SYSTEM and NOTICE are JSON objects. Off: plain text (2024, 2025).</summary>
    public bool NotesAreJson { get; init; } = true;

    /// <summary>
    /// The SYSTEM user, on channel SYSTEM, closes a thread, whoever wanted it, and its plain notes have type TEXT. Off: AGENT_CLOSED comes from the
    /// agent, a visitor's leaving is an AUTO_CLOSED, and notes have type SYSTEM (2024, 2025).
    /// </summary>
    public bool NotesBySystemUser { get; init; } = true;

    /// <summary>CONTINUE is in the history (2024, 2025).</summary>
    public bool KeepsContinue { get; init; }

    /// <summary>A thread in conversation is STARTED instead of CHATTING (2024).</summary>
    public bool ChattingIsStarted { get; init; }

    /// <summary>
    /// A new conversation is given only to an agent who is connected and AVAILABLE; where there is none its state is OFFLINE and nobody has it. So
    /// does the real server; off by default, because most tests open conversations for a bot that is not there yet.
    /// </summary>
    public bool RoutesToPresentAgents { get; init; }

    /// <summary>How a transfer is written that people in this process offer or answer.</summary>
    public SandboxTransferForm Transfers { get; init; } = SandboxTransferForm.People;

    // ---- REST -------------------------------------------------------------------------------------------------------------------------------------

    /// <summary>
    /// A refusal says by its code what it is: 500 a refusal of the business, 404 nothing there, 409 a conflict (all with HTTP 200), 400, 403, 410 and
    /// 501 (with the same HTTP status); data is false. Off: code -1 with HTTP 200, data is null.
    /// </summary>
    public bool RefusalsHaveCodes { get; init; } = true;

    /// <summary>
    /// No such path is HTTP 200 with code 404, and 405 below <c>/vip/</c>; another method than the path's is 400. Off: HTTP 404 and 405 without a
    /// body.
    /// </summary>
    public bool UnknownPathHasCode { get; init; } = true;

    /// <summary>Lists of an organisation want <c>orgUid</c> (else 400), and the caller's own (else 403).</summary>
    public bool WantsOrgUid { get; init; } = true;

    /// <summary>Calls want the authority that they are marked with (else 403), and an account that is not disabled (else 403).</summary>
    public bool ChecksAuthorities { get; init; } = true;

    /// <summary>Pages of 10 unless told otherwise, of any size; a negative number is refused. Off: pages of 20, at most 1,000.</summary>
    public bool PagesAnySize { get; init; } = true;

    /// <summary>
    /// The history is one search with five paths, sorted by change unless told otherwise: <c>message/thread/topic</c>, <c>message/query/org</c> and
    /// their like. Off: <c>message/query/topic</c> and nothing else.
    /// </summary>
    public bool HistoryIsSearch { get; init; } = true;

    /// <summary>
    /// Messages, threads and agents are answered whole: base fields, the thread inside the message. Off: few fields, and an agent's counts of
    /// threads.
    /// </summary>
    public bool AnswersAreWhole { get; init; } = true;

    /// <summary><c>agent/query</c> is a page, one agent is <c>agent/query/user/uid</c>. Off: <c>agent/query</c> is the caller's own.</summary>
    public bool AgentsArePages { get; init; } = true;

    /// <summary>Any word is taken as an agent's status. Off: only the known ones.</summary>
    public bool TakesAnyStatus { get; init; } = true;

    /// <summary>
    /// <c>thread/query/topic</c> is a search, one thread is <c>thread/query/topic/owner</c> or <c>thread/query/uid</c>. Off:
    /// <c>thread/query/topic</c> is one.
    /// </summary>
    public bool ThreadTopicIsSearch { get; init; } = true;

    /// <summary>
    /// <c>thread/query</c> lists what the caller owns or looks on at, and the work groups' threads that a robot has. Off: what the caller ever had.
    /// </summary>
    public bool ListsByOwner { get; init; } = true;

    /// <summary>
    /// Closing what is closed, and accepting what is not queued, is refused, and accepting needs the thread's uid. Off: both go through, by topic
    /// too.
    /// </summary>
    public bool RefusesRepeats { get; init; } = true;

    /// <summary>What is unread is counted and cleared for a (visitor's) uid; without one the count is 0. Off: for the account.</summary>
    public bool UnreadWantsUid { get; init; } = true;

    /// <summary><c>message/rest/send</c> answers with the string that it was given. Off: with the message as it went out.</summary>
    public bool SendAnswersText { get; init; } = true;

    /// <summary>
    /// What came with 2026: presence, queue figures, reactions, public properties, an administrator's forced logout, lists of all threads of the
    /// organisation.
    /// </summary>
    public bool HasCallsOf2026 { get; init; } = true;

    /// <summary>JSON calls a message's and a thread's channel <c>client</c> (2024).</summary>
    public bool ChannelIsClient { get; init; }

    // ---- Login ------------------------------------------------------------------------------------------------------------------------------------

    /// <summary>A login needs a captcha unless its channel's name contains FLUTTER.</summary>
    public bool WantsCaptcha { get; init; } = true;

    /// <summary>Channels whose name contains FLUTTER need no captcha. Off: they do, too, as on a server that was made stricter.</summary>
    public bool FlutterNeedsNoCaptcha { get; init; } = true;

    /// <summary>
    /// A refused login says in Chinese how many tries are left, or for how many minutes the account is locked. Off: in English, without numbers.
    /// </summary>
    public bool RefusedLoginsCount { get; init; } = true;

    /// <summary>How many refused logins within <see cref="LoginWindow"/> lock an account; 0: none do.</summary>
    public int LoginAttempts { get; init; } = 3;

    /// <summary>For how long a refused login counts.</summary>
    public TimeSpan LoginWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>For how long an account stays locked.</summary>
    public TimeSpan LockTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// During a lock the right password is taken, and every wrong one renews the lock, as servers of late 2025 were seen to do. Off: nobody gets in,
    /// which is the harder case for a client and therefore the default.
    /// </summary>
    public bool RightPasswordPassesLock { get; init; }

    /// <summary>A server of a generation.</summary>
    public static SandboxHabits Of(SandboxGeneration generation) => generation switch
    {
        SandboxGeneration.Y2026 => Real,
        SandboxGeneration.Y2025 => Before,
        SandboxGeneration.Y2024 => Before with { ChattingIsStarted = true, ChannelIsClient = true, Transfers = SandboxTransferForm.Note },
        _ => throw new ArgumentOutOfRangeException(nameof(generation), generation, "There is no such generation."),
    };

    /// <summary>The same server behind a broker that does what the MQTT 3.1.1 standard says and changes no payload.</summary>
    public SandboxHabits AsTextbook() => WithBrokerOf(Textbook);

    /// <summary>The same server with another's MQTT.</summary>
    public SandboxHabits WithBrokerOf(SandboxHabits other) => this with
    {
        RoutesByPayload = other.RoutesByPayload,
        DropsUnparsable = other.DropsUnparsable,
        SubscriptionsPerUser = other.SubscriptionsPerUser,
        ExactTopics = other.ExactTopics,
        AddsAgentTopics = other.AddsAgentTopics,
        EchoesToSender = other.EchoesToSender,
        RewritesMessages = other.RewritesMessages,
        AlwaysQosOne = other.AlwaysQosOne,
        KeepsForOffline = other.KeepsForOffline,
        SharedPacketIdentifiers = other.SharedPacketIdentifiers,
        IdentifiersPassZero = other.IdentifiersPassZero,
        AcknowledgesFirst = other.AcknowledgesFirst,
        FailsOnUnknownThreadType = other.FailsOnUnknownThreadType,
        AcceptsAnyPassword = other.AcceptsAnyPassword,
        MaxPacketSize = other.MaxPacketSize,
    };

    /// <summary>The name of a thread's state in this generation.</summary>
    internal string NameOf(string state) => ChattingIsStarted && state == ThreadStates.Chatting ? ThreadStates.Started : state;

    private static SandboxHabits Before => new()
    {
        IdentifiersPassZero = true,
        AcceptsAnyPassword = true,
        NotesAreJson = false,
        NotesBySystemUser = false,
        KeepsContinue = true,
        Transfers = SandboxTransferForm.Content,
        RefusalsHaveCodes = false,
        UnknownPathHasCode = false,
        WantsOrgUid = false,
        ChecksAuthorities = false,
        PagesAnySize = false,
        HistoryIsSearch = false,
        AnswersAreWhole = false,
        AgentsArePages = false,
        TakesAnyStatus = false,
        ThreadTopicIsSearch = false,
        ListsByOwner = false,
        RefusesRepeats = false,
        UnreadWantsUid = false,
        SendAnswersText = false,
        HasCallsOf2026 = false,
        RefusedLoginsCount = false,
        LoginAttempts = 5,
    };
}
