namespace Weiyu.Client.Rest;

/// <summary>The user who is logged in.</summary>
public sealed record UserInfo(string Uid, string Username, string Nickname, string Avatar, string OrgUid);

/// <summary>The agent that a user is in an organisation. Its status is one of <see cref="AgentStatuses"/>.</summary>
public sealed record AgentInfo(
    string Uid, string Nickname, string Avatar, string Status, string UserUid, string OrgUid, int CurrentThreadCount, int MaxThreadCount);

/// <summary>Whether an agent takes conversations.</summary>
public static class AgentStatuses
{
    public const string Available = "AVAILABLE";
    public const string Away = "AWAY";
    public const string Rest = "REST";
    public const string Busy = "BUSY";
    public const string Offline = "OFFLINE";
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
    public string Uid => Thread.Uid;

    public string Topic => Thread.Topic;
}
