namespace Weiyu.Bot.Telemetry;

/// <summary>Registers what can be watched at any moment. Read when somebody looks.</summary>
internal sealed class Gauges(BotTelemetry telemetry, Health health, IEnumerable<IGaugeSource> sources) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        telemetry.Watch("weiyu.bot.ready", "1", "1 when logged in, connected and able to store; else 0", () => Health.IsReady(health.Parts()) ? 1 : 0);
        foreach (var source in sources) source.Watch(telemetry);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
