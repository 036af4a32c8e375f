using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Weiyu.Bot.Handlers.Tools;

/// <summary>Registers the tools.</summary>
internal static class ToolsRegistration
{
    /// <summary>HTTP tools of the rules, and every <see cref="ITool"/> of the container.</summary>
    public static IServiceCollection AddTools(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(new ToolSecrets(configuration));
        services.AddSingleton<HttpToolCaller>();
        services.TryAddSingleton<IToolCatalog, ToolCatalog>();
        services.AddHttpClient(HttpToolCaller.Client, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                ConnectTimeout = TimeSpan.FromSeconds(5),
                MaxResponseHeadersLength = 64,
            });
        return services;
    }
}
