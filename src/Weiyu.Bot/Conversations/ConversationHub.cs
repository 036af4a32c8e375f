using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Outbox;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Receiving;
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
    TimerWake timers, BotTelemetry telemetry, TimeProvider time, IOptions<BotOptions> options, ILogger<ConversationHub> log) : IConversationFeed, IDisposable
{
    /// <summary>How often something unforeseen may happen to an item before it has failed; some minutes.</summary>
    public const int MaxFailures = 12;

    private readonly ConcurrentDictionary<string, Mailbox> _mailboxes = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _room = new(options.Value.MaxWaiting);
    private readonly CancellationTokenSource _stopping = new();
    private int _waiting;

    /// <summary>Items that wait or are being handled.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <inheritdoc/>
    public async ValueTask PostAsync(InboxItem stored, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        Post(stored);
    }

    /// <summary>A human was seen in a conversation: the bot falls silent now, before the sign itself is handled.</summary>
    public void HumanSeen(string topic) => cache.Get(topic).HumanSeen();

    /// <summary>Handles something that is not stored (a sign of a human that comes as TYPING or READ), in the order of the mailbox.</summary>
    public void PostVolatile(InboxItem item)
    {
        if (!_room.Wait(0)) return;
        Post(item);
    }

    /// <summary>Whether something is going on in a conversation.</summary>
    public bool IsBusy(string topic) => _mailboxes.ContainsKey(topic);

    /// <summary>Takes nothing more and waits for the turns under way; what is left stays in the journal.</summary>
    /// <param name="patience">How long turns may take before they are interrupted.</param>
    public async Task StopAsync(TimeSpan patience)
    {
        foreach (var mailbox in _mailboxes.Values) mailbox.Close();
        var running = Task.WhenAll(_mailboxes.Values.Select(m => m.Running));
        try
        {
            await running.WaitAsync(patience, time);
        }
        catch (TimeoutException)
        {
            await _stopping.CancelAsync();
            await running;
        }
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
            await HandleToTheEndAsync(item);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // It is still open in the journal.
        }

        Done();
        return true;
    }

    /// <summary>
    /// Handles an item, for as long as it takes: a database that can't be read now is waited for, and what is behind waits too, so that
    /// nothing overtakes. What fails again and again is marked as failed, visibly.
    /// </summary>
    private async Task HandleToTheEndAsync(InboxItem item)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await HandleAsync(item);
                return;
            }
            catch (Exception e) when (!_stopping.IsCancellationRequested)
            {
                LogBroken(log, item.Uid, e);
                if (failures >= MaxFailures && store.Trouble is null)
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
        decision.Note("conversation", $"{error.GetType().Name}: {error.Message}");
        decision.End("failed");
        await store.WriteAsync(session =>
        {
            session.FinishInbox(item.Uid, InboxState.Failed, now);
            session.SaveDecision(decision);
        }, _stopping.Token);
        if (item.IsHumanSign) cache.Peek(item.Conversation)?.HumanHandled();
    }

    private async Task HandleAsync(InboxItem item)
    {
        if (identity.Current is not { } bot) return;
        if (Opening(item, bot) is { } opening) await HandleAsync(opening);
        using var activity = BotTelemetry.Continue("pipeline", item.Trace);
        var started = time.GetTimestamp();
        var conversation = cache.Get(item.Conversation);
        var outcome = await RunTurnAsync(item, conversation, bot);
        var trace = activity?.Id ?? item.Trace;
        activity?.SetTag("weiyu.outcome", outcome.Decision.Outcome);
        var stored = await store.WriteAsync(session => TurnCommit.Apply(session, outcome, trace, sent.Contains));
        conversation.Committed(outcome.Thread, outcome.StateJson, outcome.Owner, outcome.Owner == Owner.Closed);
        if (item.IsHumanSign) conversation.HumanHandled();
        foreach (var send in stored) outbox.Enqueue(send);
        foreach (var effect in outcome.Effects)
        {
            if (effect is StartTimer timer) timers.Notify(timer.Due);
        }

        telemetry.Turns.Add(1, new KeyValuePair<string, object?>("outcome", outcome.Decision.Outcome));
        telemetry.TurnDuration.Record(time.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>
    /// The event before a visitor's first words in a conversation that is new or was closed. Its uid counts the openings, so that a repeated
    /// turn, or a start with the data folder lost, greets nobody twice.
    /// </summary>
    private InboxItem? Opening(InboxItem item, BotIdentity bot)
    {
        if (item.Kind != InboxKind.Message || item.IsHumanSign) return null;
        var conversation = cache.Peek(item.Conversation);
        if (conversation is { Closed: false } && conversation.StateJson != Conversation.Blank) return null;
        var message = Wire.Message.Parser.ParseFrom(item.Payload);
        conversation = cache.Get(item.Conversation, message.Thread);
        if (!conversation.Closed && conversation.StateJson != Conversation.Blank) return null;
        if (message.User?.Type is not (UserTypes.Visitor or UserTypes.User) || !MessageTypes.WantsReceipt(message.Type) || !Handlers.Scope.AnswersByDefault(message.Thread)) return null;
        var openings = ConversationState.FromJson(conversation.StateJson).Openings;
        return InboxItem.Of(Uids.Derive(bot.UserUid, item.Conversation, $"opened/{openings + 1}"), item.Conversation, new BotEvent(BotEvents.ThreadOpened), time.GetUtcNow()) with { Trace = item.Trace };
    }

    private async Task<TurnOutcome> RunTurnAsync(InboxItem item, Conversation conversation, BotIdentity bot)
    {
        while (true)
        {
            var token = conversation.BeginTurn(_stopping.Token);
            try
            {
                return await runner.RunAsync(item, conversation.Thread, conversation.StateJson, bot, token);
            }
            catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
            {
                // What interrupted it waits in the mailbox behind it; this turn ends without an answer.
                var reason = conversation.EndTurn() ?? "interrupted";
                var now = time.GetUtcNow();
                var decision = new Decision { Uid = item.Uid, Conversation = item.Conversation, At = now };
                decision.Note("conversation", reason);
                decision.End("interrupted", reason);
                return new TurnOutcome(item, InboxState.Handled, conversation.Thread, conversation.StateJson, conversation.Owner, [], [], decision, now);
            }
            finally
            {
                conversation.EndTurn();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Uid} could not be handled; it is tried again")]
    private static partial void LogBroken(ILogger logger, string uid, Exception exception);
}
