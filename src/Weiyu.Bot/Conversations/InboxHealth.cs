using Weiyu.Bot.Telemetry;

namespace Weiyu.Bot.Conversations;

/// <summary>How much waits for its turn.</summary>
internal sealed class InboxHealth(ConversationHub hub) : IHealthSource, IGaugeSource
{
    /// <inheritdoc/>
    public IEnumerable<HealthPart> Parts() => [new("inbox", true, $"{hub.Waiting} waiting", IsRequired: false)];

    /// <inheritdoc/>
    public void Watch(BotTelemetry telemetry) => telemetry.Watch("weiyu.bot.inbox.waiting", "{message}", "Messages that wait for their turn", () => hub.Waiting);
}
