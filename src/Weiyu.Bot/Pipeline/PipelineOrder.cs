namespace Weiyu.Bot.Pipeline;

/// <summary>The handlers in the order in which a turn meets them.</summary>
internal static class PipelineOrder
{
    /// <summary>Registers the pipeline.</summary>
    public static IServiceCollection AddPipeline(this IServiceCollection services)
    {
        services.AddSingleton<TurnPipeline>();
        return services;
    }

}
