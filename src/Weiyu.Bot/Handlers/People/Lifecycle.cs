using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Handlers.People;

/// <summary>
/// The life of a conversation: queued, opened, continued, recalled, closed. What is said at its turns (a welcome, a nudge after silence, the
/// invitation to rate) is the rules': <c>thread.opened</c>, <c>silence(…)</c>, <c>thread.closed</c>.
/// </summary>
internal sealed class Lifecycle(IOptions<PeopleOptions> options) : IHandler
{
    /// <summary>Everything that waits for something in a conversation that is still going on.</summary>
    private static readonly string[] Timers = [TimerNames.Fragments, "form", Presence.SilenceTimer, Handoff.TimeoutTimer, Handoff.RemindTimer, Handoff.TellTimer];

    /// <inheritdoc/>
    public async ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        switch (turn)
        {
            case { Event.Name: BotEvents.ThreadOpened }:
                turn.State.Openings++;
                turn.Own(OwnershipTrigger.Reopened, "the conversation was opened");
                break;
            case { Event.Name: BotEvents.ThreadClosed }:
                Close(turn, "the conversation was closed");
                break;
            case { Message: { } message } when MessageTypes.EndsConversation(message.Type):
                Close(turn, message.Type);
                turn.Decision.End("closed", message.Type);
                return;
            case { Message: { Type: MessageTypes.Recall } recall }:
                Recall(turn, recall.Content.Trim());
                return;
            case { Message: { Type: MessageTypes.QueueNotice } notice }:
                OnQueued(turn, notice);
                return;
            case { Message: { Type: MessageTypes.Continue or MessageTypes.QueueAccept } resumed }:
                turn.Own(OwnershipTrigger.Reopened, resumed.Type);
                turn.Decision.End("silent", $"{resumed.Type} is no question");
                return;
            case { Message: { } message } when IsNotice(message.Type) && !Transfers.IsRefusal(message.Type):
                turn.Decision.End("silent", $"{message.Type} is no question");
                return;
        }

        await next(turn, cancellationToken);
    }

    /// <summary>Whether a type is of the conversation's life, and no word of the visitor's.</summary>
    public static bool IsHandled(string type) => MessageTypes.EndsConversation(type) || type is MessageTypes.Recall || IsNotice(type);

    private static void Close(TurnContext turn, string reason)
    {
        if (turn.State.Ownership.Owner == Owner.Closed) return;
        turn.Own(OwnershipTrigger.Closed, reason);
        turn.State.Form = null;
        turn.State.Fragments.Clear();
        turn.State.Unanswered.Clear();
        turn.State.ThreadAgent = null;
        turn.Add(new WithdrawReplies("the conversation was closed"));
        foreach (var timer in Timers) turn.Add(new CancelTimer(timer));
        turn.Decision.End("closed", reason);
    }

    private static void Recall(TurnContext turn, string recalled)
    {
        turn.State.Fragments.RemoveAll(f => f.Uid == recalled);
        turn.State.Unanswered.RemoveAll(f => f.Uid == recalled);
        turn.Add(new WithdrawReplies("the question was recalled", recalled));
        turn.Decision.End("recalled", recalled);
    }

    /// <summary>A visitor waits in the agent's queue. The notice names the thread in its extra; some servers send it in the thread itself.</summary>
    private void OnQueued(TurnContext turn, Wire.Message notice)
    {
        var uid = MessageExtra.Get(notice.Extra, "threadUid") ?? notice.Thread.Uid;
        var topic = MessageExtra.Get(notice.Extra, "threadTopic") ?? notice.Thread.Topic;
        if (!options.Value.AcceptQueued || turn.Bot.Agent is null || !Topics.TryParse(topic, out var parts) || !parts.IsCustomerThread)
        {
            turn.Decision.End("silent", options.Value.AcceptQueued ? "the notice names no visitor's thread" : "queued visitors are left (People:AcceptQueued)");
            return;
        }

        turn.Add(new ServerAction(ServerActions.AcceptThread, new JsonObject { ["uid"] = uid, ["topic"] = topic }));
        turn.Decision.End("queued", topic);
    }

    /// <summary>What the platform tells and nobody asks.</summary>
    private static bool IsNotice(string type) =>
        MessageTypes.IsQueue(type) || MessageTypes.IsTransfer(type) || MessageTypes.IsInvite(type) || MessageTypes.IsNotification(type) || MessageTypes.IsWebRtc(type)
        || type is MessageTypes.System or MessageTypes.Notice or MessageTypes.Continue or MessageTypes.Welcome or MessageTypes.RateInvite or MessageTypes.RateCancel
            or MessageTypes.Kickoff or MessageTypes.Error or MessageTypes.GroupCreate or MessageTypes.GroupInvite or MessageTypes.GroupDismiss;
}
