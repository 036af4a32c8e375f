using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Weiyu.Bot.Privacy;

/// <summary>Registers the mask.</summary>
internal static class PrivacyServices
{
    /// <summary>Adds <see cref="PersonalDataMask"/> and the section <c>Privacy</c>. Calling it twice is harmless.</summary>
    public static IServiceCollection AddPrivacy(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(s => new PersonalDataMask(s.GetRequiredService<IOptions<PrivacyOptions>>().Value));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PrivacyOptions>, PrivacyOptionsValidator>());
        services.AddOptions<PrivacyOptions>().Bind(configuration.GetSection(PrivacyOptions.Section)).ValidateOnStart();
        return services;
    }
}
