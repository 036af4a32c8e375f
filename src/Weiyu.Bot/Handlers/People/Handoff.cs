using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Bot.Pipeline;
using Weiyu.Rules;
using Weiyu.Text.Languages;

namespace Weiyu.Bot.Handlers.People;

/// <summary>
/// Calls a human: because somebody wants one (in words, by a rule, by the model), or because answers keep missing. Looks whether anybody is
/// there, says honestly what will happen, and tells the humans. What happens while the visitor waits is <see cref="HandoffWait"/>'s.
/// </summary>
internal sealed class Handoff(IOptions<PeopleOptions> options, RuleBookSource rules, HandoffElse otherwise, Colleagues colleagues, HandoffSummary summary, HumanNotices notices) : IHandler
{
    /// <summary>The timer of a visitor who waits.</summary>
    public const string TimeoutTimer = "handoff.timeout";

    /// <summary>The timer of the reminder. Data: the reason.</summary>
    public const string RemindTimer = "handoff.remind";

    /// <summary>The timer, due at once, of the turn that tells the humans where a model writes the summary. Data: to, reason, gathered.</summary>
    public const string TellTimer = "handoff.tell";

    /// <inheritdoc/>
    public async ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (turn is { HandoffRequest: null, HasReply: false, TooOld: false }
            && Questions.AreWords(turn.Message?.Type) && Scope.AnswersByDefault(turn.Thread)
            && options.Value.HandoffAfterMisses > 0 && turn.State.Misses + 1 >= options.Value.HandoffAfterMisses && LanguageRequests.Read(turn.Text) is null)
        {
            turn.HandoffRequest = new HandoffRequest($"{turn.State.Misses + 1} answers in a row missed");
        }

        if (turn.HandoffRequest is { } request && turn.State.Ownership.Owner != Owner.Human) await CallAsync(turn, request, cancellationToken);
        else await next(turn, cancellationToken);
    }

    private async ValueTask CallAsync(TurnContext turn, HandoffRequest request, CancellationToken cancellationToken)
    {
        turn.State.Misses = 0;
        turn.Decision.Note(nameof(Handoff), request.Reason);
        turn.Decision.End("handoff", turn.Decision.Source ?? request.Reason);
        if (turn.State.Ownership.Owner == Owner.Waiting)
        {
            if (!turn.HasReply) turn.Say(PeopleTexts.StillWaiting(turn));
            return;
        }

        var (calendar, locale) = (rules.Current.Calendar, turn.Locale);
        var there = colleagues.Now;
        if (!calendar.IsOpen(turn.Now) || there == Availability.Nobody)
        {
            var why = calendar.IsOpen(turn.Now) ? PeopleTexts.NobodyThere(locale) : PeopleTexts.OutsideHours(locale, calendar, turn.Now);
            turn.Decision.Note(nameof(Handoff), calendar.IsOpen(turn.Now) ? "no agent is online" : "outside working hours");
            notices.Notify(turn, "missed", request.Reason, HandoffSummary.Extract(turn, request.Reason, request.Gathered));
            await otherwise.RunAsync(turn, request.Else, why, cancellationToken);
            return;
        }

        if (!turn.HasReply) turn.Say(request.Say ?? (there == Availability.Busy ? PeopleTexts.Busy(locale) : PeopleTexts.Calling(locale)));
        turn.Own(OwnershipTrigger.HumanCalled, request.Reason);
        turn.State.Extra[HandoffElse.Key] = request.Else;
        var timeout = request.Timeout ?? options.Value.HandoffTimeout;
        turn.Add(new StartTimer(TimeoutTimer, turn.Now + timeout));
        if (options.Value.HandoffRemindAfter is { Ticks: > 0 } remind && remind < timeout) turn.Add(new StartTimer(RemindTimer, turn.Now + remind, request.Reason));
        Tell(turn, request);
    }

    /// <summary>Tells the humans; where a model writes the summary, in a turn of its own, so that the visitor does not wait for it.</summary>
    private void Tell(TurnContext turn, HandoffRequest request)
    {
        var to = request.To.Length > 0 ? request.To : options.Value.HandoffTo;
        if (summary.AsksModel)
        {
            turn.Add(new StartTimer(TellTimer, turn.Now, new JsonObject { ["to"] = to, ["reason"] = request.Reason, ["gathered"] = request.Gathered }.ToJsonString(Sending.Json)));
            return;
        }

        notices.Call(turn, to, request.Reason, HandoffSummary.Extract(turn, request.Reason, request.Gathered));
    }
}
