using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Handlers.People;

/// <summary>
/// Sees human agents and keeps the bot out of their way: from their first word the conversation is theirs, what the bot has not sent
/// yet is taken back, and it stays silent until they are done. What the visitor asked and no human answered is answered when the bot comes back.
/// </summary>
internal sealed class Presence(IOptions<PeopleOptions> options, IOptions<BotOptions> bot) : IHandler
{
    /// <summary>The timer of a human's silence.</summary>
    public const string SilenceTimer = "human.silence";

    /// <summary>What waits for an answer of the bot and is moot once a human has come.</summary>
    private static readonly string[] MootTimers = [TimerNames.Fragments, "form", Handoff.TimeoutTimer, Handoff.RemindTimer, Handoff.TellTimer];

    /// <inheritdoc/>
    public ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (turn.Event is { } botEvent) return OnEventAsync(turn, botEvent, next, cancellationToken);
        var message = turn.Message!;
        if (MessageClassifier.IsHumanAgent(message, turn.Bot)) return OnAgentAsync(turn, message, next, cancellationToken);
        if (MessageClassifier.TakesOver(message, turn.Bot))
        {
            var taker = Transfers.TakerOf(message);
            Came(turn, taker?.Uid, $"{Name(taker)} accepted the {(MessageTypes.IsTransfer(message.Type) ? "transfer" : "invitation")}");
            return ValueTask.CompletedTask;
        }

        if (message.Type == MessageTypes.Transfer) return OnTransferAsync(turn, message, next, cancellationToken);
        if (MessageClassifier.IsMachine(message))
        {
            OnMachine(turn, message);
            return ValueTask.CompletedTask;
        }

