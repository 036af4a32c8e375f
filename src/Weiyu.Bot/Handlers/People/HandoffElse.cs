using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Bot.Pipeline;
using Weiyu.Rules;
using Weiyu.Rules.Model;

namespace Weiyu.Bot.Handlers.People;

/// <summary>What is done when no human comes.</summary>
internal sealed class HandoffElse(IOptions<PeopleOptions> options, RuleBookSource rules, RuleRunner runner)
{
    /// <summary>The member of the conversation's state that keeps what the hand-off under way wants done; empty: as configured.</summary>
    public const string Key = "handoff.else";

    /// <summary>Does what is to be done when no human comes: a rule of the folder, the form of the message that is left, or only the words.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="ruleId">The rule; empty: as configured.</param>
    /// <param name="words">Why no human comes; a rule of the folder with words of its own goes without.</param>
    /// <param name="cancellationToken">Ends the turn.</param>
    public async ValueTask RunAsync(TurnContext turn, string ruleId, string words, CancellationToken cancellationToken)
    {
        ruleId = ruleId.Length > 0 ? ruleId : options.Value.HandoffElse;
        var rule = rules.Current.ById.GetValueOrDefault(ruleId);
        if (rule is null || BuiltInRules.Contains(rule)) turn.Say(words);
        if (rule is null) return;
        var before = turn.Effects.Count;
        await runner.RunAsync(turn, ruleId, cancellationToken);
        if (turn.Effects.Count == before && !turn.HasReply) turn.Say(words);
        // A rule that calls a human where none comes would go round in a circle.
        (turn.HandoffRequest, turn.AnswerRequest) = (null, null);
    }
}
