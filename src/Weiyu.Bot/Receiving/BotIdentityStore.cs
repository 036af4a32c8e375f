using Weiyu.Bot.Core;


namespace Weiyu.Bot.Receiving;

/// <summary>Holds who the bot is.</summary>
internal sealed class BotIdentityStore : IBotIdentitySource
{
    private BotIdentity? _current;

    /// <inheritdoc/>
    public BotIdentity? Current => Volatile.Read(ref _current);

    /// <summary>A login told.</summary>
    public void Set(BotIdentity identity) => Volatile.Write(ref _current, identity);
}
