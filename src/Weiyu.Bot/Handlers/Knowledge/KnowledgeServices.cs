using System.ClientModel;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenAI;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Handlers.Llm;
using Weiyu.Bot.Handlers.Llm.Guards;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Privacy;
using Weiyu.Knowledge;
using Weiyu.Knowledge.Embeddings;

namespace Weiyu.Bot.Handlers.Knowledge;

/// <summary>Registers knowledge.</summary>
internal static class KnowledgeServices
{
    /// <summary>The folder of the index in the data folder.</summary>
    public const string IndexFolder = "knowledge-index";

    /// <summary>The file of the embeddings in the data folder.</summary>
    public const string EmbeddingsFile = "knowledge-embeddings.bin";

    /// <summary>
    /// Adds the index and what keeps it like its folder. The handlers (<see cref="KnowledgePick"/> before the rules, <see cref="KnowledgeHandler"/>
    /// before the model) are put into the pipeline's list. An <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> that is registered wins over <c>Llm:EmbeddingModel</c>.
    /// </summary>
    public static IServiceCollection AddKnowledge(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSection<KnowledgeOptions>(configuration, KnowledgeOptions.Section).ValidateOnStart();
        services.AddLlmOptions(configuration);
        services.AddPrivacy(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(BotPaths.Of(configuration));
        services.AddGuardWords();
        services.TryAddSingleton(Index);
        services.TryAddSingleton<ISureAnswers, SureAnswers>();
        services.AddHostedService<KnowledgeRefresher>();
        return services;
    }

    private static KnowledgeIndex Index(IServiceProvider provider)
    {
        var bot = provider.GetRequiredService<IOptions<BotOptions>>().Value;
        var options = provider.GetRequiredService<IOptions<KnowledgeOptions>>().Value;
        var time = provider.GetRequiredService<TimeProvider>();
        var paths = provider.GetRequiredService<BotPaths>();
        var data = paths.Data(bot);
        var (words, hosts) = (provider.GetRequiredService<GuardWords>(), provider.GetRequiredService<IOptions<LlmOptions>>().Value.AllowedHosts);
        return new KnowledgeIndex(
            Path.Combine(paths.Rules(bot), options.Folder), Path.Combine(data, IndexFolder), options, time,
            provider.GetService<ILogger<KnowledgeIndex>>(), Embeddings(provider, options, data, time),
            text => KnowledgeScreen.Problem(text, words.Places(hosts)));
    }

    private static EmbeddingSearch? Embeddings(IServiceProvider provider, KnowledgeOptions options, string data, TimeProvider time)
    {
        var llm = provider.GetRequiredService<IOptions<LlmOptions>>().Value;
        var generator = provider.GetService<IEmbeddingGenerator<string, Embedding<float>>>() ?? Generator(provider.GetRequiredService<BotPaths>(), llm, options);
        if (generator is null) return null;
        var mask = provider.GetRequiredService<PersonalDataMask>();
        return new EmbeddingSearch(generator, llm.EmbeddingModel, new EmbeddingCache(Path.Combine(data, EmbeddingsFile)), options, time, mask.Redact);
    }

    /// <summary>The configured embedding model; null: none.</summary>
    public static IEmbeddingGenerator<string, Embedding<float>>? Generator(BotPaths paths, LlmOptions llm, KnowledgeOptions options)
    {
        if (!llm.IsOn || llm.EmbeddingModel.Length == 0 || !Uri.TryCreate(llm.Endpoint, UriKind.Absolute, out var endpoint)) return null;
        var key = llm.ApiKeyFile.Length > 0 && File.Exists(paths.Resolve(llm.ApiKeyFile)) ? File.ReadAllText(paths.Resolve(llm.ApiKeyFile)).Trim() : llm.ApiKey;
        var client = new OpenAIClient(new ApiKeyCredential(key.Length > 0 ? key : "none"), new OpenAIClientOptions { Endpoint = endpoint, NetworkTimeout = options.EmbeddingTimeout * 10 });
        return client.GetEmbeddingClient(llm.EmbeddingModel).AsIEmbeddingGenerator();
    }
}
