using Microsoft.Extensions.Options;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Receiving;
using Weiyu.Client.Content;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Handlers.People;

/// <summary>
/// Sees human agents and keeps the bot out of their way: from the first sign of one the conversation is theirs, what the bot has not sent
/// yet is taken back, and it stays silent until they are done. Recognises other bots, too, and ends exchanges among programs.
/// </summary>
internal sealed class Presence(IOptions<PeopleOptions> options) : IHandler
{
    private const string SilenceTimer = "human.silence";

    /// <inheritdoc/>
    public ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (turn.Event is { } botEvent) return OnEvent(turn, botEvent) ? ValueTask.CompletedTask : next(turn, cancellationToken);
        var message = turn.Message!;
        if (MessageClassifier.IsHumanAgent(message, turn.Bot))
        {
            OnAgent(turn, message);
            return ValueTask.CompletedTask;
        }

        if (message.Type is MessageTypes.TransferAccept && message.User?.Uid != turn.Bot.Agent?.Uid)
        {
            Came(turn, message.User?.Uid, "a human accepted the transfer");
            return ValueTask.CompletedTask;
        }

        if (IsRobot(message))
        {
            turn.State.Remember("robot", turn.Text, turn.Now);
            Silent(turn, "another robot's message");
            return ValueTask.CompletedTask;
        }

        if (message.User?.Type is UserTypes.Visitor or UserTypes.User or "")
        {
            turn.State.Remember("visitor", turn.Text, turn.Now);
            turn.State.LastVisitorAt = turn.State.LastActivityAt = turn.Now;
        }

        if (turn.State.Ownership.Owner != Owner.Human) return next(turn, cancellationToken);
        Silent(turn, $"a human owns the conversation since {turn.State.Ownership.Since:HH:mm:ss}: {turn.State.Ownership.Reason}");
        return ValueTask.CompletedTask;
    }

    private void OnAgent(TurnContext turn, Wire.Message message)
    {
        var words = turn.Text.Trim();
        if (words.Length > 0 && string.Equals(words, options.Value.OnCommand, StringComparison.OrdinalIgnoreCase))
        {
            Gone(turn, "an agent gave the conversation to the bot");
            return;
        }

        var silencing = string.Equals(words, options.Value.OffCommand, StringComparison.OrdinalIgnoreCase);
        if (!silencing && !MessageTypes.IsEphemeral(message.Type) && !MessageTypes.IsReceipt(message.Type)) turn.State.Remember("agent", turn.Text, turn.Now);
        turn.State.LastActivityAt = turn.Now;
        Came(turn, message.User?.Uid, silencing ? "an agent silenced the bot" : turn.Bot.IsOwn(message.User) ? "someone writes with the bot's own account" : $"{message.User?.Nickname} {Verb(message.Type)}");
    }

    private bool OnEvent(TurnContext turn, BotEvent botEvent)
    {
        switch (botEvent)
        {
            case { Name: BotEvents.Command, Argument: "bot.off" }:
                Came(turn, null, "silenced in the console");
                return true;
            case { Name: BotEvents.Command, Argument: "bot.on" }:
                Gone(turn, "brought back in the console");
                return true;
            case { Name: BotEvents.Timer, Argument: SilenceTimer }:
                Gone(turn, "the human has been silent");
                return true;
            default:
                return false;
        }
    }

    private void Came(TurnContext turn, string? agentUid, string reason)
    {
        var before = turn.State.Ownership.Owner;
        turn.State.Ownership = OwnershipMachine.Next(turn.State.Ownership, OwnershipTrigger.HumanCame, turn.Now, reason, agentUid);
        if (before != Owner.Human)
        {
            turn.Add(new WithdrawReplies(reason));
            turn.State.Fragments.Clear();
            turn.State.Form = null;
            foreach (var timer in MootTimers) turn.Add(new CancelTimer(timer));
        }

        turn.State.Misses = 0;
        if (options.Value.ComeBackAfter > TimeSpan.Zero) turn.Add(new StartTimer(SilenceTimer, turn.Now + options.Value.ComeBackAfter));
        Silent(turn, reason);
        turn.Decision.End("human", reason);
    }

    private static void Gone(TurnContext turn, string reason)
    {
        turn.State.Ownership = OwnershipMachine.Next(turn.State.Ownership, OwnershipTrigger.HumanGone, turn.Now, reason);
        turn.Add(new CancelTimer(SilenceTimer));
        turn.Decision.Note(nameof(Presence), reason);
        turn.Decision.End("bot-back", reason);
    }

    /// <summary>What waits for an answer of the bot and is moot once a human has come.</summary>
    private static readonly string[] MootTimers = ["fragments", "form", Handoff.TimeoutTimer];

    private static void Silent(TurnContext turn, string reason)
    {
        turn.Decision.Note(nameof(Presence), reason);
        turn.Decision.End("silent", reason);
    }

    private static string Verb(string type) => type switch
    {
        MessageTypes.Typing => "is typing",
        MessageTypes.Read => "has read it",
        _ => "wrote",
    };

    private static bool IsRobot(Wire.Message message) =>
        message.User?.Type is UserTypes.Robot or UserTypes.Assistant || MessageTypes.IsRobot(message.Type) || MessageExtra.Get(message.Extra, "autoReply") is "true"
        || MessageExtra.Get(message.Extra, "isAutoReply") is "true";
}
