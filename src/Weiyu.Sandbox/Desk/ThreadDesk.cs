using System.Text.Json.Nodes;
using Weiyu.Client.Messages;
using Weiyu.Client.Rest;
using Weiyu.Sandbox.Messaging;

namespace Weiyu.Sandbox.Desk;

/// <summary>The life of threads: opened, queued, given to an agent, closed, opened again.</summary>
internal sealed class ThreadDesk
{
    private readonly Hub _hub;

    public ThreadDesk(Hub hub)
    {
        _hub = hub;
        Writer = new MessageWriter(hub);
        Notes = new Notes(hub, Writer);
        Transfers = new TransferDesk(hub);
        Reactions = new ReactionDesk(hub, Notes);
    }

    public MessageWriter Writer { get; }

    public Notes Notes { get; }

    public TransferDesk Transfers { get; }

    public ReactionDesk Reactions { get; }

    private SandboxData Data => _hub.Options.Data;

    /// <summary>The visitor's thread on the topic that follows from type, agent and work group; a new one where there is none.</summary>
    /// <param name="state">QUEUING, or ROBOTING: whom it would be given to must wait. Null: it is given to an agent, if there is room.</param>
    public SandboxThread Open(SandboxVisitor visitor, string type, SandboxAccount? agent, string? workgroupUid, string? state = null)
    {
        lock (_hub.Gate)
        {
            var workgroup = Data.Workgroups.FirstOrDefault(w => workgroupUid is null || w.Uid == workgroupUid);
            agent ??= type is ThreadTypes.Workgroup or ThreadTypes.Unified ? Next(workgroup) : Data.Bot;
            var topic = TopicOf(type, visitor.Uid, agent, workgroup);
            if (_hub.Threads.ByTopic(topic) is { } existing)
            {
                if (existing.IsClosed) Reopen(existing);

                visitor.Thread = existing;
                return existing;
            }

            var thread = new SandboxThread(MessageWriter.NewUid(), topic, type, visitor.User, Data.OrgUid);
            _hub.Threads.Add(thread);
            _hub.Subscriptions.Add(visitor.Uid, topic, 1);
            visitor.Thread = thread;
            if (type is ThreadTypes.Robot || state == ThreadStates.Roboting)
            {
                thread.State = ThreadStates.Roboting;
            }
            else if (type is ThreadTypes.Group)
            {
                thread.State = ThreadStates.Chatting;
                foreach (var account in Data.Accounts) Include(thread, account);
            }
            else if (state == ThreadStates.Queuing || IsFull(agent))
            {
                Queue(thread, agent);
            }
            else if (_hub.Habits.RoutesToPresentAgents && !IsPresent(agent))
            {
                thread.State = ThreadStates.Offline;
                _hub.HasChanged(thread);
            }
            else
            {
                Assign(thread, agent);
                Welcome(thread, MessageTypes.Welcome);
            }

            return thread;
        }
    }

    /// <summary>Gives the thread to an agent; the server itself adds the topic to what the agent gets.</summary>
    public void Assign(SandboxThread thread, SandboxAccount agent)
    {
        lock (_hub.Gate)
        {
            thread.Agent = agent;
            thread.State = ThreadStates.Chatting;
            Include(thread, agent);
            _hub.Threads.Touch(thread);
            _hub.HasChanged(thread);
        }
    }

    /// <summary>A queued thread is taken by an agent: QUEUE_ACCEPT tells the visitor.</summary>
    public void Accept(SandboxThread thread, SandboxAccount agent)
    {
        lock (_hub.Gate)
        {
            Assign(thread, agent);
            var content = new JsonObject { ["content"] = agent.Nickname }.ToJsonString();
            _hub.Publish(Writer.Write(thread, MessageWriter.Speaker(agent, thread.Type), MessageTypes.QueueAccept, content), sender: null);
        }
    }

    /// <summary>Ends a thread and says so in it; false when it was over already.</summary>
    /// <param name="thread">Which.</param>
    /// <param name="closeType">AUTO, AGENT or VISITOR, see <see cref="Desk.Notes"/>.</param>
    /// <param name="by">The agent; null: nobody in particular.</param>
    public bool Close(SandboxThread thread, string closeType, SandboxAccount? by = null)
    {
        lock (_hub.Gate)
        {
            if (thread.IsClosed) return false;

            thread.State = ThreadStates.Closed;
            thread.CloseType = closeType;
            thread.PendingTransfer = null;
            _hub.HasChanged(thread);
            _hub.Publish(Notes.Closed(thread, by), sender: null);
            return true;
        }
    }

    /// <summary>The visitor came back.</summary>
    public void Reopen(SandboxThread thread)
    {
        lock (_hub.Gate)
        {
            thread.State = ThreadStates.Chatting;
            if (thread.Agent is { } agent) Assign(thread, agent);

            _hub.HasChanged(thread);
            Welcome(thread, MessageTypes.Continue);
        }
    }

