using Microsoft.Extensions.AI;
using Weiyu.Bot.Composition;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Knowledge;
using Weiyu.Bot.Handlers.Llm;
using Weiyu.Bot.Handlers.Llm.Models;
using Weiyu.Knowledge;
using Weiyu.Rules;
using Weiyu.Rules.Loading;
using Weiyu.Text.Dates;
using Weiyu.Text.Files;

namespace Weiyu.Bot.Commands.Doctor;

/// <summary>Can the rules be loaded, and does the model answer?</summary>
internal static class ThinkingChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The rules folder.</summary>
    public static Check Rules(IConfiguration configuration)
    {
        var folder = BotPaths.Of(configuration).Rules(configuration.GetSection(BotOptions.Section).Get<BotOptions>() ?? new());
        var result = new RuleLoader(RuleSections.All, [], WeiyuPlatform.Words).Load(folder);
        return result.Book is { } book
            ? new Check("rules", CheckVerdict.Good, $"{book.Rules.Count} rules in {book.Files.Count} files of {folder}")
            : new Check("rules", CheckVerdict.Bad, $"{folder}: {result.Problems.Count} mistakes, the first: {result.Problems[0]}", "Correct them; `weiyu-bot rules lint` lists them all.");
    }

    /// <summary>The knowledge folder.</summary>
    public static Check Knowledge(IConfiguration configuration)
    {
        var options = configuration.GetSection(KnowledgeOptions.Section).Get<KnowledgeOptions>() ?? new();
        var folder = Path.Combine(BotPaths.Of(configuration).Resolve((configuration.GetSection(BotOptions.Section).Get<BotOptions>() ?? new()).RulesPath), options.Folder);
        if (!Directory.Exists(folder)) return new Check("knowledge", CheckVerdict.Good, $"there is none ({folder})");
        var lint = KnowledgeLint.Of(folder, options, TimeProvider.System.GetUtcNow());
        var found = $"{lint.Entries} entries in {lint.Files} files of {folder}";
        if (lint.Problems.Count == 0) return new Check("knowledge", CheckVerdict.Good, found);
        var isBad = lint.Problems.Any(p => p.Severity == ProblemSeverity.Error);
        var first = lint.Problems.FirstOrDefault(p => p.Severity == ProblemSeverity.Error) ?? lint.Problems[0];
        return new Check("knowledge", isBad ? CheckVerdict.Bad : CheckVerdict.Doubtful, $"{found}; {lint.Problems.Count} mistakes, such as: {first}", "Correct them; `weiyu-bot rules lint` lists them all.");
    }

    /// <summary>The models and the embedding model: each is asked one short question.</summary>
    public static async Task<List<Check>> ModelsAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var llm = configuration.GetSection(LlmOptions.Section).Get<LlmOptions>() ?? new();
        if (!llm.IsOn) return [new Check("model", CheckVerdict.Good, "none is configured (Llm:Endpoint is empty): rules and knowledge answer")];

        await using var services = new ServiceCollection().AddLogging().AddThinking(configuration).BuildServiceProvider();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var probes = await services.GetRequiredService<ModelChain>().ProbeAsync(patience.Token);
            List<Check> checks = [.. probes.Select(p => p.Fault is { } fault ? new Check("model", CheckVerdict.Bad, $"{p.Model}: {fault.Message}", Cure(fault)) : Answers(p.Model, p.Refused))];
            if (llm.EmbeddingModel.Length > 0) checks.Add(await EmbeddingsAsync(llm, configuration, patience.Token));
            return checks;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [new Check("model", CheckVerdict.Bad, $"no answer within {Durations.Describe(Patience)}", Cure(new ModelFault(FaultKind.TimedOut, "", "")))];
        }
    }

    private static async Task<Check> EmbeddingsAsync(LlmOptions llm, IConfiguration configuration, CancellationToken cancellationToken)
    {
        try
        {
            using var generator = KnowledgeServices.Generator(BotPaths.Of(configuration), llm, configuration.GetSection(KnowledgeOptions.Section).Get<KnowledgeOptions>() ?? new());
            var vector = await generator!.GenerateVectorAsync("你好", cancellationToken: cancellationToken);
            return new Check("embeddings", CheckVerdict.Good, $"{llm.EmbeddingModel} answers, {vector.Length} dimensions");
        }
        catch (Exception e) when (e is not OperationCanceledException || cancellationToken.IsCancellationRequested)
        {
            // What the service says may repeat the key.
            return new Check("embeddings", CheckVerdict.Bad, $"{llm.EmbeddingModel} does not answer ({e.GetType().Name})", "Check Llm:EmbeddingModel, or leave it empty: knowledge is found by its words then.");
        }
    }

    /// <summary>A model that answers, perhaps only without something.</summary>
    private static Check Answers(string model, IReadOnlyList<string> refused)
    {
        if (refused.Count == 0) return new Check("model", CheckVerdict.Good, $"{model} answers");
        var finding = $"{model} answers, without {string.Join(", ", refused)}: the service does not accept {(refused.Count == 1 ? "that" : "these")}";
        return refused.Contains("tools")
            ? new Check("model", CheckVerdict.Doubtful, finding, "It can neither call a human (Llm:HandOver) nor a rule's tools: start the service with tool calling, or set Llm:HandOver to false.")
            : new Check("model", CheckVerdict.Good, finding);
    }

    private static string Cure(ModelFault fault) => fault.Kind switch
    {
        FaultKind.Refused when fault.Status is 401 or 403 => "Check Llm:ApiKey: the service does not accept it. Rules and knowledge answer meanwhile.",
        FaultKind.Refused when fault.Status is 402 => "The account with the service is out of credit. Rules and knowledge answer meanwhile.",
        FaultKind.Refused when fault.Status is 404 => "Check Llm:Model and the path of Llm:Endpoint (…/v1). Rules and knowledge answer meanwhile.",
        FaultKind.Refused when fault.Status is 400 or 422 => "The service does not accept the request, for the reason that it gives; Llm:Temperature and Llm:MaxOutputTokens are what can be set of it. Rules and knowledge answer meanwhile.",
        FaultKind.Refused => "Check Llm:ApiKey, Llm:Model and the path of Llm:Endpoint (…/v1). Rules and knowledge answer meanwhile.",
        FaultKind.RateLimited => "The service's limit is reached: wait, or ask for more. Rules and knowledge answer meanwhile.",
        FaultKind.Unreachable => "Check Llm:Endpoint and the network. Rules and knowledge answer meanwhile.",
        FaultKind.Garbage => "Is Llm:Endpoint the base address of an OpenAI-compatible service (…/v1)? Rules and knowledge answer meanwhile.",
        FaultKind.TooLong => "Raise Llm:MaxOutputTokens: the model thinks longer than it may. Rules and knowledge answer meanwhile.",
        _ => "Look into the model service's log. Rules and knowledge answer meanwhile.",
    };
}
