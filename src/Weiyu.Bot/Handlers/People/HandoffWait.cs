using System.Text.Json.Nodes;
using Weiyu.Bot.Core;
using Weiyu.Bot.Pipeline;
using Weiyu.Rules.Templates;

namespace Weiyu.Bot.Handlers.People;

/// <summary>
/// What happens while a visitor waits for a human: the humans are told, reminded once, and when nobody comes in time, or whoever was asked
/// refuses, the visitor is told so and something else is done.
/// </summary>
internal sealed class HandoffWait(HandoffElse otherwise, HandoffSummary summary, HumanNotices notices) : IHandler
{
    /// <inheritdoc/>
    public async ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        var waits = turn.State.Ownership.Owner == Owner.Waiting;
        switch (turn)
        {
            case { Event: { Name: BotEvents.Timer, Argument: Handoff.TellTimer } tell }:
                await TellAsync(turn, tell, cancellationToken);
                return;
            case { Event: { Name: BotEvents.Timer, Argument: Handoff.RemindTimer } remind }:
                if (waits) Remind(turn, TemplateValues.Show(remind.Data?["value"]));
                return;
            case { Event: { Name: BotEvents.Timer, Argument: Handoff.TimeoutTimer } }:
                if (waits) await NobodyCameAsync(turn, "nobody came", cancellationToken);
                return;
            case { Message: { } message } when Transfers.IsRefusal(message.Type):
                turn.Decision.End("silent", $"{message.Type} is no question");
                if (waits) await NobodyCameAsync(turn, message.Type, cancellationToken);
                return;
            default:
                await next(turn, cancellationToken);
                return;
        }
    }

    private async ValueTask TellAsync(TurnContext turn, BotEvent tell, CancellationToken cancellationToken)
    {
        var data = JsonNode.Parse(TemplateValues.Show(tell.Data?["value"]))!.AsObject();
        var reason = TemplateValues.Show(data["reason"]);
        var words = await summary.WriteAsync(turn, HandoffSummary.Extract(turn, reason, data["gathered"] as JsonObject), cancellationToken);
        notices.Call(turn, TemplateValues.Show(data["to"]), reason, words);
        turn.Decision.End("handoff", reason);
    }

    private void Remind(TurnContext turn, string reason)
    {
        turn.Say(PeopleTexts.StillCalling(turn.Locale));
        notices.Notify(turn, "reminder", reason, HandoffSummary.Extract(turn, $"{reason} (还在等待 still waiting)", null));
        turn.Decision.End("handoff", "the humans were reminded");
    }

    private async ValueTask NobodyCameAsync(TurnContext turn, string reason, CancellationToken cancellationToken)
    {
        turn.Own(OwnershipTrigger.HumanGone, reason);
        turn.Add(new CancelTimer(Handoff.TimeoutTimer));
        turn.Add(new CancelTimer(Handoff.RemindTimer));
        turn.Decision.End("handoff", reason);
        await otherwise.RunAsync(turn, TemplateValues.Show(turn.State.Extra.GetValueOrDefault(HandoffElse.Key)), PeopleTexts.NobodyCame(turn.Locale), cancellationToken);
    }
}
