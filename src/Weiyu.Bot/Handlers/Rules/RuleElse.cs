using Weiyu.Bot.Conversations;
using Weiyu.Bot.Handlers.People;
using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Bot.Handlers.Rules.Templates;
using Weiyu.Bot.Pipeline;

namespace Weiyu.Bot.Handlers.Rules;

/// <summary>Carries out the rule that an <c>else</c> names: of an <c>answer</c> that nothing answered, of a hand-off to which nobody came.</summary>
internal sealed class RuleElse(RuleBookSource source, RuleRunner runner) : IHandler
{
    /// <inheritdoc/>
    public async ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (turn.Event is { Name: BotEvents.Timer, Argument: Handoff.TimeoutTimer, Data: { } data } && turn.Message is null
            && turn.State.Ownership.Owner is Owner.Waiting && IsRule(TemplateValues.Show(data["value"])))
        {
            turn.State.Ownership = OwnershipMachine.Next(turn.State.Ownership, OwnershipTrigger.HumanGone, turn.Now, "nobody came");
            turn.Decision.End("rule", TemplateValues.Show(data["value"]));
            await runner.RunAsync(turn, TemplateValues.Show(data["value"]), cancellationToken);
            return;
        }

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
