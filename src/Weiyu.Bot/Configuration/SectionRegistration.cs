using Microsoft.Extensions.Options;

namespace Weiyu.Bot.Configuration;

/// <summary>How a part of the program gets its section of the configuration.</summary>
internal static class SectionRegistration
{
    /// <summary>
    /// Binds a section to its options, once however many parts ask for it (a list that is bound twice holds everything twice), with its annotations checked.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Where the section is.</param>
    /// <param name="section">Its name.</param>
    public static OptionsBuilder<TOptions> AddSection<TOptions>(this IServiceCollection services, IConfiguration configuration, string section)
        where TOptions : class
    {
        var builder = services.AddOptions<TOptions>();
        return services.Any(s => s.ServiceType == typeof(IConfigureOptions<TOptions>)) ? builder : builder.Bind(configuration.GetSection(section)).ValidateDataAnnotations();
    }
}
