using System.CommandLine;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Handlers.Knowledge;

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
    internal static async Task<(KnowledgeIndex Index, KnowledgeOptions Options)?> OpenAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        try
        {
            var configuration = BotConfiguration.Read(arguments);
            var services = new ServiceCollection();
            services.AddLogging();
            services.Configure<BotOptions>(configuration.GetSection(BotOptions.Section));
            services.AddKnowledge(configuration);
            var provider = services.BuildServiceProvider();
            var index = provider.GetRequiredService<KnowledgeIndex>();
            await index.RefreshAsync(cancellationToken);
            foreach (var problem in index.Problems) await Console.Error.WriteLineAsync(problem.ToString());
            return (index, provider.GetRequiredService<IOptions<KnowledgeOptions>>().Value);
        }
        catch (OptionsValidationException e)
        {
            foreach (var failure in e.Failures) await Console.Error.WriteLineAsync(failure);
            return null;
        }
    }
}
