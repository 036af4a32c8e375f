using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Llm.Guards;
using Weiyu.Bot.Handlers.Llm.Models;
using Weiyu.Bot.Handlers.Llm.Prompting;
using Weiyu.Bot.Handlers.Llm.Tools;
using Weiyu.Bot.Privacy;
using Weiyu.Bot.Storage;
using Weiyu.Rules;

namespace Weiyu.Bot.Handlers.Llm;

/// <summary>Registers the model's side.</summary>
internal static class LlmServices
{
    /// <summary>
    /// Adds <see cref="AnswerModel"/> and what it needs. The handler itself is put into the pipeline's list. Plugins in C# join by
    /// <c>services.AddSingleton(KernelPluginFactory.CreateFromType&lt;…&gt;("name"))</c>.
    /// </summary>
    public static IServiceCollection AddLlm(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddPrivacy(configuration);
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(BotPaths.Of(configuration));
        services.AddSection<BotOptions>(configuration, BotOptions.Section);
        services.AddLlmOptions(configuration);
        services.AddSection<McpOptions>(configuration, McpOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<McpOptions>, McpOptionsValidator>());
        services.TryAddSingleton<LlmTelemetry>();
        services.TryAddSingleton<PersonaSource>();
        services.AddGuardWords();
        // Verbs have neither the server's settings nor rules.
        services.TryAddSingleton(s => new HouseClock(
            s.GetRequiredService<TimeProvider>(), s.GetService<WeiyuSettings>()?.ServerZone ?? ServerZone.Of(configuration), () => s.GetService<RuleBookSource>()?.Current.Calendar.Zone));
        services.TryAddSingleton<ModelTransport>();
        services.TryAddSingleton<ModelChain>();
        services.TryAddSingleton<ConcurrencyGate>();
        services.TryAddSingleton<AnswerCache>();
        // Verbs without a store have a budget all the same.
        services.TryAddSingleton(s => new TokenBudget(
            s.GetRequiredService<IOptions<LlmOptions>>(), s.GetRequiredService<HouseClock>(), s.GetRequiredService<ILogger<TokenBudget>>(), s.GetService<Store>()));
        services.TryAddSingleton<ToolBox>();
        services.TryAddSingleton<McpServers>();
        services.AddHostedService(s => s.GetRequiredService<McpServers>());
        services.TryAddSingleton<PromptBuilder>();
        services.TryAddSingleton<ReplyJudge>();
        services.TryAddSingleton<ModelDialogue>();
        services.TryAddSingleton<AnswerAttempt>();
        services.TryAddSingleton<AnswerModel>();
        services.TryAddSingleton<LlmHandler>();
        services.TryAddSingleton<ChangeDialogue>();
        services.TryAddSingleton<SummaryGuard>();
        return services;
    }

    /// <summary>Adds the section <c>Llm</c>, which knowledge reads too.</summary>
    public static void AddLlmOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSection<LlmOptions>(configuration, LlmOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LlmOptions>, LlmOptionsValidator>());
    }

    /// <summary>Adds <see cref="GuardWords"/>, which knowledge needs too.</summary>
    public static void AddGuardWords(this IServiceCollection services) => services.TryAddSingleton(Words);

    /// <summary>The blocked words of the rules folder, read anew whenever other rules come into force.</summary>
    private static GuardWords Words(IServiceProvider services)
    {
        var words = new GuardWords();
        var folder = services.GetRequiredService<BotPaths>().Rules(services.GetRequiredService<IOptions<BotOptions>>().Value);
        Read();
        if (services.GetService<RuleBookSource>() is { } rules) rules.Changed += _ => Read();
        return words;

        void Read()
        {
            words.Use(BlockedList.Read(folder));
            var (hosts, values) = HouseWords.Read(folder);
            words.Declare(hosts, values);
        }
    }
}
