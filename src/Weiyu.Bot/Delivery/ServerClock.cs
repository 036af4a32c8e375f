using Weiyu.Bot.Core;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Delivery;

/// <summary>
/// Reads the server's times. A server in another zone than the configured one would make every message hours old or not yet sent:
/// the difference is learnt from messages that have just come in, and taken off.
/// </summary>
internal sealed class ServerClock(WeiyuSettings settings, TimeProvider time)
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);
    private long _offsetTicks;

    /// <summary>What the server's clock is ahead of ours, in whole quarters of an hour.</summary>
    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    /// <summary>When a message was sent; null when it does not say, or says nonsense.</summary>
    public DateTimeOffset? SentAt(Wire.Message message) => Read(message.CreatedAt);

    /// <summary>A time that the server wrote; null when it is none.</summary>
    public DateTimeOffset? Read(string written) => MessageTime.Read(written, settings.ServerZone) is { } at ? at - Offset : null;

    /// <summary>Learns from a message that the server stamped just now.</summary>
    public void Learn(Wire.Message live)
    {
        if (MessageTime.Read(live.CreatedAt, settings.ServerZone) is not { } at) return;
        var difference = at - time.GetUtcNow();
        var quarters = Math.Round(difference / Quarter);
        // Zones are at most 26 hours apart; more than that is a wrong stamp, and less than a minute off the quarter is a zone.
        if (Math.Abs(quarters) > 26 * 4 || (difference - (quarters * Quarter)).Duration() > TimeSpan.FromMinutes(2)) return;
        Interlocked.Exchange(ref _offsetTicks, (quarters * Quarter).Ticks);
    }
}
