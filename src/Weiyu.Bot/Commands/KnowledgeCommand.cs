using System.CommandLine;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Handlers.Knowledge;
using Weiyu.Bot.Handlers.Llm;
using Weiyu.Bot.Hosting;
using Weiyu.Knowledge;

namespace Weiyu.Bot.Commands;

/// <summary><c>knowledge search|eval</c>: what the bot finds, and how well.</summary>
internal static class KnowledgeCommand
{
    /// <summary>The verb.</summary>
    public static Command Create() => new("knowledge", "Search the knowledge, and measure how well questions find it")
    {
        KnowledgeSearchCommand.Create(),
        KnowledgeEvalCommand.Create(),
    };

    /// <summary>The index of the configuration, brought up to date; null (said on standard error) when the configuration is wrong.</summary>
    /// <param name="arguments">The rest of the command line.</param>
    /// <param name="withModel">Whether a model is needed too.</param>
    /// <param name="cancellationToken">Stops.</param>
    internal static async Task<OpenKnowledge?> OpenAsync(IReadOnlyList<string> arguments, bool withModel, CancellationToken cancellationToken)
    {
        try
        {
            var configuration = BotConfiguration.ReadAnyway(arguments);
            var services = new ServiceCollection();
            services.AddLogging();
            services.AddSection<BotOptions>(configuration, BotOptions.Section);
            services.AddKnowledge(configuration);
            if (withModel) services.AddLlm(configuration);
            var knowledge = new OpenKnowledge(services.BuildServiceProvider(), withModel);
            if (withModel && knowledge.Model is not { IsOn: true })
            {
                await Console.Error.WriteLineAsync("Llm:Endpoint: there is no model to evaluate. Set Llm:Endpoint and Llm:Model.");
                await knowledge.DisposeAsync();
                return null;
            }

            await knowledge.Index.RefreshAsync(cancellationToken);
            foreach (var problem in knowledge.Index.Problems) await Console.Error.WriteLineAsync(problem.ToString());
            return knowledge;
        }
        catch (OptionsValidationException e)
        {
            foreach (var failure in e.Failures) await Console.Error.WriteLineAsync(failure);
            return null;
        }
    }
}

/// <summary>What a verb about knowledge works with.</summary>
internal sealed class OpenKnowledge(ServiceProvider services, bool withModel) : IAsyncDisposable
{
    /// <summary>The index.</summary>
    public KnowledgeIndex Index { get; } = services.GetRequiredService<KnowledgeIndex>();

    /// <summary>Thresholds.</summary>
    public KnowledgeOptions Options { get; } = services.GetRequiredService<IOptions<KnowledgeOptions>>().Value;

    /// <summary>The model; null unless it was asked for.</summary>
    public AnswerModel? Model { get; } = withModel ? services.GetRequiredService<AnswerModel>() : null;

    /// <summary>How many questions the model may be asked at once.</summary>
    public int AtOnce { get; } = services.GetRequiredService<IOptions<LlmOptions>>().Value.MaxConcurrent;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => services.DisposeAsync();
}
