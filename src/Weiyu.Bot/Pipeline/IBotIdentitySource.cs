namespace Weiyu.Bot.Pipeline;

<<<<<<< HEAD
/// <summary>Knows who the bot is, once it has logged in.</summary>
internal interface IBotIdentitySource
{
    /// <summary>The identity; null before the first login.</summary>
=======
/// <summary>Tells who the bot is, once that is known.</summary>
internal interface IBotIdentitySource
{
    /// <summary>The identity of the last login; null before the first one.</summary>
>>>>>>> main
    BotIdentity? Current { get; }
}
