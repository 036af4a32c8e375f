namespace Weiyu.Bot.Core;

/// <summary>Tells who the bot is, once that is known.</summary>
internal interface IBotIdentitySource
{
    /// <summary>The identity of the last login; null before the first one.</summary>
    BotIdentity? Current { get; }
}
