using Weiyu.Bot.Conversations;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Telemetry;

/// <summary>What can be watched at any moment: is it ready, what waits, and for how long. Read when somebody looks.</summary>
internal sealed class Gauges(BotTelemetry telemetry, Health health, MqttLink link, ConversationHub hub, Store store, TimeProvider time) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        telemetry.Watch("weiyu.bot.ready", "1", "1 when logged in, connected and able to store; else 0", () => Health.IsReady(health.Parts()) ? 1 : 0);
        telemetry.Watch("weiyu.bot.connected", "1", "1 while the MQTT line is up; else 0", () => link.IsUp ? 1 : 0);
        telemetry.Watch("weiyu.bot.inbox.waiting", "{message}", "Messages that wait for their turn", () => hub.Waiting);
        telemetry.Watch("weiyu.bot.store.waiting", "{write}", "Writes that wait for the database", () => store.Waiting);
        telemetry.Watch("weiyu.bot.outbox.pending", "{message}", "Replies that the server has not proved to have", () => Pending().Count);
        telemetry.Watch("weiyu.bot.outbox.oldest", "s", "Age of the oldest of them", () => Pending().Oldest is { } oldest ? (long)(time.GetUtcNow() - oldest).TotalSeconds : 0);
        telemetry.Watch("weiyu.bot.outbox.failed", "{message}", "Replies that were given up and wait for a person", () => CanRead ? store.Read(s => s.CountFailed()) : 0);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private bool CanRead => store.Ready.IsCompletedSuccessfully && store.Trouble is null;

    private (long Count, DateTimeOffset? Oldest) Pending() => CanRead ? store.Read(s => s.PendingSummary()) : (0, null);
}
