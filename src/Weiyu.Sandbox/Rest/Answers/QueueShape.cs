using System.Text.Json;
using Weiyu.Client.Messages;
using Weiyu.Sandbox.Messaging;

namespace Weiyu.Sandbox.Rest.Answers;

/// <summary>How many threads an agent has, by state.</summary>
internal static class QueueShape
{
    public static void Write(Utf8JsonWriter json, RestCall call, SandboxAccount agent)
    {
        int queuing = 0, group = 0, chatting = 0, closed = 0;
        lock (call.Hub.Gate)
        {
            foreach (var thread in call.Hub.Threads.All)
            {
                var isMine = thread.Agent == agent;
                queuing += WaitsFor(thread, agent) ? 1 : 0;
                group += WaitsForGroup(thread) ? 1 : 0;
                chatting += isMine && thread.State == ThreadStates.Chatting ? 1 : 0;
                closed += isMine && thread.IsClosed ? 1 : 0;
            }
        }

        json.WriteStartObject();
        json.WriteString("agentUid", agent.AgentUid);
        json.WriteNumber("totalCount", queuing + chatting + closed);
        json.WriteNumber("queuingCount", queuing + group);
        json.WriteNumber("directQueuingCount", queuing);
        json.WriteNumber("workgroupUnassignedCount", group);
        json.WriteNumber("chattingCount", chatting);
        json.WriteNumber("offlineCount", 0);
        json.WriteNumber("closedCount", closed);
        json.WriteNumber("leaveMsgCount", 0);
        json.WriteNumber("robotToAgentCount", 0);
        json.WriteEndObject();
    }

    /// <summary>How many wait for this agent or for any of a work group.</summary>
    public static int CountWaiting(Hub hub, SandboxAccount agent)
    {
        lock (hub.Gate) return hub.Threads.All.Count(t => WaitsFor(t, agent) || WaitsForGroup(t));
    }

    private static bool WaitsFor(SandboxThread thread, SandboxAccount agent) =>
        thread is { State: ThreadStates.Queuing, Type: ThreadTypes.Agent } && thread.Participants.Contains(agent.UserUid);

    private static bool WaitsForGroup(SandboxThread thread) => thread is { State: ThreadStates.Queuing, Type: ThreadTypes.Workgroup };
}
