using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Commands;
using Weiyu.Bot.Configuration;

namespace Weiyu.Bot.Handlers.Knowledge;

/// <summary>Registers knowledge.</summary>
internal static class KnowledgeServices
{
    /// <summary>Adds the index, its refreshing, and the handler's services.</summary>
    public static IServiceCollection AddKnowledge(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<KnowledgeOptions>().Bind(configuration.GetSection(KnowledgeOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider =>
        {
            var bot = provider.GetRequiredService<IOptions<BotOptions>>().Value;
            var options = provider.GetRequiredService<IOptions<KnowledgeOptions>>().Value;
            return new KnowledgeIndex(
                Path.Combine(BotConfiguration.Resolve(bot.RulesPath), options.Folder),
                Path.Combine(BotConfiguration.Resolve(bot.DataPath), "knowledge-index"),
                options, provider.GetRequiredService<TimeProvider>(), provider.GetService<ILogger<KnowledgeIndex>>());
        });
        return services;
    }
}
