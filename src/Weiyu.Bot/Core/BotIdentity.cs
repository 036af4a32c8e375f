using Weiyu.Client.Messages;

namespace Weiyu.Bot.Core;

/// <summary>Who the bot is on the server, known after the first login.</summary>
/// <param name="UserUid">The account.</param>
/// <param name="Username">The login name.</param>
/// <param name="Nickname">The account's name.</param>
/// <param name="Avatar">The account's picture, a URL.</param>
/// <param name="OrgUid">The organisation it works for; stored in every message's <c>extra</c>.</param>
internal sealed record BotIdentity(string UserUid, string Username, string Nickname, string Avatar, string OrgUid)
{
    /// <summary>The account's agent in the organisation; null when it has none.</summary>
    public AgentIdentity? Agent { get; init; }

    /// <summary>As whom the bot speaks in a thread: the agent in AGENT and WORKGROUP threads, the user elsewhere, as the official client does.</summary>
    public Wire.User SenderIn(string threadType) =>
        threadType is ThreadTypes.Agent or ThreadTypes.Workgroup && Agent is not null
            ? new Wire.User { Uid = Agent.Uid, Nickname = Agent.Nickname, Avatar = Agent.Avatar, Type = UserTypes.Agent }
            : new Wire.User { Uid = UserUid, Nickname = Nickname, Avatar = Avatar, Type = UserTypes.User };

    /// <summary>Whether a sender is this account, as user or as agent.</summary>
    public bool IsOwn(Wire.User? sender) => sender is not null && sender.Uid.Length > 0 && (sender.Uid == UserUid || sender.Uid == Agent?.Uid);
}

/// <summary>The account's agent.</summary>
internal sealed record AgentIdentity(string Uid, string Nickname, string Avatar);
