using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Rules.Forms;
using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Bot.Handlers.Tools;
using Weiyu.Bot.Telemetry;
using Weiyu.Rules;
using Weiyu.Rules.Loading;

namespace Weiyu.Bot.Handlers.Rules;

/// <summary>Registers the rules.</summary>
internal static class RulesRegistration
{
    /// <summary>Rules from the folder of <c>Bot:RulesPath</c>, taken over when it changes. The handler itself is registered by the pipeline.</summary>
    public static IServiceCollection AddRules(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(BotPaths.Of(configuration));
        services.AddSingleton(s => new RuleBookSource(
            s.GetRequiredService<RuleLoader>(), s.GetRequiredService<BotPaths>().Rules(s.GetRequiredService<IOptions<BotOptions>>().Value)));
        services.AddSingleton<RuleReloader>();
        services.AddHealth<RulesHealth>();
        services.AddHostedService(s => s.GetRequiredService<RuleReloader>());
        return services;
    }

    /// <summary>What runs rules, without where they come from: a <see cref="RuleBookSource"/> must be there.</summary>
    public static IServiceCollection AddRuleEngine(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<RuleLoader>(s => new RuleLoader(s.GetServices<RuleSection>(), s.GetServices<ITool>().Select(t => t.Name), WeiyuPlatform.Words));
        services.AddSingleton<RuleRunner>();
        services.AddSingleton<FormInterrupts>();
        services.AddSingleton<FormDialogue>();
        services.AddTools(configuration);
        services.TryAddSingleton(TimeProvider.System);
        return services;
    }

    /// <summary>A section of rule files that is read elsewhere.</summary>
    public static IServiceCollection AddRuleSection(this IServiceCollection services, string name, Func<RuleSectionSource, object?> parse) =>
        services.AddSingleton(new RuleSection(name, parse));
}
