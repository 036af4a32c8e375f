using Weiyu.Bot.Handlers.Llm.Guards;
using Weiyu.Bot.Handlers.Llm.Models;

namespace Weiyu.Bot.Handlers.Llm;

/// <summary>
/// One try to get an answer: what is known already is given again, what costs too much or comes too late is not asked, and the rest is the models' affair.
/// </summary>
internal sealed class AnswerAttempt(
    PromptBuilder prompts, ModelDialogue dialogue, ReplyJudge judge, TokenBudget budget, ConcurrencyGate gate, AnswerCache cache, TimeProvider time)
{
    /// <summary>Tries. It never throws for what models do.</summary>
    /// <param name="input">The question.</param>
    /// <param name="deadline">How long the whole may take.</param>
    /// <param name="start">When it began, as a timestamp of the clock.</param>
    /// <param name="cancellationToken">The answer is no longer wanted.</param>
    public async Task<AnswerOutcome> RunAsync(AnswerInput input, TimeSpan deadline, long start, CancellationToken cancellationToken)
    {
        var (prompt, persona) = prompts.Build(input);
        var nothing = new AnswerOutcome(AnswerKind.Failed) { Curated = judge.Curated(prompt, input.Question) };

        if (InjectionScreen.IsSuspicious(input.Question)) return nothing with { Kind = AnswerKind.Screened, Reason = "the question gives orders to the machine" };
        var mayKeep = input.Tools.Count == 0 && !prompt.HoldsVisitorData && prompt.Tampered.Count == 0;
        var key = mayKeep ? AnswerCache.Key(input, persona, dialogue.Models) : "";
        if (mayKeep && cache.Find(key) is { Text: { } kept } known && judge.StillFits(kept, prompt)) return known with { Cached = true, Tokens = default };

        var estimate = dialogue.EstimateOf(prompt);
        if (!dialogue.MaySpend(input, estimate)) return nothing with { Kind = AnswerKind.OverBudget, Reason = "the conversation's tokens are used up" };
        if (!budget.TryReserve(estimate)) return nothing with { Kind = AnswerKind.OverBudget, Reason = "the day's tokens are used up" };

        var spent = new Spending();
        var left = deadline - time.GetElapsedTime(start);
        using var late = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            using var place = await gate.EnterAsync(either.Token);
            if (place is null) return nothing with { Kind = AnswerKind.Busy, Reason = "too many wait" };
            var until = start + (long)(deadline.TotalSeconds * time.TimestampFrequency);
            var outcome = await dialogue.RunAsync(input, prompt, nothing, until, spent, either.Token);
            if (mayKeep && outcome is { Kind: AnswerKind.Answered, Cut: false }) cache.Keep(key, outcome);
            return outcome;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What was asked and not heard to its end is paid for, too.
            spent.Tokens += new TokenCount(ModelEndpoint.Cost(prompt.History), 0);
            return nothing with { Kind = AnswerKind.Late, Reason = "the deadline passed", Tokens = spent.Tokens };
        }
        catch (ModelFault fault)
        {
            if (fault.Kind is FaultKind.Cut or FaultKind.Garbage or FaultKind.Stalled or FaultKind.TimedOut or FaultKind.Endless or FaultKind.TooLong or FaultKind.Filtered) spent.Tokens += new TokenCount(ModelEndpoint.Cost(prompt.History), 0);
            var missed = time.GetElapsedTime(start) >= deadline;
            return nothing with { Kind = missed ? AnswerKind.Late : AnswerKind.Failed, Reason = fault.Kind.ToString().ToLowerInvariant(), Model = fault.Model, Tokens = spent.Tokens };
        }
        finally
        {
            budget.Settle(estimate, spent.Tokens.Total);
        }
    }
}
