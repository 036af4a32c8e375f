using Weiyu.Bot.Configuration;
using Weiyu.Bot.Handlers.General;
using Weiyu.Bot.Handlers.Knowledge;
using Weiyu.Bot.Handlers.Llm;
using Weiyu.Bot.Handlers.Opinions;
using Weiyu.Bot.Handlers.People;
using Weiyu.Bot.Handlers.Rules;
using Weiyu.Bot.Pipeline;

namespace Weiyu.Bot.Composition;

/// <summary>The handlers in the order in which a turn meets them.</summary>
internal static class PipelineOrder
{
    /// <summary>Registers the pipeline.</summary>
    public static IServiceCollection AddPipeline(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<TurnPipeline>();
        services.Then<LoopGuard>();
        services.Then<OpinionHandler>();
        services.Then<Presence>();
        services.Then<Lifecycle>();
        services.Then<LeaveMessages>();
        services.Then<HandoffWait>();
        services.Then<ProgramGuard>();
        services.Then<Receipts>();
        services.Then<LanguageHandler>();
        services.Then<Fragments, FragmentsOptions>(configuration, FragmentsOptions.Section);
        services.Then<KnowledgePick>();
        services.Then<ChangeDialogue>();
        services.Then<WhileWaiting>();
        services.Then<RulesHandler>();
        services.Then<HandoffWish>();
        services.Then<KnowledgeHandler>();
        services.Then<LlmHandler>();
        services.Then<RuleElse>();
        services.Then<Handoff>();
        services.Then<Fallback>();
        return services;
    }

    /// <summary>The next handler, with a section of the configuration of its own.</summary>
    private static void Then<THandler, TOptions>(this IServiceCollection services, IConfiguration configuration, string section)
        where THandler : class, IHandler
        where TOptions : class
    {
        services.AddSection<TOptions>(configuration, section);
        services.Then<THandler>();
    }

    private static void Then<THandler>(this IServiceCollection services)
        where THandler : class, IHandler => services.AddSingleton<IHandler, THandler>();
}
