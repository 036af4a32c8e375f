using Weiyu.Bot.Conversations;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Handlers.People;

/// <summary>The life of a conversation: opened, closed, continued, recalled, queued.</summary>
internal sealed class Lifecycle : IHandler
{
    /// <inheritdoc/>
    public async ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        switch (turn)
        {
            case { Event.Name: BotEvents.ThreadOpened }:
                turn.State.Openings++;
                turn.State.Ownership = OwnershipMachine.Next(turn.State.Ownership, OwnershipTrigger.Reopened, turn.Now, "the conversation was opened");
                break;
            case { Message.Type: MessageTypes.AutoClosed or MessageTypes.AgentClosed }:
                turn.State.Ownership = OwnershipMachine.Next(turn.State.Ownership, OwnershipTrigger.Closed, turn.Now, turn.Message.Type);
                turn.State.Form = null;
                turn.State.Fragments.Clear();
                turn.Add(new WithdrawReplies("the conversation was closed"));
                turn.Decision.End("closed", turn.Message.Type);
                return;
            case { Message.Type: MessageTypes.Recall }:
                var recalled = turn.Message.Content.Trim();
                turn.State.Fragments.RemoveAll(f => f.Uid == recalled);
                turn.Add(new WithdrawReplies("the question was recalled", recalled));
                turn.Decision.End("recalled", recalled);
                return;
            case { Message: { } message } when IsNotice(message.Type):
                turn.Decision.End("silent", $"{message.Type} is no question");
                return;
        }

        await next(turn, cancellationToken);
    }

    /// <summary>What the platform tells and nobody asks.</summary>
    private static bool IsNotice(string type) =>
        MessageTypes.IsQueue(type) || MessageTypes.IsTransfer(type) || MessageTypes.IsInvite(type) || MessageTypes.IsNotification(type) || MessageTypes.IsWebRtc(type)
        || type is MessageTypes.System or MessageTypes.Notice or MessageTypes.Continue or MessageTypes.Welcome or MessageTypes.RateInvite or MessageTypes.RateCancel
            or MessageTypes.Kickoff or MessageTypes.Error or MessageTypes.GroupCreate or MessageTypes.GroupInvite or MessageTypes.GroupDismiss;
}
