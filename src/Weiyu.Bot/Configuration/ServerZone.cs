using Weiyu.Client.Messages;

namespace Weiyu.Bot.Configuration;

/// <summary>
/// The zone of the server's times (<c>Weiyu:TimeZone</c>), for what has no messages at hand. The machine's own zone says nothing: containers run in UTC.
/// </summary>
internal static class ServerZone
{
    /// <summary>The configured zone; that of a server that nobody configured where it is missing or unknown.</summary>
    public static TimeZoneInfo Of(IConfiguration configuration) =>
        configuration[$"{WeiyuOptions.Section}:{nameof(WeiyuOptions.TimeZone)}"] is { Length: > 0 } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : MessageTime.DefaultZone;
}
