using Microsoft.Extensions.DependencyInjection;
using Weiyu.Bot.Telemetry;
using Xunit;

namespace Weiyu.Bot.Tests.Telemetry;

/// <summary>What the parts say of themselves, put together.</summary>
public sealed class HealthTests
{
    [Fact]
    public void It_is_ready_when_every_part_is_well() => Assert.Equal("ready", Health.Summary(PartsOf(new("store", true, ""), new("inbox", true, ""))));

    [Fact]
    public void A_part_that_is_ill_and_not_required_makes_it_degraded_and_still_ready()
    {
        var parts = PartsOf(new("store", true, ""), new("rules", false, "refused", IsRequired: false));

        Assert.Equal(("degraded", true), (Health.Summary(parts), Health.IsReady(parts)));
    }

    [Fact]
    public void A_required_part_that_is_ill_makes_it_not_ready() =>
        Assert.Equal("not ready", Health.Summary(PartsOf(new("store", false, "full"), new("rules", false, "refused", IsRequired: false))));

    [Fact]
    public void A_part_joins_with_one_line_and_is_asked_each_time()
    {
        var services = new ServiceCollection().AddSingleton<Health>().AddHealth<Pump>();
        using var provider = services.BuildServiceProvider();
        var health = provider.GetRequiredService<Health>();
        var pump = provider.GetRequiredService<Pump>();

        Assert.True(Health.IsReady(health.Parts()));
        pump.IsDry = true;
        Assert.Equal("dry", Assert.Single(health.Parts()).Detail);
        Assert.Same(pump, Assert.Single(provider.GetServices<IGaugeSource>()));
    }

    private static IReadOnlyList<HealthPart> PartsOf(params HealthPart[] parts) => parts;

    private sealed class Pump : IHealthSource, IGaugeSource
    {
        public bool IsDry { get; set; }

        public IEnumerable<HealthPart> Parts() => [new("pump", !IsDry, IsDry ? "dry" : "pumping")];

        public void Watch(BotTelemetry telemetry) => telemetry.Watch("pump", "1", "Whether it pumps", () => IsDry ? 0 : 1);
    }
}
