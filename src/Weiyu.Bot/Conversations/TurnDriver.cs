using System.Diagnostics;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Telemetry;

namespace Weiyu.Bot.Conversations;

/// <summary>
/// Runs the turn of an item and commits it. A turn that is interrupted ends without an answer, and what becomes of its question is committed; one
/// that another instance of the bot overtook is run again on what is there now.
/// </summary>
internal sealed class TurnDriver(
    ConversationCache cache, TurnRunner runner, TurnCommitter committer, Store store, BotTelemetry telemetry, TimeProvider time, IOptions<PeopleOptions> people)
{
    /// <summary>Handles an item, and before it the event that it brings with it.</summary>
    /// <param name="item">Stored already.</param>
    /// <param name="bot">Who the bot is.</param>
    /// <param name="stopping">The bot stops.</param>
    public async Task HandleAsync(InboxItem item, BotIdentity bot, CancellationToken stopping)
    {
        if (store.IsShared) Refresh(item.Conversation);
        var conversation = cache.Get(item.Conversation, item.Message?.Thread);
        if (ThreadEvents.Before(item, conversation, bot, time.GetUtcNow()) is { } before) await TakeTurnAsync(before, conversation, bot, stopping);
        await TakeTurnAsync(item, conversation, bot, stopping);
    }

    private async Task TakeTurnAsync(InboxItem item, Conversation conversation, BotIdentity bot, CancellationToken stopping)
    {
        using var activity = BotTelemetry.Continue("pipeline", item.Trace);
        var started = time.GetTimestamp();
        TurnOutcome outcome;
        Committed committed;
        do
        {
            var basis = store.IsShared ? conversation.StateJson : null;
            outcome = await RunAsync(item, conversation, bot, stopping);
            activity?.SetTag("weiyu.outcome", outcome.Decision.Outcome);
            committed = await committer.CommitAsync(outcome, activity?.Id ?? item.Trace, basis);
            if (committed.Result != CommitResult.Written) Refresh(item.Conversation);
        }
        while (committed.Result == CommitResult.Stale);

        if (committed.Result == CommitResult.Elsewhere) return;
        conversation.Withdrawn(committed.Withdrawn);
        conversation.Committed(outcome.Thread, committed.StateJson, outcome.Owner, outcome.Owner == Owner.Closed);
        if (item.IsHumanSign) conversation.LastSign = time.GetUtcNow();
        committer.HandOn(outcome, committed);
        telemetry.Turns.Add(1, new KeyValuePair<string, object?>("outcome", outcome.Decision.Outcome));
        telemetry.TurnDuration.Record(time.GetElapsedTime(started).TotalSeconds);
    }

    private async Task<TurnOutcome> RunAsync(InboxItem item, Conversation conversation, BotIdentity bot, CancellationToken stopping)
    {
        if (InterruptedQuestion.TimerOf(item)?.Argument is { } timer && store.Read(session => session.HasTimer(item.Conversation, timer)))
        {
            // What was handled while its event waited has set it anew: it has not rung yet.
            return TurnOutcome.Without(item, conversation, "moot", $"the timer {timer} was set anew meanwhile", time.GetUtcNow());
        }

        if (conversation.IsRecalled(item.Uid)) return Interrupted(item, conversation, new Interruption(InterruptionKind.Recalled, "the question was recalled"));
        var running = new RunningTurn(item.Uid, MessageClassifier.IsQuestion(item), item.IsHumanSign, people.Value.WhenAnotherComes);
        var token = conversation.BeginTurn(running, stopping);
        try
        {
            return await runner.RunAsync(item, conversation.Thread, conversation.StateJson, bot, token, running);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // What interrupted it waits in the mailbox behind it; this turn ends without an answer.
            return Interrupted(item, conversation, conversation.EndTurn() ?? new Interruption(InterruptionKind.Human, "interrupted"));
        }
        finally
        {
            conversation.EndTurn();
        }
    }

    private TurnOutcome Interrupted(InboxItem item, Conversation conversation, Interruption interruption)
    {
        var now = time.GetUtcNow();
        var effects = new List<Effect>();
        var state = InterruptedQuestion.After(interruption, item, conversation.StateJson, effects, now);
        return TurnOutcome.Without(item, conversation, "interrupted", interruption.Reason, now) with
        {
            Thread = InterruptedQuestion.ThreadOf(item, conversation.Thread), StateJson = state, Effects = effects,
        };
    }

    /// <summary>What another instance of the bot committed counts here, too.</summary>
    private void Refresh(string topic)
    {
        if (store.Read(session => session.FindConversation(topic)) is { } row) cache.Get(topic).Refresh(row);
    }
}
