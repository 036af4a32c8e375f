using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;

namespace Weiyu.Bot.Storage;

/// <summary>How long the oldest question and the oldest reply have waited: the two numbers that matter, whatever the cause.</summary>
internal sealed class Waits(Store store, IOptions<BotOptions> options, TimeProvider time)
{
    /// <summary>Since when the oldest question waits that is not handled; zero when none does, or nobody can say.</summary>
    public TimeSpan OldestQuestion => Age(static (session, _) => session.OldestOpenInbox());

    /// <summary>Since when the oldest reply waits that may be sent; zero when none does, or nobody can say.</summary>
    public TimeSpan OldestReply => Age(static (session, now) => session.OldestUnsent(now));

    /// <summary>Whether something has waited for too long.</summary>
    public bool IsTooLong(TimeSpan age) => age > options.Value.WaitsTooLong;

    private TimeSpan Age(Func<StoreSession, DateTimeOffset, DateTimeOffset?> since)
    {
        // A database that can't be read says so itself.
        if (!store.Ready.IsCompletedSuccessfully || store.Trouble is not null) return TimeSpan.Zero;
        try
        {
            var now = time.GetUtcNow();
            return store.Read(session => since(session, now)) is { } at && at < now ? now - at : TimeSpan.Zero;
        }
        catch (Exception e) when (Outages.Is(e))
        {
            return TimeSpan.Zero;
        }
    }
}
