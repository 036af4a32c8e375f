using Weiyu.Bot.Receiving.CatchingUp;
using Weiyu.Bot.Telemetry;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Receiving;

/// <summary>Was everything that was missed looked for, and which calls of the server do not work? Without them the bot is poorer, not mute.</summary>
internal sealed class HistoryHealth(CatchUp catchUp, WeiyuRestClient rest) : IHealthSource
{
    /// <inheritdoc/>
    public IEnumerable<HealthPart> Parts() =>
    [
        CatchingUp(),
        .. rest.Troubles.Select(t => new HealthPart($"server: {t.Call.Name}", false, $"since {t.Since:u} {t.Describe()}. {t.Cure()}", IsRequired: false)),
    ];

    private HealthPart CatchingUp() => catchUp.IsBehind
        ? new("catch-up", false, $"the history of {catchUp.Behind} threads can't be read; what was asked there while the bot was away is looked for again", IsRequired: false)
        : new("catch-up", true, catchUp.LastCompleted is { } at ? $"completed {at:u}" : "not yet", IsRequired: false);
}
