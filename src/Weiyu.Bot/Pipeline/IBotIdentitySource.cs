namespace Weiyu.Bot.Pipeline;

/// <summary>Knows who the bot is, once it has logged in.</summary>
internal interface IBotIdentitySource
{
    /// <summary>The identity; null before the first login.</summary>
    BotIdentity? Current { get; }
}
