using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Weiyu.Bot.Handlers.Llm.Guards;
using Weiyu.Bot.Handlers.Llm.Models;
using Weiyu.Bot.Handlers.Llm.Prompting;
using Weiyu.Bot.Handlers.Llm.Tools;

namespace Weiyu.Bot.Handlers.Llm;

/// <summary>The talk with the models about one question: asks, runs the tools that are asked for, asks again; a bounded number of times.</summary>
internal sealed class ModelDialogue(IOptions<LlmOptions> options, ModelChain chain, ToolBox tools, ReplyJudge judge, TimeProvider time, ILogger<ModelDialogue> log)
{
    private const int MaxCallsOfRound = 4;
    private static readonly TimeSpan LeastForAnotherTry = TimeSpan.FromSeconds(1);

    private readonly LlmOptions _options = options.Value;

    /// <summary>The models' names, in order.</summary>
    public IReadOnlyList<string> Models => chain.Names;

    /// <summary>What a question may cost, in tokens.</summary>
    public int EstimateOf(Prompt prompt) => ModelEndpoint.Cost(prompt.History) + _options.MaxOutputTokens;

    /// <summary>Whether a conversation may still spend so much.</summary>
    public bool MaySpend(AnswerInput input, int tokens) => _options.TokensPerConversation <= 0 || input.TokensSpent + tokens <= _options.TokensPerConversation;

    /// <summary>Talks.</summary>
    /// <param name="input">The question.</param>
    /// <param name="prompt">What the model is told.</param>
    /// <param name="nothing">The outcome of which nothing is known yet.</param>
    /// <param name="until">When the whole answer must be there, as a timestamp of the clock.</param>
    /// <param name="spent">What it costs, also when it fails.</param>
    /// <param name="cancellationToken">Cancelled at the deadline, or when the answer is no longer wanted.</param>
    /// <exception cref="ModelFault">No model answered.</exception>
    public async Task<AnswerOutcome> RunAsync(AnswerInput input, Prompt prompt, AnswerOutcome nothing, long until, Spending spent, CancellationToken cancellationToken)
    {
        var allowed = tools.Allowed(input.Tools, _options.HandOver);
        var runner = new ToolRunner(allowed, prompt, input, time, log);
        var declared = allowed.Values.Select(t => t.Declaration).ToList();
        var model = 0;
        var again = false;
        for (var round = 0; ; round++)
        {
            // In the last round there are no tools: whoever still wants some has nothing to say.
            var last = round >= _options.MaxToolRounds;
            (var reply, model) = await chain.AskAsync(prompt.History, last ? [] : declared, model, until, cancellationToken);
            spent.Tokens += reply.Tokens;
            var outcome = nothing with { Tokens = spent.Tokens, Model = reply.Model, Calls = runner.Ran, Made = runner.Made };
            if (reply.Calls.Count == 0)
            {
                outcome = judge.Judge(input, prompt, runner, reply, outcome);
                if (outcome.Kind != AnswerKind.Rejected || again || !MayTryAgain(input, prompt, spent, until)) return outcome;
                again = true;
                prompt.TryAgain(reply.Text, $"{outcome.Reason}{outcome.Detail}", input.Locale);
                continue;
            }

            if (last) return outcome with { Kind = AnswerKind.Failed, Reason = "tool loop" };
            if (reply.Calls.FirstOrDefault(c => c.FunctionName == ModelTool.HandOver && string.IsNullOrEmpty(c.PluginName)) is { } call && allowed.ContainsKey(ModelTool.HandOver))
            {
                return outcome with { Kind = AnswerKind.HandedOver, Reason = judge.HandOverReason(call, prompt) };
            }

            await RunToolsAsync(reply, prompt, runner, until, cancellationToken);
            if (runner.Pending is { } pending) return outcome with { Kind = AnswerKind.Asks, Pending = pending };
            if (!MaySpend(input, spent.Tokens.Total))
            {
                return outcome with { Kind = AnswerKind.OverBudget, Reason = "the conversation's tokens are used up" };
            }
        }
    }

    private async Task RunToolsAsync(ModelReply reply, Prompt prompt, ToolRunner runner, long until, CancellationToken cancellationToken)
    {
        var calls = reply.Calls.Take(MaxCallsOfRound).Select((c, i) => string.IsNullOrEmpty(c.Id) ? new FunctionCallContent(c.FunctionName, c.PluginName, $"call_{prompt.History.Count}_{i}", c.Arguments) : c).ToList();
        var message = new ChatMessageContent(AuthorRole.Assistant, content: null);
        foreach (var call in calls) message.Items.Add(call);
        prompt.History.Add(message);
        foreach (var call in calls)
        {
            var left = time.GetElapsedTime(time.GetTimestamp(), until);
            var result = await runner.RunAsync(call, left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1), cancellationToken);
            prompt.History.Add(new FunctionResultContent(call, result).ToChatMessage());
        }
    }

    /// <summary>Whether there is time and are tokens for another try.</summary>
    private bool MayTryAgain(AnswerInput input, Prompt prompt, Spending spent, long until)
    {
        if (!_options.TryAgain || time.GetElapsedTime(time.GetTimestamp(), until) < LeastForAnotherTry) return false;
        return MaySpend(input, spent.Tokens.Total + EstimateOf(prompt));
    }
}

/// <summary>What an answer costs.</summary>
internal sealed class Spending
{
    /// <summary>So far.</summary>
    public TokenCount Tokens { get; set; }
}
