using Weiyu.Client.Rest;

namespace Weiyu.Sandbox.State;

/// <summary>The organisation's people, and what they say of themselves. Used under the server's lock.</summary>
internal sealed class Staff
{
    private readonly TimeProvider _time;
    private readonly Dictionary<string, string> _statuses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _changes = new(StringComparer.Ordinal);
    private readonly List<SandboxAccount> _lastChangedFirst = [];

    public Staff(SandboxData data, TimeProvider time)
    {
        (Data, _time, Since) = (data, time, time.GetUtcNow());
        foreach (var agent in data.Accounts)
        {
            if (agent.AgentUid is { } agentUid)
            {
                _statuses[agentUid] = AgentStatuses.Available;
                _lastChangedFirst.Insert(0, agent);
            }
        }
    }

    public SandboxData Data { get; }

    /// <summary>When the accounts were made.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>All agents, the one that changed last first, as the server lists them; of those that never did, the youngest.</summary>
    public IReadOnlyList<SandboxAccount> Agents => _lastChangedFirst;

    public SandboxAccount? ByUsername(string? username) => Data.Accounts.FirstOrDefault(a => a.Username == username);

    public SandboxAccount? ByUser(string? userUid) => Data.Accounts.FirstOrDefault(a => a.UserUid == userUid);

    public SandboxAccount? ByAgent(string? agentUid) => agentUid is null ? null : Data.Accounts.FirstOrDefault(a => a.AgentUid == agentUid);

    /// <summary>The account that speaks as this user or agent uid.</summary>
    public SandboxAccount? Speaker(string uid) => Data.Accounts.FirstOrDefault(a => a.UserUid == uid || a.AgentUid == uid);

    public string StatusOf(string agentUid) => _statuses.GetValueOrDefault(agentUid, AgentStatuses.Offline);

    public DateTimeOffset ChangedAt(string agentUid) => _changes.GetValueOrDefault(agentUid, Since);

    /// <summary>False when there is no such agent.</summary>
    public bool SetStatus(string agentUid, string status)
    {
        if (ByAgent(agentUid) is not { } account) return false;

        _statuses[agentUid] = status;
        _changes[agentUid] = _time.GetUtcNow();
        _lastChangedFirst.Remove(account);
        _lastChangedFirst.Insert(0, account);
        return true;
    }
}
