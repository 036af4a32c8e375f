using Weiyu.Bot.Telemetry;

namespace Weiyu.Bot.Storage;

/// <summary>Can the database be written, and what waits for it?</summary>
internal sealed class StoreHealth(Store store) : IHealthSource, IGaugeSource
{
    /// <inheritdoc/>
    public IEnumerable<HealthPart> Parts() => [new("store", store.Trouble is null, store.Trouble ?? $"{store.Waiting} writes wait")];

    /// <inheritdoc/>
    public void Watch(BotTelemetry telemetry) => telemetry.Watch("weiyu.bot.store.waiting", "{write}", "Writes that wait for the database", () => store.Waiting);
}
