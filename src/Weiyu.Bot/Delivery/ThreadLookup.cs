using Weiyu.Client.Rest;

namespace Weiyu.Bot.Delivery;

/// <summary>Looks for threads at a server that may be in trouble.</summary>
internal static class ThreadLookup
{
    /// <summary>
    /// A thread; null only when the server surely knows none: one in trouble says so of everything (code -1), so that it is believed only if it
    /// answers another call in between.
    /// </summary>
    /// <exception cref="WeiyuException">The server is in trouble, can't be reached, or refuses the login.</exception>
    public static async Task<ThreadInfo?> FindThreadSurelyAsync(this WeiyuRestClient rest, string topic, CancellationToken cancellationToken)
    {
        if (await rest.FindThreadAsync(topic, cancellationToken) is { } found) return found;
        await rest.GetProfileAsync(cancellationToken);
        return await rest.FindThreadAsync(topic, cancellationToken);
    }
}
