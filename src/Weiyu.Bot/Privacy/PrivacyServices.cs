using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenTelemetry.Trace;
using Weiyu.Bot.Configuration;

namespace Weiyu.Bot.Privacy;

/// <summary>Registers the mask.</summary>
internal static class PrivacyServices
{
    /// <summary>Adds <see cref="PersonalDataMask"/> and the section <c>Privacy</c>. Calling it twice is harmless.</summary>
    public static IServiceCollection AddPrivacy(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(s => new PersonalDataMask(s.GetRequiredService<IOptions<PrivacyOptions>>().Value));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PrivacyOptions>, PrivacyOptionsValidator>());
        services.AddSection<PrivacyOptions>(configuration, PrivacyOptions.Section).ValidateOnStart();
        return services;
    }

    /// <summary>Redacts all logs and spans of the host. To be called before exporters of spans are added.</summary>
    public static IServiceCollection AddRedaction(this IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(s =>
            new RedactingLoggerFactory(ActivatorUtilities.CreateInstance<LoggerFactory>(s), s.GetRequiredService<PersonalDataMask>())));
        services.ConfigureOpenTelemetryTracerProvider((s, tracing) => tracing.AddProcessor(new RedactingProcessor(s.GetRequiredService<PersonalDataMask>())));
        return services;
    }
}
