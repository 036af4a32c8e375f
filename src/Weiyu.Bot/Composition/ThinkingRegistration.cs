using System.Reflection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Knowledge;
using Weiyu.Bot.Handlers.Llm;
using Weiyu.Bot.Handlers.People;
using Weiyu.Bot.Handlers.Rules;
using Weiyu.Client.Messages;
using Weiyu.Rules;

namespace Weiyu.Bot.Composition;

/// <summary>Puts together what answers.</summary>
internal static class ThinkingRegistration
{
    /// <summary>What it takes to answer: the pipeline and all its handlers, without a server and without a store.</summary>
    public static IServiceCollection AddThinking(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(BotPaths.Of(configuration));
        services.AddSingleton(configuration);
        services.AddSection<BotOptions>(configuration, BotOptions.Section);
        services.AddSection<PeopleOptions>(configuration, PeopleOptions.Section);
        services.TryAddSingleton(new WeiyuSettings("web", MessageTime.DefaultZone));
        services.TryAddSingleton<MessageFactory>();
        services.TryAddSingleton<TurnRunner>();
        services.TryAddSingleton<Colleagues>();
        services.TryAddSingleton<HandoffSummary>();
        services.TryAddSingleton<HumanNotices>();
        services.TryAddSingleton<HandoffElse>();
        foreach (var section in RuleSections.All) services.AddSingleton(section);
        return services
            .AddPipeline(configuration)
            .AddRuleEngine(configuration)
            .AddKnowledge(configuration)
            .AddLlm(configuration);
    }
}
