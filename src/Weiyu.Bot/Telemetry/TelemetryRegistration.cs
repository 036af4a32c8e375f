namespace Weiyu.Bot.Telemetry;

/// <summary>How the parts join in.</summary>
internal static class TelemetryRegistration
{
    /// <summary>Adds a part's word on its health, and its gauges where it has some.</summary>
    public static IServiceCollection AddHealth<TSource>(this IServiceCollection services)
        where TSource : class, IHealthSource
    {
        services.AddSingleton<TSource>();
        services.AddSingleton<IHealthSource>(s => s.GetRequiredService<TSource>());
        if (typeof(IGaugeSource).IsAssignableFrom(typeof(TSource))) services.AddSingleton(s => (IGaugeSource)s.GetRequiredService<TSource>());
        return services;
    }
}
