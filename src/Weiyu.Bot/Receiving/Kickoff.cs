using Weiyu.Bot.Core;
using Weiyu.Bot.Delivery;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Receiving;

/// <summary>The server's word that this session is over: an administrator logged the account out, or another client took its place.</summary>
internal sealed partial class Kickoff(AgentLine link, ILogger<Kickoff> log)
{
    /// <summary>Ends the line, where a message is that word: it comes on the account's own topic, and from no visitor.</summary>
    /// <returns>Whether it is.</returns>
    public bool Heeds(Wire.Message message, BotIdentity bot)
    {
        if (message.Type != MessageTypes.Kickoff || message.User?.Type == UserTypes.Visitor || message.Thread.Topic != Topics.User(bot.UserUid)) return false;
        LogKickoff(log);
        link.KickedOff?.Invoke();
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The server ended this session (KICKOFF): an administrator logged the account out, or, at a server before 2026, another client with the same device took it")]
    private static partial void LogKickoff(ILogger logger);
}
