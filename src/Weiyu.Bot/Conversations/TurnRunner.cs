using System.Text.Json;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Privacy;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Conversations;

/// <summary>Runs one inbox item through the pipeline and says what is to be committed. Touches neither store nor network.</summary>
internal sealed partial class TurnRunner(
    TurnPipeline pipeline, MessageFactory messages, ISignals signals, TimeProvider time, IOptions<BotOptions> options, PersonalDataMask mask, ILogger<TurnRunner> log)
{
    /// <summary>Runs a turn.</summary>
    /// <param name="item">What came in.</param>
    /// <param name="thread">The conversation's thread as last seen.</param>
    /// <param name="stateJson">Its state as last committed.</param>
    /// <param name="bot">Who the bot is.</param>
    /// <param name="cancellationToken">Cancelled when the turn is moot.</param>
    /// <param name="running">How those who may interrupt it see it; null: nobody does.</param>
    /// <exception cref="OperationCanceledException">The turn was interrupted: nothing of it counts.</exception>
    public async Task<TurnOutcome> RunAsync(InboxItem item, Wire.Thread thread, string stateJson, BotIdentity bot, CancellationToken cancellationToken, RunningTurn? running = null)
    {
        var now = time.GetUtcNow();
        var turn = new TurnContext
        {
            CauseUid = item.Uid,
            Message = item.Message,
            Event = item.Event,
            Thread = item.Message?.Thread is { } seen ? Merge(thread, seen) : thread,
            State = ConversationState.FromJson(stateJson),
            Bot = bot,
            Now = now,
            Running = running,
            Signals = signals,
            Decision = new Decision { Uid = item.Uid, Conversation = item.Conversation, At = now },
            TooOld = item.Message is not null && now - (item.SentAt ?? item.ReceivedAt) > options.Value.MaxQuestionAge,
        };
        try
        {
            await pipeline.RunAsync(turn, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFailed(log, item.Uid, e);
            return Failed(item, turn, stateJson, e, now);
        }

        return Collect(item, turn, now);
    }

    private TurnOutcome Collect(InboxItem item, TurnContext turn, DateTimeOffset now)
    {
        var outbox = new List<OutboxItem>();
        var ordinal = 0;
        foreach (var effect in turn.Effects)
        {
            switch (effect)
            {
                case SendMessage send:
                    outbox.Add(Message(turn, send, ordinal++, now));
                    if (send.To is null) turn.State.Remember("bot", send.PlainText ?? send.Content, now);
                    break;
                case ServerAction action:
                    outbox.Add(new OutboxItem(
                        Uids.Derive(turn.Bot.UserUid, turn.CauseUid, $"action/{ordinal}"), LaneOf(item, action), turn.CauseUid, ordinal++, action.Kind,
                        JsonSerializer.SerializeToUtf8Bytes(action.Arguments), now));
                    break;
            }
        }

        return new TurnOutcome(item, InboxState.Handled, turn.Thread, turn.State.ToJson(), turn.State.Ownership.Owner, outbox, turn.Effects, mask.Redact(turn.Decision), now);
    }

    /// <summary>In whose order a call happens: a webhook that does not answer, or an agent who is full, holds up no visitor.</summary>
    private static string LaneOf(InboxItem item, ServerAction action) =>
        action.Kind is ServerActions.Webhook or ServerActions.AcceptThread or ServerActions.AgentStatus ? $"{action.Kind}:{item.Conversation}" : item.Conversation;

    private OutboxItem Message(TurnContext turn, SendMessage send, int ordinal, DateTimeOffset now)
    {
        var uid = Uids.Reply(turn.Bot.UserUid, turn.CauseUid, ordinal);
        var extra = send.Extra;
        if (turn.Answers.Count > 1)
        {
            // Read back from the history when the data folder is lost: all of these are answered.
            extra = extra is null ? [] : (System.Text.Json.Nodes.JsonObject)extra.DeepClone();
            extra["answers"] = new System.Text.Json.Nodes.JsonArray([.. turn.Answers.Select(a => (System.Text.Json.Nodes.JsonNode)a)]);
        }

        var message = messages.Create(turn.Bot, send.To ?? turn.Thread, uid, send.Type, send.Content, now, extra);
        // What goes elsewhere keeps the order of that place: a topic that does not take it holds up no visitor.
        return OutboxItem.Of(message, send.To?.Topic ?? turn.Thread.Topic, turn.CauseUid, ordinal, now) with
        {
            // From here, not from the beginning of the turn: the visitor sees TYPING since just now.
            NotBefore = send.Delay > TimeSpan.Zero ? time.GetUtcNow() + send.Delay : default,
            EvenWhenHumanOwns = send.EvenWhenHumanOwns || send.To is not null,
        };
    }

    /// <summary>Something broke: nothing of the turn counts, but a question that was asked is not met with silence.</summary>
    private TurnOutcome Failed(InboxItem item, TurnContext broken, string stateJson, Exception error, DateTimeOffset now)
    {
        var turn = new TurnContext
        {
            CauseUid = item.Uid, Message = broken.Message, Event = broken.Event, Thread = broken.Thread, State = ConversationState.FromJson(stateJson),
            Bot = broken.Bot, Now = now, Signals = signals, Decision = broken.Decision, TooOld = broken.TooOld,
        };
        turn.Decision.Note("pipeline", $"{error.GetType().Name}: {error.Message}");
        turn.Decision.End("failed");
        if (!turn.TooOld && turn.Message is { } message && MessageClassifier.IsQuestion(message) && Scope.AnswersByDefault(turn.Thread)
            && turn.State.Ownership.Owner is Owner.Bot or Owner.Waiting)
        {
            turn.Say(Texts.Broken(turn.Locale));
        }

        return Collect(item, turn, now) with { State = InboxState.Failed };
    }

    /// <summary>A message carries its thread whole, but some leave out parts: what was known stays.</summary>
    private static Wire.Thread Merge(Wire.Thread known, Wire.Thread seen)
    {
        var merged = known.Clone();
        merged.MergeFrom(seen);
        return merged;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The turn of {Uid} failed")]
    private static partial void LogFailed(ILogger logger, string uid, Exception exception);
}
