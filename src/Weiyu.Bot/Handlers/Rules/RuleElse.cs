using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Bot.Pipeline;
using Weiyu.Rules;

namespace Weiyu.Bot.Handlers.Rules;

/// <summary>Carries out the rule that the <c>else</c> of an <c>answer</c> names, where nothing answered.</summary>
internal sealed class RuleElse(RuleBookSource source, RuleRunner runner) : IHandler
{
    /// <inheritdoc/>
    public async ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (turn.AnswerRequest is { } request && !turn.HasReply && turn.HandoffRequest is null && IsRule(request.Else, turn))
        {
            // Taken off before and after: a rule that leaves its answer to knowledge again would go round in a circle.
            turn.AnswerRequest = null;
            await runner.RunAsync(turn, request.Else, cancellationToken);
            turn.AnswerRequest = null;
            if (turn.HasReply || turn.HandoffRequest is not null) turn.Decision.End("rule", request.Else);
            if (turn.HasReply && turn.HandoffRequest is null) return;
        }

        await next(turn, cancellationToken);
    }

    /// <summary>Who waits for a human is not told to call one: words for when nothing is known are not meant for them, unless they say so.</summary>
    private bool IsRule(string id, TurnContext turn) =>
        id.Length > 0 && source.Current.ById.TryGetValue(id, out var rule) && (!turn.HumanIsCalled || rule.AsksForOwner);
}
