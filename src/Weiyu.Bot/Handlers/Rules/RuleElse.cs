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
        if (turn.AnswerRequest is { } request && !turn.HasReply && turn.HandoffRequest is null && IsRule(request.Else))
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

    private bool IsRule(string id) => id.Length > 0 && source.Current.ById.ContainsKey(id);
}