        if (Questions.MayAsk(message) && Questions.AreSaid(message.Type)) Heard(turn);
        if (turn.Feedback is not null && !BotSpeaks(turn)) return QuietlyAsync(turn, next, cancellationToken);
        if (!Questions.MayAsk(message) || Lifecycle.IsHandled(message.Type)) return next(turn, cancellationToken);
        return OnVisitorAsync(turn, message, next, cancellationToken);
    }

    private ValueTask OnVisitorAsync(TurnContext turn, Wire.Message message, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (turn.State.Ownership.Owner == Owner.Human)
        {
            Silent(turn, $"a human owns the conversation since {turn.State.Ownership.Since:HH:mm:ss}: {turn.State.Ownership.Reason}");
            if (MessageClassifier.IsQuestion(message) && turn.Text.Length > 0) Keep(turn.State, [new Fragment(message.Uid, turn.Text, turn.Now)]);
            return ValueTask.CompletedTask;
        }

        if (IsRobots(turn))
        {
            Silent(turn, "the platform's own robot answers here (thread state ROBOTING)");
            return ValueTask.CompletedTask;
        }

        return next(turn, cancellationToken);
    }

    /// <summary>The visitor says what they think, and somebody else has the conversation: rules may tag and note it, and say nothing.</summary>
    private static async ValueTask QuietlyAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        await next(turn, cancellationToken);
        turn.Hush();
        turn.HandoffRequest = null;
    }

    private ValueTask OnAgentAsync(TurnContext turn, Wire.Message message, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (MessageTypes.IsEphemeral(message.Type))
        {
            OnTyping(turn);
            return ValueTask.CompletedTask;
        }

        var words = turn.Text.Trim();
        if (Is(words, options.Value.OnCommand) && options.Value.ComeBackIn(turn.Thread.Type).OnCommand)
        {
            return BackAsync(turn, "an agent gave the conversation to the bot", next, cancellationToken);
        }

        var silencing = Is(words, options.Value.OffCommand);
        var said = !silencing && !MessageTypes.IsReceipt(message.Type) && message.Type != MessageTypes.Recall;
        if (said) turn.State.Remember("agent", turn.Text, turn.Now);
        turn.State.LastActivityAt = turn.Now;
        var reason = silencing ? "an agent silenced the bot"
            : turn.Bot.IsOwn(message.User) ? "someone writes with the bot's own account"
            : $"{Name(message.User)} {Verb(message.Type)}";
        Came(turn, message.User?.Uid, reason, said);
        return ValueTask.CompletedTask;
    }

    /// <summary>A colleague hands the conversation on: to the bot, or to somebody else.</summary>
    private ValueTask OnTransferAsync(TurnContext turn, Wire.Message message, HandlerDelegate next, CancellationToken cancellationToken)
    {
        var giver = Transfers.GiverOf(message);
        if (giver is null || turn.Bot.IsOwn(giver)) return next(turn, cancellationToken);
        var comeBack = options.Value.ComeBackIn(turn.Thread.Type).OnTransfer;
        if (!options.Value.AcceptTransfers || !comeBack || !Transfers.IsTo(message, turn.Bot))
        {
            Came(turn, giver.Uid, $"{Name(giver)} is transferring it");
            return ValueTask.CompletedTask;
        }

        turn.Add(Transfers.Accept(message, turn.Thread));
        return BackAsync(turn, $"{Name(giver)} transferred it to the bot", next, cancellationToken);
    }

    private ValueTask OnEventAsync(TurnContext turn, BotEvent botEvent, HandlerDelegate next, CancellationToken cancellationToken)
    {
        switch (botEvent)
        {
            case { Name: BotEvents.Command, Argument: BotEvents.Off }:
                Came(turn, null, "silenced in the console");
                return ValueTask.CompletedTask;
            case { Name: BotEvents.Command, Argument: BotEvents.On }:
                return BackAsync(turn, "brought back in the console", next, cancellationToken);
            case { Name: BotEvents.Timer, Argument: SilenceTimer }:
                return turn.State.Ownership.Owner == Owner.Human ? BackAsync(turn, "the human has been silent", next, cancellationToken, hasLeft: true) : ValueTask.CompletedTask;
            case { Name: BotEvents.ThreadAgent, Argument: { } agent }:
                var before = turn.State.ThreadAgent;
                turn.State.ThreadAgent = agent;
                if (MessageClassifier.IsOthers(botEvent, turn.Bot))
                {
                    Came(turn, agent, $"the thread was given to {botEvent.Data?["nickname"]?.ToString() ?? agent}");
                    return ValueTask.CompletedTask;
                }

                return turn.State.Ownership.Owner == Owner.Human && before is not null && before != agent && options.Value.ComeBackIn(turn.Thread.Type).OnTransfer
                    ? BackAsync(turn, "the thread was given to the bot", next, cancellationToken)
                    : ValueTask.CompletedTask;
            default:
                return next(turn, cancellationToken);
        }
    }

    /// <param name="said">Whether the human said something: that answers what was open.</param>
    private void Came(TurnContext turn, string? agentUid, string reason, bool said = false)
    {
        var before = turn.State.Ownership.Owner;
        turn.Own(OwnershipTrigger.HumanCame, reason, agentUid);
        if (before != Owner.Human)
        {
            turn.Add(new WithdrawReplies(reason) { IsUnanswered = !said });
            Keep(turn.State, turn.State.Fragments);
            turn.State.Fragments.Clear();
            turn.State.Form = null;
            foreach (var timer in MootTimers) turn.Add(new CancelTimer(timer));
        }

        if (said) turn.State.Unanswered.Clear();
        turn.State.Misses = 0;
        turn.State.RepliesWithoutHuman = 0;
        AwaitSilence(turn);
        turn.Decision.End("human", reason);
    }

    /// <summary>Who writes in a conversation that is theirs has not left it; in any other, typing gives them nothing yet.</summary>
    private void OnTyping(TurnContext turn)
    {
        if (turn.State.Ownership.Owner != Owner.Human)
        {
            Silent(turn, "a human is typing");
            return;
        }

        turn.State.LastActivityAt = turn.Now;
        AwaitSilence(turn);
        turn.Decision.End("human", "is typing");
    }

    private void AwaitSilence(TurnContext turn)
    {
        if (options.Value.ComeBackIn(turn.Thread.Type).After is { Ticks: > 0 } silence) turn.Add(new StartTimer(SilenceTimer, turn.Now + silence));
    }

    /// <summary>The bot has the conversation again; what was asked meanwhile and answered by nobody goes on as one message.</summary>
    private ValueTask BackAsync(TurnContext turn, string reason, HandlerDelegate next, CancellationToken cancellationToken, bool hasLeft = false)
    {
        turn.Own(OwnershipTrigger.HumanGone, reason);
        turn.Add(new CancelTimer(SilenceTimer));
        turn.Decision.End("bot-back", reason);
        List<Fragment> open = [.. turn.State.Unanswered.Where(u => turn.Now - u.At <= bot.Value.MaxQuestionAge)];
        turn.State.Unanswered.Clear();
        if (open.Count == 0 || turn.State.Ownership.Owner != Owner.Bot || !Scope.AnswersByDefault(turn.Thread)) return ValueTask.CompletedTask;
        if (hasLeft) turn.Add(new SendMessage(MessageTypes.Text, PeopleTexts.HumanLeft(turn.Locale)) { IsPreface = true });
        Pieces.Join(turn, open, turn.Thread.User);
        return next(turn, cancellationToken);
    }

    /// <summary>Another robot has answered, or says something of its own: the bot keeps out of it.</summary>
    private static void OnMachine(TurnContext turn, Wire.Message message)
    {
        turn.State.Remember("robot", turn.Text, turn.Now);
        if (MessageClassifier.IsMachineAnswer(message))
        {
            turn.Add(new WithdrawReplies("another robot answered"));
            turn.State.Fragments.Clear();
        }

        Silent(turn, "another robot's message");
    }

    /// <summary>The visitor said something.</summary>
    private static void Heard(TurnContext turn)
    {
        turn.State.Remember("visitor", turn.Text, turn.Now);
        turn.State.LastVisitorAt = turn.State.LastActivityAt = turn.Now;
    }

    private static bool BotSpeaks(TurnContext turn) => turn.State.Ownership.Owner != Owner.Human && !IsRobots(turn);

    /// <summary>Whether the platform's own robot is on duty.</summary>
    private static bool IsRobots(TurnContext turn) => turn.Thread.State == ThreadStates.Roboting;

    private static void Keep(ConversationState state, IEnumerable<Fragment> questions)
    {
        foreach (var question in questions)
        {
            if (!state.Unanswered.Exists(u => u.Uid == question.Uid)) state.Unanswered.Add(question);
        }

        if (state.Unanswered.Count > ConversationState.MaxUnanswered) state.Unanswered.RemoveRange(0, state.Unanswered.Count - ConversationState.MaxUnanswered);
    }

    private static bool Is(string words, string command) => command.Length > 0 && string.Equals(words, command, StringComparison.OrdinalIgnoreCase);

    private static void Silent(TurnContext turn, string reason)
    {
        turn.Decision.Note(nameof(Presence), reason);
        turn.Decision.End("silent", reason);
    }

    private static string Name(Wire.User? human) => human is { Nickname.Length: > 0 } ? human.Nickname : "a colleague";

    private static string Verb(string type) => type == MessageTypes.Read ? "has read it" : "wrote";
}
