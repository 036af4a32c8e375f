using System.Collections.Concurrent;
using Weiyu.Bot.Delivery;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>Knows the threads of topics that the bot has no conversation of.</summary>
internal interface INoticeThreads
{
    /// <summary>The thread; null when the server knows none.</summary>
    /// <exception cref="Exception">The server can't be asked now.</exception>
    ValueTask<Wire.Thread?> FindAsync(string topic, CancellationToken cancellationToken);
}

/// <summary>Asks the server, and remembers for a while.</summary>
internal sealed class RestNoticeThreads(WeiyuRestClient rest, TimeProvider time) : INoticeThreads
{
    private const int MaxRemembered = 10_000;
    private static readonly TimeSpan Remember = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, (Wire.Thread? Thread, DateTimeOffset At)> _known = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<Wire.Thread?> FindAsync(string topic, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue(topic, out var known) && now - known.At < Remember && now >= known.At) return known.Thread;
        var found = (await rest.FindThreadSurelyAsync(topic, cancellationToken))?.Thread;
        if (_known.Count >= MaxRemembered) _known.Clear();
        _known[topic] = (found, now);
        return found;
    }
}
