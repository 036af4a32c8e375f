using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weiyu.Client.Messages;
using Weiyu.Client.Rest;
using Weiyu.Sandbox.Desk;
using Weiyu.Sandbox.Messaging;
using Weiyu.Sandbox.Mqtt;
using Weiyu.Sandbox.Rest.Answers;
using Weiyu.Sandbox.State;
using Weiyu.Sandbox.Web;

namespace Weiyu.Sandbox;

/// <summary>
/// A Weiyu server in one process: MQTT over WebSocket, REST, a visitor's and an agent's page. It stands in for the platform at first run and in
/// tests. Everything is in memory, nothing is checked that matters (anybody who reaches it may read and write all): it listens on loopback only.
/// </summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly LiveHabits _habits;
    private readonly Hub _hub;
    private readonly ThreadDesk _desk;
    private readonly MqttFront _mqtt;
    private readonly WebFront _web;
    private readonly Visitors _visitors;

    private SandboxServer(SandboxOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger<SandboxServer>();
        _habits = new LiveHabits(options.Habits);
        Logins = new Logins(options, _habits, time);
        Faults = new SandboxFaults(options.Seed, () => _mqtt?.DropConnections() ?? 0, () => Logins.Revoke(static _ => true));
        _hub = new Hub(options, _habits, time, Faults);
        _desk = new ThreadDesk(_hub);
        _visitors = new Visitors(_hub, _desk);
        _mqtt = new MqttFront(_hub, Logins, logger);
        var accounts = new AccountDesk(_hub, Logins, _desk.Notes, _mqtt.Finish);
        Accounts = new SandboxAccounts(accounts, Logins);
        Notes = new SandboxNotes(_hub, _desk.Notes);
        _web = new WebFront(this, new RestServices(_hub, _desk, Logins, accounts), _mqtt, _visitors, loggers);
    }

    /// <summary>Address of REST and of the pages, without a slash at the end.</summary>
    public string ApiUrl => _web.ApiUrl;

    /// <summary>Address of MQTT over WebSocket.</summary>
    public string MqttUrl => _web.MqttUrl;

    /// <summary>The visitor's chat page.</summary>
    public string VisitorUrl => ApiUrl + "/visitor/";

    /// <summary>The agent's side.</summary>
    public string AgentUrl => ApiUrl + "/agent/";

    /// <summary>How it was started.</summary>
    public SandboxOptions Options => _hub.Options;

    /// <summary>Who exists.</summary>
    public SandboxData Data => _hub.Options.Data;

    /// <summary>What goes wrong, on command.</summary>
    public SandboxFaults Faults { get; }

    /// <summary>What has passed through.</summary>
    public SandboxCounters Published => _hub.Counters;

    /// <summary>How many REST calls came, by path.</summary>
    public SandboxCallCounts Calls => _hub.Calls;

    /// <summary>
    /// What the server does now. May be changed while it runs; a call that is being answered keeps the habits that it began with.
    /// </summary>
    /// <exception cref="ArgumentException">One was changed that can't be while the server runs.</exception>
    public SandboxHabits Habits
    {
        get => _habits.Now;
        set => _habits.Now = value;
    }

    /// <summary>What an administrator does to accounts.</summary>
    public SandboxAccounts Accounts { get; }

    /// <summary>What the server itself says.</summary>
    public SandboxNotes Notes { get; }

    /// <summary>The MQTT connections that stand now.</summary>
    public IReadOnlyList<SandboxSession> Sessions => _mqtt.Sessions();

    /// <summary>All threads, the one that changed last first.</summary>
    public IReadOnlyList<SandboxThread> Threads
    {
        get
        {
            lock (_hub.Gate) return [.. _hub.Threads.All];
        }
    }

    /// <summary>Logins accepted so far, by password and by token.</summary>
    public int AcceptedLogins => Logins.Accepted;

    /// <summary>Logins by password that were refused and counted so far.</summary>
    public int RefusedLogins => Logins.Refused;

    internal Logins Logins { get; }

    /// <summary>Starts a server.</summary>
    /// <exception cref="SandboxPortTakenException">An address is in use.</exception>
    /// <exception cref="ArgumentException">An address is malformed or not on loopback.</exception>
    public static async Task<SandboxServer> StartAsync(
        SandboxOptions? options = null, TimeProvider? time = null, ILoggerFactory? loggers = null, CancellationToken cancellation = default)
    {
        var server = new SandboxServer(options ?? new SandboxOptions(), time ?? TimeProvider.System, loggers ?? NullLoggerFactory.Instance);
        try
        {
            if (server.Habits.AddsAgentTopics)
            {
                foreach (var account in server.Data.Accounts) server._desk.AddInboxTopics(account);
            }

            await server._mqtt.StartAsync();
            await server._web.StartAsync(cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// The server is replaced by one of another generation, under load: state and tokens stay. What the broker in front of it does stays too where it
    /// is a textbook broker.
    /// </summary>
    /// <param name="generation">Which.</param>
    /// <param name="restart">Whether MQTT connections end, as a restart would end them.</param>
    public void Update(SandboxGeneration generation, bool restart = false)
    {
        Habits = HabitsOf(generation);
        if (restart) _mqtt.DropConnections();
    }

    /// <summary>A generation behind the broker that this server has.</summary>
    internal SandboxHabits HabitsOf(SandboxGeneration generation)
    {
        var habits = SandboxHabits.Of(generation);
        return Habits.KeepsForOffline ? habits.WithBrokerOf(Habits) : habits;
    }

    /// <summary>A new visitor, or the one of this uid.</summary>
    public SandboxVisitor Visitor(string? nickname = null, string? uid = null) => _visitors.Get(uid, nickname);

    /// <summary>Opens a thread of a type (<see cref="ThreadTypes"/>) for a visitor, or finds the one that the visitor has on its topic.</summary>
    /// <param name="visitor">Whose thread.</param>
    /// <param name="type">AGENT (the default), WORKGROUP, UNIFIED, ROBOT, MEMBER, GROUP.</param>
    /// <param name="agent">Whom it is given to; the bot, or the work group's next agent, when null.</param>
    /// <param name="workgroupUid">Which work group; the first when null.</param>
    /// <param name="queued">The thread waits until an agent accepts it; QUEUE_NOTICE goes to <c>org/queue/{agent}</c>.</param>
    /// <param name="roboting">A robot of the platform has it: nobody owns it, and (2026) everybody's list shows it if it is a work group's.</param>
    public Task<SandboxThread> OpenThreadAsync(
        SandboxVisitor visitor,
        string type = ThreadTypes.Agent,
        SandboxAccount? agent = null,
        string? workgroupUid = null,
        bool queued = false,
        bool roboting = false)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        var state = queued ? ThreadStates.Queuing : roboting ? ThreadStates.Roboting : null;
        return Task.FromResult(_desk.Open(visitor, type, agent, workgroupUid, state));
    }

    /// <summary>A new visitor with a thread.</summary>
    public async Task<SandboxVisitor> OpenVisitorAsync(string type = ThreadTypes.Agent, string? nickname = null)
    {
        var visitor = Visitor(nickname);
        await OpenThreadAsync(visitor, type);
        return visitor;
    }

    /// <summary>Another client of an account, with a person at it.</summary>
    /// <param name="username">Whose; the first account that is no bot when null.</param>
    /// <param name="asBotAccount">The bot's own account, open a second time.</param>
    public SandboxAgent OpenAgent(string? username = null, bool asBotAccount = false)
    {
        var account = asBotAccount ? Data.Bot
            : username is null ? Data.Accounts.FirstOrDefault(a => a is { IsBot: false, AgentUid: not null })
            : Data.Accounts.FirstOrDefault(a => a.Username == username);
        return new SandboxAgent(_hub, _desk, account ?? throw new ArgumentException($"There is no account '{username}'.", nameof(username)));
    }

    /// <summary>Ends a thread: AUTO_CLOSED is sent in it.</summary>
    public void CloseThread(SandboxThread thread) => _desk.Close(thread, Desk.Notes.Auto);

    /// <summary>Gives a thread to another agent.</summary>
    public void AssignThread(SandboxThread thread, SandboxAccount agent) => _desk.Assign(thread, agent);

    /// <summary>The thread on this topic; null: none.</summary>
    public SandboxThread? FindThread(string topic)
    {
        lock (_hub.Gate) return _hub.Threads.ByTopic(topic);
    }

    /// <summary>What was said on a topic, oldest first.</summary>
    /// <param name="topic">The thread's topic.</param>
    /// <param name="writtenOnly">Only what REST shows already; otherwise also what waits for the next batch.</param>
    public IReadOnlyList<Wire.Message> History(string topic, bool writtenOnly = false)
    {
        lock (_hub.Gate) return _hub.Store.Of(topic, writtenOnly);
    }

    /// <summary>Publishes any message, as if the server itself had something to say. The message belongs to the server afterwards.</summary>
    public void Publish(Wire.Message message) => _hub.Publish(message, sender: null);

    /// <summary>Sends bytes that are no message on a topic, to every client that is subscribed to it.</summary>
    public void PublishRaw(string topic, byte[] payload)
    {
        lock (_hub.Gate) _hub.Subscriptions.Deliver(new Routed(null, topic, payload, 1, sender: null));
    }

    /// <summary>Status of an agent: one of <see cref="AgentStatuses"/>.</summary>
    public string StatusOf(string agentUid)
    {
        lock (_hub.Gate) return _hub.Staff.StatusOf(agentUid);
    }

    /// <summary>Resets the MQTT connections of one user; says how many there were.</summary>
    public int DropConnections(string userUid) => _mqtt.DropConnections(userUid);

    /// <summary>The next PUBLISH to any client carries this packet identifier, 0 included.</summary>
    public void SetNextPacketIdentifier(ushort next) => _mqtt.Identifiers.StartAt(next);

    /// <summary>Stops the server; all connections end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _mqtt.DisposeAsync();
        await _web.DisposeAsync();
    }
}