    /// <summary>What an agent says about itself; false when there is no such agent or status.</summary>
    public bool SetStatus(string agentUid, string status)
    {
        lock (_hub.Gate)
        {
            var isSet = _hub.Staff.SetStatus(agentUid, status);
            if (isSet) _hub.HasChanged(null);

            return isSet;
        }
    }

    /// <summary>What the server adds to an agent's topics without being asked.</summary>
    public void AddInboxTopics(SandboxAccount account)
    {
        lock (_hub.Gate)
        {
            _hub.Subscriptions.Add(account.UserUid, Topics.User(account.UserUid), 1);
            _hub.Subscriptions.Add(account.UserUid, Notes.NoticeTopic(account), 1);
            if (account.AgentUid is not { } agentUid) return;

            _hub.Subscriptions.Add(account.UserUid, Topics.AgentInbox(agentUid), 1);
            _hub.Subscriptions.Add(account.UserUid, Topics.Queue(agentUid), 1);
            foreach (var workgroup in Data.Workgroups.Where(w => w.AgentUids.Contains(agentUid)))
            {
                _hub.Subscriptions.Add(account.UserUid, Topics.WorkgroupInbox(workgroup.Uid), 1);
            }
        }
    }

    private string TopicOf(string type, string visitorUid, SandboxAccount agent, SandboxWorkgroup? workgroup) => type switch
    {
        ThreadTypes.Workgroup => Topics.Workgroup(workgroup?.Uid ?? "workgroup", visitorUid),
        ThreadTypes.Unified => Topics.Unified(Data.UnifiedUid, visitorUid),
        ThreadTypes.Robot => Topics.Robot(Data.RobotUid, visitorUid),
        ThreadTypes.Member => Topics.Member(agent.UserUid, visitorUid),
        ThreadTypes.Group => Topics.Group("group_" + visitorUid),
        _ => Topics.Agent(agent.AgentUid ?? agent.UserUid, visitorUid),
    };

    private SandboxAccount Next(SandboxWorkgroup? workgroup)
    {
        var agents = workgroup?.AgentUids.Select(_hub.Staff.ByAgent).OfType<SandboxAccount>().ToList() ?? [];
        return agents.Find(a => IsPresent(a) && !IsFull(a)) ?? agents.FirstOrDefault() ?? Data.Bot;
    }

    /// <summary>AVAILABLE, and connected where the server looks at that.</summary>
    private bool IsPresent(SandboxAccount agent) =>
        _hub.Staff.StatusOf(agent.AgentUid ?? "") == AgentStatuses.Available
        && (!_hub.Habits.RoutesToPresentAgents || _hub.Presence.Of(agent.UserUid) > 0);

    private bool IsFull(SandboxAccount agent) => agent.MaxThreads < 1_000_000 && CountOf(agent) >= agent.MaxThreads;

    public int CountOf(SandboxAccount agent)
    {
        lock (_hub.Gate) return _hub.Threads.All.Count(t => t.Agent == agent && !t.IsClosed);
    }

    private void Include(SandboxThread thread, SandboxAccount account)
    {
        thread.Participants.Add(account.UserUid);
        if (_hub.Habits.AddsAgentTopics) _hub.Subscriptions.Add(account.UserUid, thread.Topic, 1);
    }

    private void Queue(SandboxThread thread, SandboxAccount agent)
    {
        thread.State = ThreadStates.Queuing;
        thread.Participants.Add(agent.UserUid);
        var position = _hub.Threads.All.Count(t => t.State == ThreadStates.Queuing);
        var content = new JsonObject
        {
            ["content"] = "排队中",
            ["position"] = position,
            ["queueSize"] = position,
            ["waitSeconds"] = 0,
            ["estimatedWaitTime"] = position * 60,
            ["serverTimestamp"] = _hub.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        }.ToJsonString();
        _hub.Publish(Writer.Write(thread, MessageWriter.System, MessageTypes.Queue, content), sender: null);

        var notice = Writer.Write(thread, MessageWriter.System, MessageTypes.QueueNotice, content);
        notice.Thread.Uid = "queue_" + agent.AgentUid;
        notice.Thread.Topic = Topics.Queue(agent.AgentUid ?? agent.UserUid);
        notice.Extra = MessageExtra.Create(Data.OrgUid, new("threadUid", thread.Uid), new("threadTopic", thread.Topic));
        _hub.Publish(notice, sender: null);
    }

    private void Welcome(SandboxThread thread, string type)
    {
        if (_hub.Options.Welcome is { } text && thread.Agent is { } agent)
        {
            _hub.Publish(Writer.Write(thread, MessageWriter.Speaker(agent, thread.Type), type, text), sender: null);
        }
    }
}
