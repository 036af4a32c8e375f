using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Telemetry;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Conversations;

/// <summary>
/// The mailboxes: one item at a time per conversation, in order; many conversations beside one another. A mailbox exists while it has
/// something to do.
/// </summary>
internal sealed partial class ConversationHub(
    ConversationCache cache, TurnRunner runner, Store store, IOutboxFeed outbox, IBotIdentitySource identity, SentUids sent, CatchUpGate gate,
    TimerWake timers, BotTelemetry telemetry, TimeProvider time, IOptions<BotOptions> options, IOptions<PeopleOptions> people, ILogger<ConversationHub> log) : IConversationFeed, IDisposable
{
    /// <summary>How often something unforeseen may happen to an item before it has failed; some minutes.</summary>
    public const int MaxFailures = 12;

    private readonly ConcurrentDictionary<string, Mailbox> _mailboxes = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _room = new(options.Value.MaxWaiting);
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(0.25);

    private readonly CancellationTokenSource _stopping = new();
    private int _waiting;

    /// <summary>Items that wait or are being handled.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>How many conversations have something under way.</summary>
    public int Active => _mailboxes.Count;

    /// <inheritdoc/>
    public async ValueTask PostAsync(InboxItem stored, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        Post(stored);
    }

    /// <summary>Journals something that happened here and was no message, and hands it on. A sign of a human counts from this moment.</summary>
    public async Task TakeAsync(InboxItem item, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (item.IsHumanSign) HumanSeen(item.Conversation);
        // What is stored is handed on, whatever the caller is told meanwhile.
        if (await store.WriteAsync(session => session.InsertInbox(item), CancellationToken.None) is { } seq) await PostAsync(item with { Seq = seq }, _stopping.Token);
        else if (item.IsHumanSign) cache.Get(item.Conversation).HumanHandled();
    }

    /// <summary>A human was seen in a conversation: the bot falls silent now, before the sign itself is handled.</summary>
    public void HumanSeen(string topic) => cache.Get(topic).HumanSeen();

    /// <summary>Whether something is going on in a conversation.</summary>
    public bool IsBusy(string topic) => _mailboxes.ContainsKey(topic);

    /// <summary>Takes nothing more and waits for the turns under way; what is left stays in the journal.</summary>
    /// <param name="patience">How long turns may take before they are interrupted.</param>
    public async Task StopAsync(TimeSpan patience)
    {
        foreach (var mailbox in _mailboxes.Values) mailbox.Close();
        var running = Task.WhenAll(_mailboxes.Values.Select(m => m.Running));
        if (await running.EndsWithinAsync(patience, time)) return;
        await _stopping.CancelAsync();
        // What does not heed that (a call that hangs) is left behind.
        await running.EndsWithinAsync(LastPatience, time);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _room.Dispose();
        _stopping.Dispose();
    }

    private void Post(InboxItem item)
    {
        Interlocked.Increment(ref _waiting);
        while (true)
        {
            var mailbox = _mailboxes.GetOrAdd(item.Conversation, static _ => new Mailbox());
            switch (mailbox.Add(item))
            {
                case Mailbox.Added.Started:
                    mailbox.Running = Task.Run(() => RunAsync(item.Conversation, mailbox));
                    return;
                case Mailbox.Added.Queued:
                    return;
                case Mailbox.Added.Stopped:
                    Done();
                    return;
                default:
                    // It has just ended and is about to be removed; the next one is a new one.
                    _mailboxes.TryRemove(new KeyValuePair<string, Mailbox>(item.Conversation, mailbox));
                    continue;
            }
        }
    }

    private void Done()
    {
        Interlocked.Decrement(ref _waiting);
        _room.Release();
    }

    private async Task RunAsync(string topic, Mailbox mailbox)
    {
        do
        {
            try
            {
                if (await gate.WaitAsync(topic, _stopping.Token) is { } order) mailbox.Sort(order);
            }
            catch (OperationCanceledException)
            {
                mailbox.Close();
            }
        }
        while (await HandleNextAsync(mailbox));

        _mailboxes.TryRemove(new KeyValuePair<string, Mailbox>(topic, mailbox));
        cache.Trim(IsBusy);
    }

    private async Task<bool> HandleNextAsync(Mailbox mailbox)
    {
        if (mailbox.Take() is not { } item) return false;
        try
        {
            if (identity.Current is { } bot) await HandleToTheEndAsync(item, bot);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // It is still open in the journal.
        }
        catch (Exception e)
        {
            // It is still open in the journal, too. Whatever it was: those behind it are handled.
            LogLeft(log, item.Uid, e);
        }
        finally
        {
            if (item.IsHumanSign) cache.Peek(item.Conversation)?.HumanHandled();
            Done();
        }

        return true;
    }

    /// <summary>
    /// Handles an item, for as long as it takes: a database that can't be read now is waited for, and what is behind waits too, so that
    /// nothing overtakes. What fails again and again is marked as failed, visibly.
    /// </summary>
    private async Task HandleToTheEndAsync(InboxItem item, BotIdentity bot)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await HandleAsync(item, bot);
                return;
            }
            catch (Exception e) when (!_stopping.IsCancellationRequested)
            {
                LogBroken(log, item.Uid, e);
                if (failures >= MaxFailures && store.Trouble is null && !Store.IsOutage(e))
                {
                    await GiveUpAsync(item, e);
                    return;
                }

                await Task.Delay(TimeSpan.FromSeconds(Math.Min(30, 0.25 * Math.Pow(2, failures))), time, _stopping.Token);
            }
        }
    }

    private async Task GiveUpAsync(InboxItem item, Exception error)
    {
        var now = time.GetUtcNow();
        var decision = new Decision { Uid = item.Uid, Conversation = item.Conversation, At = now };
        decision.Note("conversation", error.GetType().Name);
        decision.End("failed");
        await store.WriteAsync(session =>
        {
            session.FinishInbox(item.Uid, InboxState.Failed, now);
            session.SaveDecision(decision);
        }, _stopping.Token);
    }

    private async Task HandleAsync(InboxItem item, BotIdentity bot)
    {
        if (store.IsShared) Refresh(item.Conversation);
        if (EventBefore(item, bot) is { } before) await HandleAsync(before, bot);
        using var activity = BotTelemetry.Continue("pipeline", item.Trace);
        var started = time.GetTimestamp();
        var conversation = cache.Get(item.Conversation);
        var (outcome, committed) = await RunAndCommitAsync(item, conversation, bot, activity);
        if (committed == Committed.Elsewhere) return;
        conversation.Withdrawn(committed.Withdrawn);
        conversation.Committed(outcome.Thread, committed.StateJson, outcome.Owner, outcome.Owner == Owner.Closed);
        if (item.IsHumanSign) conversation.LastSign = time.GetUtcNow();
        foreach (var send in committed.Stored) outbox.Enqueue(send);
        foreach (var effect in outcome.Effects)
        {
            if (effect is StartTimer timer) timers.Notify(timer.Due);
        }

        telemetry.Turns.Add(1, new KeyValuePair<string, object?>("outcome", outcome.Decision.Outcome));
        telemetry.TurnDuration.Record(time.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>Runs a turn and commits it. If another instance changed the conversation meanwhile, it is run again on what is there now.</summary>
    private async Task<(TurnOutcome Outcome, Committed Committed)> RunAndCommitAsync(InboxItem item, Conversation conversation, BotIdentity bot, Activity? activity)
    {
        while (true)
        {
            var basis = store.IsShared ? conversation.StateJson : null;
            var outcome = await RunTurnAsync(item, conversation, bot);
            var trace = activity?.Id ?? item.Trace;
            activity?.SetTag("weiyu.outcome", outcome.Decision.Outcome);
            var committed = await store.WriteAsync(session => TurnCommit.Apply(session, outcome, trace, sent.Contains, basis));
            if (committed == Committed.Elsewhere || committed == Committed.Stale) Refresh(item.Conversation);
            if (committed != Committed.Stale) return (outcome, committed);
        }
    }

    /// <summary>What another instance of the bot committed counts here, too.</summary>
    private void Refresh(string topic)
    {
        if (store.Read(session => session.FindConversation(topic)) is { } row) cache.Get(topic).Refresh(row);
    }

    /// <summary>
    /// The event that a message brings with it and that is handled before it: the conversation opens with the visitor's first words, or when
    /// the server resumes it or takes the visitor out of the queue, and closes with the message that says so. The uid of an opening counts the
    /// openings, so that a repeated turn, or a start with the data folder lost, greets nobody twice.
    /// </summary>
    private InboxItem? EventBefore(InboxItem item, BotIdentity bot)
    {
        if (item.Kind != InboxKind.Message || item.IsHumanSign) return null;
        var message = Wire.Message.Parser.ParseFrom(item.Payload);
        var conversation = cache.Get(item.Conversation, message.Thread);
        var isBlank = conversation.StateJson == Conversation.Blank;
        if (MessageTypes.EndsConversation(message.Type))
        {
            return isBlank || conversation.Closed ? null : Event(Uids.Derive(bot.UserUid, item.Uid, "closed"), BotEvents.ThreadClosed, item);
        }

        if ((!conversation.Closed && !isBlank) || !MessageClassifier.Opens(message) || !Scope.AnswersByDefault(message.Thread)) return null;
        var openings = ConversationState.FromJson(conversation.StateJson).Openings;
        return Event(Uids.Derive(bot.UserUid, item.Conversation, $"opened/{openings + 1}"), BotEvents.ThreadOpened, item);
    }

    private InboxItem Event(string uid, string name, InboxItem cause) =>
        InboxItem.Of(uid, cause.Conversation, new BotEvent(name), time.GetUtcNow()) with { Trace = cause.Trace };

    private async Task<TurnOutcome> RunTurnAsync(InboxItem item, Conversation conversation, BotIdentity bot)
    {
        if (InterruptedQuestion.TimerOf(item)?.Argument is { } timer && store.Read(session => session.HasTimer(item.Conversation, timer)))
        {
            // What was handled while its event waited has set it anew: it has not rung yet.
            return Moot(item, conversation, $"the timer {timer} was set anew meanwhile");
        }

        if (conversation.IsRecalled(item.Uid)) return Interrupted(item, conversation, new Interruption(InterruptionKind.Recalled, "the question was recalled"));
        var running = new RunningTurn(item.Uid, IsQuestion(item), item.IsHumanSign, people.Value.WhenAnotherComes);
        var token = conversation.BeginTurn(running, _stopping.Token);
        try
        {
            return await runner.RunAsync(item, conversation.Thread, conversation.StateJson, bot, token, running);
        }
        catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
        {
            // What interrupted it waits in the mailbox behind it; this turn ends without an answer.
            return Interrupted(item, conversation, conversation.EndTurn() ?? new Interruption(InterruptionKind.Human, "interrupted"));
        }
        finally
        {
            conversation.EndTurn();
        }
    }

    private TurnOutcome Moot(InboxItem item, Conversation conversation, string reason)
    {
        var now = time.GetUtcNow();
        var decision = new Decision { Uid = item.Uid, Conversation = item.Conversation, At = now };
        decision.Note("conversation", reason);
        decision.End("moot", reason);
        return new TurnOutcome(item, InboxState.Handled, conversation.Thread, conversation.StateJson, conversation.Owner, [], [], decision, now);
    }

    private TurnOutcome Interrupted(InboxItem item, Conversation conversation, Interruption interruption)
    {
        var now = time.GetUtcNow();
        var decision = new Decision { Uid = item.Uid, Conversation = item.Conversation, At = now };
        decision.Note("conversation", interruption.Reason);
        decision.End("interrupted", interruption.Reason);
        var effects = new List<Effect>();
        var state = InterruptedQuestion.After(interruption, item, conversation.StateJson, effects, now);
        return new TurnOutcome(item, InboxState.Handled, InterruptedQuestion.ThreadOf(item, conversation.Thread), state, conversation.Owner, [], effects, decision, now);
    }

    /// <summary>Whether a visitor asks something: then another question may be merged with it, or replace it.</summary>
    private static bool IsQuestion(InboxItem item) => item.Kind == InboxKind.Event
        ? InterruptedQuestion.IsJoined(item)
        : MessageClassifier.IsQuestion(Wire.Message.Parser.ParseFrom(item.Payload));

    [LoggerMessage(Level = LogLevel.Error, Message = "{Uid} could not be handled, and that could not be stored; the next start tries it again")]
    private static partial void LogLeft(ILogger logger, string uid, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Uid} could not be handled; it is tried again")]
    private static partial void LogBroken(ILogger logger, string uid, Exception exception);
}
