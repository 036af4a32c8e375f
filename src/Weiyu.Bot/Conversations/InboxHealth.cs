using Weiyu.Bot.Storage;
using Weiyu.Bot.Telemetry;

namespace Weiyu.Bot.Conversations;

/// <summary>How much waits for its turn, and for how long.</summary>
internal sealed class InboxHealth(ConversationHub hub, Waits waits) : IHealthSource, IGaugeSource
{
    /// <inheritdoc/>
    public IEnumerable<HealthPart> Parts()
    {
        var oldest = waits.OldestQuestion;
        yield return waits.IsTooLong(oldest)
            ? new("inbox", false, $"{hub.Waiting} waiting, the oldest for {oldest.TotalSeconds:0} s: it is neither answered nor given up")
            : new("inbox", true, $"{hub.Waiting} waiting");
    }

    /// <inheritdoc/>
    public void Watch(BotTelemetry telemetry)
    {
        telemetry.Watch("weiyu.bot.inbox.waiting", "{message}", "Messages that wait for their turn", () => hub.Waiting);
        telemetry.Watch("weiyu.bot.inbox.oldest", "s", "Age of the oldest message that is not handled", () => (long)waits.OldestQuestion.TotalSeconds);
    }
}
