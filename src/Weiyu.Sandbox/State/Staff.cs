namespace Weiyu.Sandbox.State;

/// <summary>The organisation's people, and what they say of themselves. Used under the server's lock.</summary>
internal sealed class Staff
{
    private readonly Dictionary<string, string> _statuses = new(StringComparer.Ordinal);

    public Staff(SandboxData data)
    {
        Data = data;
        foreach (var agentUid in data.Accounts.Select(a => a.AgentUid).OfType<string>())
        {
            _statuses[agentUid] = AgentStatuses.Available;
        }
    }

    public SandboxData Data { get; }

    public SandboxAccount? ByUsername(string? username) => Data.Accounts.FirstOrDefault(a => a.Username == username);

    public SandboxAccount? ByUser(string? userUid) => Data.Accounts.FirstOrDefault(a => a.UserUid == userUid);

    public SandboxAccount? ByAgent(string? agentUid) => agentUid is null ? null : Data.Accounts.FirstOrDefault(a => a.AgentUid == agentUid);

    /// <summary>The account that speaks as this user or agent uid.</summary>
    public SandboxAccount? Speaker(string uid) => Data.Accounts.FirstOrDefault(a => a.UserUid == uid || a.AgentUid == uid);

    public string StatusOf(string agentUid) => _statuses.GetValueOrDefault(agentUid, AgentStatuses.Offline);

    public bool SetStatus(string agentUid, string status)
    {
        if (!_statuses.ContainsKey(agentUid) || !AgentStatuses.IsKnown(status))
        {
            return false;
        }

        _statuses[agentUid] = status;
        return true;
    }
}
