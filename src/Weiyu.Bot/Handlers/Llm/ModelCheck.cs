using Microsoft.Extensions.Options;
using Weiyu.Bot.Commands;
using Weiyu.Bot.Handlers.Llm.Models;

namespace Weiyu.Bot.Handlers.Llm;

/// <summary>What <c>doctor</c> says of the model: whether each of the chain answers. It costs a few tokens.</summary>
internal static class ModelCheck
{
    private const string Part = "model";

    /// <summary>Looks.</summary>
    public static async Task<Check> ExamineAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddLlm(configuration);
        await using var provider = services.BuildServiceProvider();
        try
        {
            if (!provider.GetRequiredService<IOptions<LlmOptions>>().Value.IsOn) return new Check(Part, CheckVerdict.Good, "none; rules and knowledge answer alone", null);
            var results = await provider.GetRequiredService<ModelChain>().TryEachAsync(cancellationToken);
            var silent = results.Where(r => r.Fault is not null).ToList();
            var found = string.Join("; ", results.Select(r => r.Fault is { } fault ? $"{r.Model}: {fault.Message}" : $"{r.Model} answers"));
            if (silent.Count == 0) return new Check(Part, CheckVerdict.Good, found, null);
            return new Check(Part, silent.Count == results.Count ? CheckVerdict.Bad : CheckVerdict.Doubtful, found, Cure(silent[0].Fault!.Kind));
        }
        catch (OptionsValidationException e)
        {
            return new Check(Part, CheckVerdict.Bad, e.Message, "Correct the section Llm.");
        }
    }

    private static string Cure(FaultKind kind) => kind switch
    {
        FaultKind.Refused => "Check Llm:ApiKey (or ApiKeyFile), Llm:Model, and that Llm:Endpoint ends in /v1 or what the service calls its base address.",
        FaultKind.RateLimited => "The service lets no more calls through now: check the account's limits, or add a model to Llm:Fallbacks.",
        FaultKind.Unreachable => "Check Llm:Endpoint and the network in between.",
        FaultKind.Garbage => "What answers there does not speak the chat completions API: check Llm:Endpoint.",
        _ => "The service is in trouble or slow: look at its status, raise Llm:Timeout, or add a model to Llm:Fallbacks.",
    };
}
