using System.Text.Json.Nodes;
using Weiyu.Client.Messages;
using Weiyu.Sandbox.Messaging;

namespace Weiyu.Sandbox.State;

/// <summary>The life of threads: opened, queued, given to an agent, closed, opened again.</summary>
internal sealed class ThreadDesk(Hub hub)
{
    private SandboxData Data => hub.Options.Data;

    /// <summary>A message that is ready to be published.</summary>
    public Wire.Message Message(SandboxThread thread, Wire.User user, string type, string content, string? uid = null) => new()
    {
        Uid = uid ?? NewUid(),
        Type = type,
        Content = content,
        Status = MessageStatuses.Sending,
        CreatedAt = MessageTime.Write(hub.Time.GetUtcNow()),
        Channel = thread.Channel,
        Thread = thread.ToWire(),
        User = user.Clone(),
        Extra = MessageExtra.Create(Data.OrgUid),
    };

    /// <summary>A uid as clients make them: 32 hex digits.</summary>
    public static string NewUid() => Guid.NewGuid().ToString("N");

    public SandboxThread Open(SandboxVisitor visitor, string type, SandboxAccount? agent, string? workgroupUid, bool queued)
    {
        lock (hub.Gate)
        {
            var workgroup = Data.Workgroups.FirstOrDefault(w => workgroupUid is null || w.Uid == workgroupUid);
            agent ??= type is ThreadTypes.Workgroup or ThreadTypes.Unified ? Next(workgroup) : Data.Bot;
            var topic = TopicOf(type, visitor.Uid, agent, workgroup);
            if (hub.Threads.ByTopic(topic) is { } existing)
            {
                if (existing.IsClosed)
                {
                    Reopen(existing);
                }

                visitor.Thread = existing;
                return existing;
            }

            var thread = new SandboxThread(NewUid(), topic, type, visitor.User, Data.OrgUid);
            hub.Threads.Add(thread);
            hub.Subscriptions.Add(visitor.Uid, topic, 1);
            visitor.Thread = thread;
            if (type is ThreadTypes.Robot)
            {
                thread.State = ThreadStates.Roboting;
            }
            else if (type is ThreadTypes.Group)
            {
                thread.State = ThreadStates.Chatting;
                foreach (var account in Data.Accounts)
                {
                    Include(thread, account);
                }
            }
            else if (queued || IsFull(agent))
            {
                Queue(thread, agent);
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
        lock (hub.Gate)
        {
            thread.Agent = agent;
            thread.State = ThreadStates.Chatting;
            Include(thread, agent);
            hub.Threads.Touch(thread);
            hub.HasChanged(thread);
        }
    }

    /// <summary>A queued thread is taken by an agent: QUEUE_ACCEPT tells the visitor.</summary>
    public void Accept(SandboxThread thread, SandboxAccount agent)
    {
        lock (hub.Gate)
        {
            Assign(thread, agent);
            hub.Publish(Message(thread, Speaker(agent, thread.Type), MessageTypes.QueueAccept, Text("content", agent.Nickname)), sender: null);
        }
    }

    /// <summary>Ends a thread: AGENT_CLOSED by an agent, AUTO_CLOSED by the server.</summary>
    public void Close(SandboxThread thread, SandboxAccount? by)
    {
        lock (hub.Gate)
        {
            if (thread.IsClosed)
            {
                return;
            }

            thread.State = ThreadStates.Closed;
            thread.PendingTransfer = null;
            hub.HasChanged(thread);
            hub.Publish(
                by is null
                    ? Message(thread, System(), MessageTypes.AutoClosed, "会话已自动结束")
                    : Message(thread, Speaker(by, thread.Type), MessageTypes.AgentClosed, "会话已结束"),
                sender: null);
        }
    }

    /// <summary>The visitor came back.</summary>
    public void Reopen(SandboxThread thread)
    {
        lock (hub.Gate)
        {
            thread.State = ThreadStates.Chatting;
            if (thread.Agent is { } agent)
            {
                Assign(thread, agent);
            }

            hub.HasChanged(thread);
            Welcome(thread, MessageTypes.Continue);
        }
    }

    /// <summary>What an agent says about itself; false when there is no such agent or status.</summary>
    public bool SetStatus(string agentUid, string status)
    {
        lock (hub.Gate)
        {
            var isSet = hub.Staff.SetStatus(agentUid, status);
            if (isSet)
            {
                hub.HasChanged(null);
            }

            return isSet;
        }
    }

    /// <summary>What the server adds to an agent's topics without being asked.</summary>
    public void AddInboxTopics(SandboxAccount account)
    {
        lock (hub.Gate)
        {
            hub.Subscriptions.Add(account.UserUid, Topics.User(account.UserUid), 1);
            if (account.AgentUid is not { } agentUid)
            {
                return;
            }

            hub.Subscriptions.Add(account.UserUid, Topics.AgentInbox(agentUid), 1);
            hub.Subscriptions.Add(account.UserUid, Topics.Queue(agentUid), 1);
            foreach (var workgroup in Data.Workgroups.Where(w => w.AgentUids.Contains(agentUid)))
            {
                hub.Subscriptions.Add(account.UserUid, Topics.WorkgroupInbox(workgroup.Uid), 1);
            }
        }
    }

    /// <summary>As whom an account speaks: as the agent in AGENT and WORKGROUP threads, as the user elsewhere.</summary>
    public Wire.User Speaker(SandboxAccount account, string threadType) => new()
    {
        Uid = ThreadTypes.SpeaksAsAgent(threadType) && account.AgentUid is { } agentUid ? agentUid : account.UserUid,
        Nickname = account.Nickname,
        Avatar = account.Avatar,
        Type = ThreadTypes.SpeaksAsAgent(threadType) ? UserTypes.Agent : UserTypes.User,
    };

    private static Wire.User System() => new() { Uid = "system", Nickname = "系统 System", Type = UserTypes.System };

    private static string Text(string name, string value) => new JsonObject { [name] = value }.ToJsonString();

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
        var agents = workgroup?.AgentUids.Select(hub.Staff.ByAgent).OfType<SandboxAccount>().ToList() ?? [];
        return agents.Find(a => hub.Staff.StatusOf(a.AgentUid!) == AgentStatuses.Available && !IsFull(a)) ?? agents.FirstOrDefault() ?? Data.Bot;
    }

    private bool IsFull(SandboxAccount agent) => agent.MaxThreads < 1_000_000 && CountOf(agent) >= agent.MaxThreads;

    public int CountOf(SandboxAccount agent)
    {
        lock (hub.Gate)
        {
            return hub.Threads.All.Count(t => t.Agent == agent && !t.IsClosed);
        }
    }

    private void Include(SandboxThread thread, SandboxAccount account)
    {
        thread.Participants.Add(account.UserUid);
        if (hub.Options.Habits.AddsAgentTopics)
        {
            hub.Subscriptions.Add(account.UserUid, thread.Topic, 1);
        }
    }

    private void Queue(SandboxThread thread, SandboxAccount agent)
    {
        thread.State = ThreadStates.Queuing;
        thread.Participants.Add(agent.UserUid);
        var position = hub.Threads.All.Count(t => t.State == ThreadStates.Queuing);
        var content = new JsonObject
        {
            ["content"] = "排队中",
            ["position"] = position,
            ["queueSize"] = position,
            ["waitSeconds"] = 0,
            ["estimatedWaitTime"] = position * 60,
            ["serverTimestamp"] = hub.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        }.ToJsonString();
        hub.Publish(Message(thread, System(), MessageTypes.Queue, content), sender: null);

        var notice = Message(thread, System(), MessageTypes.QueueNotice, content);
        notice.Thread.Uid = "queue_" + agent.AgentUid;
        notice.Thread.Topic = Topics.Queue(agent.AgentUid ?? agent.UserUid);
        notice.Extra = MessageExtra.Create(Data.OrgUid, new("threadUid", thread.Uid), new("threadTopic", thread.Topic));
        hub.Publish(notice, sender: null);
    }

    private void Welcome(SandboxThread thread, string type)
    {
        if (hub.Options.Welcome is { } text && thread.Agent is { } agent)
        {
            hub.Publish(Message(thread, Speaker(agent, thread.Type), type, text), sender: null);
        }
    }
}
