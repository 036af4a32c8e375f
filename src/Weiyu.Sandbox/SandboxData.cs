namespace Weiyu.Sandbox;

/// <summary>An account of the organisation.</summary>
public sealed record SandboxAccount
{
    /// <summary>Login name.</summary>
    public required string Username { get; init; }

    /// <summary>Password.</summary>
    public required string Password { get; init; }

    /// <summary>The user's uid: first part of the MQTT client id.</summary>
    public required string UserUid { get; init; }

    /// <summary>Uid of the user's agent; null: the user is no agent.</summary>
    public string? AgentUid { get; init; }

    /// <summary>Shown to visitors.</summary>
    public required string Nickname { get; init; }

    /// <summary>Address of a picture; empty: none.</summary>
    public string Avatar { get; init; } = "";

    /// <summary>A token as issued in the admin console, good for <c>login/accessToken</c> and for every call; null: none.</summary>
    public string? AccessToken { get; init; }

    /// <summary>
    /// What it may do at the start (see <see cref="SandboxAuthorities"/>); null: what agents may, or nothing for a user who is none.
    /// </summary>
    public IReadOnlyList<string>? Authorities { get; init; }

    /// <summary>Whether an account of this name is a program. The agent's page does not offer it as a colleague to be.</summary>
    public bool IsBot { get; init; }

    /// <summary>How many threads the agent takes at a time; more are queued.</summary>
    public int MaxThreads { get; init; } = 1_000_000;
}

/// <summary>A work group.</summary>
/// <param name="Uid">Its uid, part of its topics.</param>
/// <param name="Nickname">Its name.</param>
/// <param name="AgentUids">Its agents; the first that is available gets a new thread.</param>
public sealed record SandboxWorkgroup(string Uid, string Nickname, IReadOnlyList<string> AgentUids);

/// <summary>Who exists when a sandbox starts: one organisation with a bot, a human agent, a work group.</summary>
public sealed record SandboxData
{
    /// <summary>The organisation.</summary>
    public string OrgUid { get; init; } = "org_sandbox";

    /// <summary>Name of the organisation.</summary>
    public string OrgName { get; init; } = "Sandbox";

    /// <summary>All accounts; the first is the bot.</summary>
    public IReadOnlyList<SandboxAccount> Accounts { get; init; } = [DefaultBot, DefaultAgent];

    /// <summary>All work groups; threads of type WORKGROUP and UNIFIED belong to the first unless told otherwise.</summary>
    public IReadOnlyList<SandboxWorkgroup> Workgroups { get; init; } =
        [new("workgroup_sandbox", "客服 Support", [DefaultBot.AgentUid!, DefaultAgent.AgentUid!])];

    /// <summary>Uid of the unified entry.</summary>
    public string UnifiedUid { get; init; } = "unified_sandbox";

    /// <summary>Uid of the platform's own robot.</summary>
    public string RobotUid { get; init; } = "robot_sandbox";

    /// <summary>The account that the bot logs in with.</summary>
    public SandboxAccount Bot => Accounts.FirstOrDefault(a => a.IsBot) ?? Accounts[0];

    /// <summary>The bot of a sandbox that nobody configured.</summary>
    public static SandboxAccount DefaultBot { get; } = new()
    {
        Username = "bot@sandbox",
        Password = "sandbox-password",
        UserUid = "user_bot",
        AgentUid = "agent_bot",
        Nickname = "小微 Weiyu",
        AccessToken = "sandbox-access-token",
        IsBot = true,
    };

    /// <summary>The human agent of a sandbox that nobody configured.</summary>
    public static SandboxAccount DefaultAgent { get; } = new()
    {
        Username = "agent@sandbox",
        Password = "sandbox-password",
        UserUid = "user_agent",
        AgentUid = "agent_human",
        Nickname = "林悦 Lin Yue",
    };
}
