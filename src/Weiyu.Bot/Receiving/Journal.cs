using System.Threading.Channels;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Telemetry;
using Weiyu.Client.Mqtt;

namespace Weiyu.Bot.Receiving;

/// <summary>
/// Stores what came in, and hands it on in the order of arrival. A packet is acknowledged only when its message is on the disk; then the message goes to
/// its conversation's mailbox. While the database or the mailboxes are full, the broker waits.
/// </summary>
internal sealed partial class Journal(Store store, ConversationHub hub, EarlySigns signs, TopicBook topics, ServerClock clock, TimeProvider time, ILogger<Journal> log)
{
    private const int MaxUnderWay = 4_096;

    private readonly Channel<Accepted> _accepted = Channel.CreateBounded<Accepted>(new BoundedChannelOptions(MaxUnderWay) { SingleReader = true, SingleWriter = false });
    private int _underWay;

    /// <summary>How many messages are on their way to the disk and their mailboxes.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Takes a message that has just come in.</summary>
    /// <param name="message">With its thread.</param>
    /// <param name="payload">As it came in; null: it is encoded.</param>
    /// <param name="kind">What it is to the bot.</param>
    /// <param name="packet">Acknowledged when the message is safe; null: nobody waits for that.</param>
    /// <param name="trace">The W3C trace parent of its reception.</param>
    public ValueTask TakeLiveAsync(Wire.Message message, byte[]? payload, MessageClass kind, ReceivedPacket? packet, string? trace)
    {
        clock.Learn(message);
        signs.Warn(message, kind);
        var item = Item(message, payload, kind) with { Trace = trace };
        return EnqueueAsync(new Accepted(item, store.WriteAsync(session => session.InsertInbox(item))) { Packet = packet, IsNews = MessageClassifier.IsQuestion(message) });
    }

    /// <summary>Takes a message that a history showed.</summary>
    /// <param name="message">With its thread.</param>
    /// <param name="kind">What it is to the bot.</param>
    /// <param name="state">Open: it is handled; else it is only kept.</param>
    /// <param name="cancellationToken">The bot stops.</param>
    /// <returns>Completes when the message is in its mailbox.</returns>
    public async Task TakeFromHistoryAsync(Wire.Message message, MessageClass kind, InboxState state, CancellationToken cancellationToken)
    {
        var item = Item(message, null, kind);
        if (state != InboxState.Open)
        {
            await store.WriteAsync(session => session.InsertInbox(item, state), cancellationToken).WaitAsync(cancellationToken);
            return;
        }

        signs.Warn(message, kind);
        var stored = store.WriteAsync(session => session.InsertInbox(item, state), CancellationToken.None);
        var handedOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await EnqueueAsync(new Accepted(item, stored) { HandedOn = handedOn });
        await handedOn.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Hands on what is on the disk, in order. Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var accepted in _accepted.Reader.ReadAllAsync(cancellationToken))
            {
                await TryHandOnAsync(accepted, cancellationToken);
                Interlocked.Decrement(ref _underWay);
            }
        }
        finally
        {
            _accepted.Writer.TryComplete();
        }
    }

    /// <summary>
    /// What is given to the store is handed on, whatever becomes of the line that it came over: else it would be known, and so never brought
    /// again, and handled only after the next start.
    /// </summary>
    private async ValueTask EnqueueAsync(Accepted accepted)
    {
        Interlocked.Increment(ref _underWay);
        try
        {
            await _accepted.Writer.WriteAsync(accepted, CancellationToken.None);
        }
        catch (ChannelClosedException)
        {
            // The bot stops: the next start hands in what is stored.
            Interlocked.Decrement(ref _underWay);
            signs.Forget(accepted.Item);
            accepted.HandedOn?.TrySetCanceled(CancellationToken.None);
        }
    }

    /// <summary>One that can't be handed on ends nothing for those behind it: it is on the disk, for the next start or another instance.</summary>
    private async ValueTask TryHandOnAsync(Accepted accepted, CancellationToken cancellationToken)
    {
        try
        {
            await HandOnAsync(accepted, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotHandedOn(log, accepted.Item.Uid, e);
            signs.Forget(accepted.Item);
            accepted.HandedOn?.TrySetException(e);
        }
    }

    private async ValueTask HandOnAsync(Accepted accepted, CancellationToken cancellationToken)
    {
        long? seq;
        try
        {
            using var activity = BotTelemetry.Continue("journal", accepted.Item.Trace);
            seq = await accepted.Stored.WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Not stored, so not acknowledged: the broker or the history brings it again.
            LogNotStored(log, accepted.Item.Uid, e);
            signs.Forget(accepted.Item);
            accepted.HandedOn?.TrySetException(e);
            return;
        }

        accepted.Packet?.Acknowledge();
        if (seq is null)
        {
            signs.HandledElsewhere(accepted.Item, cancellationToken);
        }
        else
        {
            topics.Met(accepted.Item.Conversation);
            if (accepted.IsNews) signs.AnotherQuestion(accepted.Item.Conversation);
            await hub.PostAsync(accepted.Item with { Seq = seq.Value }, cancellationToken);
        }

        accepted.HandedOn?.TrySetResult();
    }

    private InboxItem Item(Wire.Message message, byte[]? payload, MessageClass kind) =>
        InboxItem.Of(message, payload, time.GetUtcNow()) with { SentAt = clock.SentAt(message), IsHumanSign = kind == MessageClass.HumanWord };

    [LoggerMessage(Level = LogLevel.Error, Message = "{Uid} could not be stored and was not acknowledged")]
    private static partial void LogNotStored(ILogger logger, string uid, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Uid} is stored and could not be handed on")]
    private static partial void LogNotHandedOn(ILogger logger, string uid, Exception exception);

    private readonly record struct Accepted(InboxItem Item, Task<long?> Stored)
    {
        /// <summary>Acknowledged when it is stored; null: nobody waits for that.</summary>
        public ReceivedPacket? Packet { get; init; }

        /// <summary>Whether the visitor asks something at this moment, which may end the answer to what they asked before.</summary>
        public bool IsNews { get; init; }

        /// <summary>Completes when it is in its mailbox; null: nobody waits for that.</summary>
        public TaskCompletionSource? HandedOn { get; init; }
    }
}
