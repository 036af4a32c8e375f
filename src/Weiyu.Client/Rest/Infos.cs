using Weiyu.Client.Messages;

namespace Weiyu.Client.Rest;

/// <summary>The user who is logged in.</summary>
public sealed record UserInfo(string Uid, string Username, string Nickname, string Avatar, string OrgUid);

/// <summary>The agent that a user is in an organisation.</summary>
/// <param name="Uid">The agent's uid.</param>
/// <param name="Nickname">What visitors see.</param>
/// <param name="Avatar">A URL, or empty.</param>
/// <param name="Status">One of <see cref="AgentStatuses"/>.</param>
/// <param name="UserUid">The account.</param>
/// <param name="OrgUid">The organisation.</param>
/// <param name="CurrentThreadCount">How many threads the agent has now; 0 where the server does not say.</param>
/// <param name="MaxThreadCount">The most that the agent may have; 0 where the server does not say (none does since 2025).</param>
/// <param name="IsConnected">Whether a client of the account is connected; null where the server does not say (older ones).</param>
/// <param name="UpdatedAt">When it was changed, as the server wrote it, see <see cref="MessageTime"/>; may be empty.</param>
public sealed record AgentInfo(
    string Uid, string Nickname, string Avatar, string Status, string UserUid, string OrgUid, int CurrentThreadCount, int MaxThreadCount,
    bool? IsConnected = null, string UpdatedAt = "")
{
    /// <summary>Whether one more thread fits, as far as is known.</summary>
    public bool HasRoom => MaxThreadCount <= 0 || CurrentThreadCount < MaxThreadCount;
}

/// <summary>What a server says of itself before the login.</summary>
/// <param name="Version">As the server writes it; empty where it does not say.</param>
/// <param name="LoginRetries">How many refused logins (counted for an hour) lock an account; 0: none does; null where it does not say.</param>
/// <param name="LockMinutes">For how long; null where it does not say.</param>
public sealed record ServerProperties(string Version, int? LoginRetries, int? LockMinutes);

/// <summary>Whether an agent takes conversations.</summary>
public static class AgentStatuses
{
    public const string Available = "AVAILABLE";
    public const string Away = "AWAY";
    public const string Rest = "REST";
    public const string Busy = "BUSY";
    public const string Offline = "OFFLINE";

    /// <summary>Whether a server takes this value.</summary>
    public static bool IsKnown(string? status) => status is Available or Away or Rest or Busy or Offline;
}

/// <summary>A thread in a list.</summary>
/// <param name="Thread">The thread as messages carry it.</param>
/// <param name="Agent">The agent it is assigned to; null when nobody is.</param>
/// <param name="Owner">Whose list it is in; null when the server does not say.</param>
/// <param name="UnreadCount">Messages that the user has not read.</param>
/// <param name="UpdatedAt">As the server wrote it, see <see cref="Messages.MessageTime"/>.</param>
/// <param name="Tags">May be empty.</param>
/// <param name="Note">May be empty.</param>
public sealed record ThreadInfo(
    Wire.Thread Thread, Wire.User? Agent, Wire.User? Owner, int UnreadCount, string UpdatedAt, IReadOnlyList<string> Tags, string Note)
{
    /// <summary>
    /// Whether the list shows it only because the platform's robot has it: a server of today lists such threads of all work groups to everybody.
    /// </summary>
    /// <param name="userUid">The account that asked.</param>
    public bool IsOfRobot(string userUid) => Thread.State == ThreadStates.Roboting && Owner?.Uid != userUid;

    public string Uid => Thread.Uid;

    public string Topic => Thread.Topic;
}
