using System.Diagnostics;
using System.Threading.Channels;
using Google.Protobuf;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Outbox;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Telemetry;
using Weiyu.Client.Messages;
using Weiyu.Client.Mqtt;

namespace Weiyu.Bot.Receiving;

/// <summary>
/// Takes every packet: decodes it, confirms what is our own, and journals the rest. A packet is acknowledged only when its message is on
/// the disk; then the message goes to its conversation's mailbox. While the journal or the mailboxes are full, the broker waits.
/// </summary>
internal sealed partial class MessageReceiver(
    Store store, ConversationHub hub, EarlySigns signs, Confirmations confirmations, IBotIdentitySource identity, TopicBook topics, ServerClock clock,
    MqttLink link, BotTelemetry telemetry, TimeProvider time, ILogger<MessageReceiver> log)
{
    private const int MaxUnderWay = 4_096;
    private const int PageSize = 512;

    /// <summary>After which time an instance that did not handle what it took is thought to be gone.</summary>
    private static readonly TimeSpan TakeOverAfter = TimeSpan.FromMinutes(2);

    private int _underWay;

    /// <summary>How far what an earlier run left has been looked through for humans, and handed in: when that is interrupted, it goes on from there.</summary>
    private long _heldUpTo, _resumedUpTo;

    /// <summary>How many messages are on their way to the journal and their mailboxes.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    private readonly Channel<Accepted> _accepted = Channel.CreateBounded<Accepted>(new BoundedChannelOptions(MaxUnderWay) { SingleReader = true, SingleWriter = false });

    /// <summary>Takes a packet of the broker. Called one at a time, in order of arrival.</summary>
    public async ValueTask ReceiveAsync(ReceivedPacket packet)
    {
        if (!MessageCodec.TryDecode(packet.Payload, out var message) || !Uids.IsUsable(message.Uid) || identity.Current is not { } bot)
        {
            telemetry.Received.Add(1, new KeyValuePair<string, object?>("class", "foreign"));
            LogForeign(log, packet.Topic, packet.Payload.Length);
            packet.Acknowledge();
            return;
        }

        ThreadRepair.Mend(message, packet.Topic);
        await TakeAsync(message, bot, packet);
    }

    /// <summary>Takes a message that came in live.</summary>
    /// <param name="message">With its thread.</param>
    /// <param name="bot">Who the bot is.</param>
    /// <param name="packet">Acknowledged when the message is safe; null: nobody waits for that.</param>
    public async ValueTask TakeAsync(Wire.Message message, BotIdentity bot, ReceivedPacket? packet)
    {
        clock.Learn(message);
        if (message.Type == MessageTypes.Kickoff && message.User?.Type != UserTypes.Visitor && message.Thread.Topic == Topics.User(bot.UserUid))
        {
            packet?.Acknowledge();
            LogKickoff(log);
            link.KickedOff?.Invoke();
            return;
        }

        var kind = MessageClassifier.Classify(message, bot);
        telemetry.Received.Add(1, new KeyValuePair<string, object?>("class", kind.ToString()));
        switch (kind)
        {
            case MessageClass.Echo:
                confirmations.Seen(message.Uid, isEcho: true);
                packet?.Acknowledge();
                return;
            case MessageClass.Ignore:
                packet?.Acknowledge();
                return;
            case MessageClass.HumanRead or MessageClass.HumanTyping:
                packet?.Acknowledge();
                await signs.TakeAsync(message, kind);
                return;
        }

        signs.Warn(message, kind);

        using var activity = BotTelemetry.Source.StartActivity("receive", ActivityKind.Consumer);
        // The type comes from outside, and any text may stand there.
        activity?.SetTag("messaging.system", "mqtt").SetTag("weiyu.uid", message.Uid).SetTag("weiyu.type", MessageTypes.All.Contains(message.Type) ? message.Type : "other");
        var item = Item(message, kind, activity?.Id);
        var stored = store.WriteAsync(session => session.InsertInbox(item));
        await EnqueueAsync(new Accepted(item, stored, packet, activity?.Id, MessageClassifier.IsQuestion(message)));
    }

    /// <summary>Hands on what the journal has committed, in order. Runs until it is cancelled.</summary>
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
    /// What is given to the journal is handed on, whatever becomes of the line that it came over: else it would be known, and so never brought
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

    /// <summary>One that can't be handed on ends nothing for those behind it: it is in the journal, for the next start or another instance.</summary>
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
            using var activity = BotTelemetry.Continue("journal", accepted.Trace);
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
            if (accepted.IsQuestion) signs.AnotherQuestion(accepted.Item.Conversation);
            await hub.PostAsync(accepted.Item with { Seq = seq.Value }, cancellationToken);
        }

        accepted.HandedOn?.TrySetResult();
    }

    /// <summary>
    /// Journals a message that came from a history, and hands it on like any other. Several may be under way at once; they are handed on in the
    /// order of the calls.
    /// </summary>
    /// <returns>Completes when the message is in its mailbox.</returns>
    public async Task AcceptAsync(Wire.Message message, InboxState state, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (identity.Current is not { } bot) return;
        var kind = MessageClassifier.Classify(message, bot);
        var item = Item(message, kind, null);
        if (state != InboxState.Open)
        {
            await store.WriteAsync(session => session.InsertInbox(item, state), cancellationToken).WaitAsync(cancellationToken);
            return;
        }

        signs.Warn(message, kind);
        var stored = store.WriteAsync(session => session.InsertInbox(item, state), CancellationToken.None);
        var handedOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await EnqueueAsync(new Accepted(item, stored, null, null, IsQuestion: false) { HandedOn = handedOn });
        await handedOn.Task.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Falls silent where an earlier run left the word of a human unhandled: what that run wanted to say must not overtake it. To be called
    /// before the outbox takes up what is left.
    /// </summary>
    /// <param name="upTo">As for <see cref="ResumeAsync"/>, which hands the words in.</param>
    /// <param name="cancellationToken">The bot stops.</param>
    public async Task HoldForHumansAsync(long upTo, CancellationToken cancellationToken)
    {
        if (identity.Current is not { } bot) return;
        while (true)
        {
            var page = await store.ReadAsync(session => session.OpenInbox(_heldUpTo, PageSize), cancellationToken);
            foreach (var item in page.TakeWhile(i => i.Seq <= upTo))
            {
                if (MessageClassifier.IsHumanSign(item, bot)) hub.HumanSeen(item.Conversation);
                _heldUpTo = item.Seq;
            }

            if (page.Count < PageSize || page[^1].Seq >= upTo) return;
        }
    }

    /// <summary>
    /// Takes over what another instance journalled and did not handle within minutes: it may be gone. Both may handle it at once; one of them
    /// commits.
    /// </summary>
    public async Task TakeOverAsync(CancellationToken cancellationToken)
    {
        if (identity.Current is not { } bot) return;
        var before = time.GetUtcNow() - TakeOverAfter;
        foreach (var item in await store.ReadAsync(session => session.OpenInbox(0, PageSize), cancellationToken))
        {
            if (item.ReceivedAt > before || hub.IsBusy(item.Conversation)) continue;
            var isSign = MessageClassifier.IsHumanSign(item, bot);
            if (isSign) hub.HumanSeen(item.Conversation);
            await hub.PostAsync(item with { IsHumanSign = isSign }, cancellationToken);
        }
    }

    /// <summary>Feeds what earlier runs left unhandled through the same mailboxes.</summary>
    /// <param name="upTo">The last of them: what is stored from now on is handed in by whoever stores it.</param>
    /// <param name="cancellationToken">The bot stops.</param>
    public async Task ResumeAsync(long upTo, CancellationToken cancellationToken)
    {
        if (identity.Current is not { } bot) return;
        while (true)
        {
            var page = await store.ReadAsync(session => session.OpenInbox(_resumedUpTo, PageSize), cancellationToken);
            foreach (var item in page.TakeWhile(i => i.Seq <= upTo))
            {
                await hub.PostAsync(item with { IsHumanSign = MessageClassifier.IsHumanSign(item, bot) }, cancellationToken);
                _resumedUpTo = item.Seq;
            }

            if (page.Count < PageSize || page[^1].Seq >= upTo) return;
        }
    }

    private InboxItem Item(Wire.Message message, MessageClass kind, string? trace) =>
        new(message.Uid, message.Thread.Topic, InboxKind.Message, message.ToByteArray(), time.GetUtcNow())
        {
            SentAt = clock.SentAt(message),
            Trace = trace,
            IsHumanSign = kind == MessageClass.HumanWord,
        };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The server ended this session (KICKOFF): an administrator logged the account out, or, at a server before 2026, another client with the same device took it")]
    private static partial void LogKickoff(ILogger logger);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A packet of {Length} bytes on {Topic} is no message of Weiyu; it is left out")]
    private static partial void LogForeign(ILogger logger, string topic, long length);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Uid} could not be stored and was not acknowledged")]
    private static partial void LogNotStored(ILogger logger, string uid, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Uid} is stored and could not be handed on")]
    private static partial void LogNotHandedOn(ILogger logger, string uid, Exception exception);

    private readonly record struct Accepted(InboxItem Item, Task<long?> Stored, ReceivedPacket? Packet, string? Trace, bool IsQuestion)
    {
        /// <summary>Completes when it is in its mailbox; null: nobody waits for that.</summary>
        public TaskCompletionSource? HandedOn { get; init; }
    }
}
