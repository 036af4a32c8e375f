using System.Diagnostics;
using System.Threading.Channels;
using Google.Protobuf;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Outbox;
using Weiyu.Bot.Pipeline;
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
    Store store, ConversationHub hub, ConversationCache conversations, Confirmations confirmations, IBotIdentitySource identity, TopicBook topics, ServerClock clock, MqttLink link,
    BotTelemetry telemetry, TimeProvider time, ILogger<MessageReceiver> log)
{
    private const int MaxUnderWay = 4_096;

    private readonly Channel<Accepted> _accepted = Channel.CreateBounded<Accepted>(new BoundedChannelOptions(MaxUnderWay) { SingleReader = true, SingleWriter = false });

    /// <summary>Takes a packet of the broker. Called one at a time, in order of arrival.</summary>
    public async ValueTask ReceiveAsync(ReceivedPacket packet)
    {
        if (!MessageCodec.TryDecode(packet.Payload, out var message) || message.Uid.Length == 0 || identity.Current is not { } bot)
        {
            telemetry.Received.Add(1, new KeyValuePair<string, object?>("class", "foreign"));
            LogForeign(log, packet.Topic, packet.Payload.Length);
            packet.Acknowledge();
            return;
        }

        if (message.Thread is null || message.Thread.Topic.Length == 0) (message.Thread ??= new Wire.Thread()).Topic = packet.Topic;
        clock.Learn(message);
        if (message.Type == MessageTypes.Kickoff && message.User?.Type != UserTypes.Visitor && message.Thread.Topic == Topics.User(bot.UserUid))
        {
            packet.Acknowledge();
            LogKickoff(log);
            link.Connection?.ReportKickoff();
            return;
        }

        var kind = MessageClassifier.Classify(message, bot);
        telemetry.Received.Add(1, new KeyValuePair<string, object?>("class", kind.ToString()));
        switch (kind)
        {
            case MessageClass.Echo:
                confirmations.Seen(message.Uid, isEcho: true);
                packet.Acknowledge();
                return;
            case MessageClass.Ignore:
                packet.Acknowledge();
                return;
            case MessageClass.HumanSign:
                packet.Acknowledge();
                Sign(message);
                return;
            case MessageClass.HumanWord:
                hub.HumanSeen(message.Thread.Topic);
                break;
        }

        using var activity = BotTelemetry.Source.StartActivity("receive", ActivityKind.Consumer);
        activity?.SetTag("messaging.system", "mqtt").SetTag("weiyu.uid", message.Uid).SetTag("weiyu.type", message.Type);
        var item = Item(message, kind, activity?.Id);
        var stored = store.WriteAsync(session => session.InsertInbox(item));
        await _accepted.Writer.WriteAsync(new Accepted(item, stored, packet, activity?.Id));
    }

    /// <summary>Hands on what the journal has committed, in order. Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var accepted in _accepted.Reader.ReadAllAsync(cancellationToken))
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
                Forget(accepted.Item);
                continue;
            }

            accepted.Packet?.Acknowledge();
            if (seq is null)
            {
                Forget(accepted.Item);
                continue;
            }

            topics.Met(accepted.Item.Conversation);
            await hub.PostAsync(accepted.Item with { Seq = seq.Value }, cancellationToken);
        }
    }

    /// <summary>Journals a message that came from a history, and hands it on like any other.</summary>
    public async Task AcceptAsync(Wire.Message message, InboxState state, CancellationToken cancellationToken)
    {
        if (identity.Current is not { } bot) return;
        var kind = MessageClassifier.Classify(message, bot);
        var item = Item(message, kind, null) with { IsHumanSign = false };
        var stored = store.WriteAsync(session => session.InsertInbox(item, state), cancellationToken);
        if (state != InboxState.Open)
        {
            await stored;
            return;
        }

        await _accepted.Writer.WriteAsync(new Accepted(item, stored, null, null), cancellationToken);
    }

    /// <summary>Feeds what earlier runs left unhandled through the same mailboxes.</summary>
    /// <param name="upTo">The last of them: what is stored from now on is handed in by whoever stores it.</param>
    /// <param name="cancellationToken">The bot stops.</param>
    public async Task ResumeAsync(long upTo, CancellationToken cancellationToken)
    {
        for (long after = 0; ;)
        {
            var page = await store.ReadAsync(session => session.OpenInbox(after, 512), cancellationToken);
            foreach (var item in page.TakeWhile(i => i.Seq <= upTo)) await hub.PostAsync(item, cancellationToken);
            if (page.Count < 512 || page[^1].Seq >= upTo) return;
            after = page[^1].Seq;
        }
    }

    private void Sign(Wire.Message message)
    {
        var topic = message.Thread.Topic;
        // Once the human owns the conversation, their typing says nothing new.
        if (conversations.Peek(topic)?.Owner == Owner.Human) return;
        hub.HumanSeen(topic);
        hub.PostVolatile(Item(message, MessageClass.HumanSign, null));
    }

    private void Forget(InboxItem item)
    {
        if (item.IsHumanSign) conversations.Peek(item.Conversation)?.HumanHandled();
    }

    private InboxItem Item(Wire.Message message, MessageClass kind, string? trace) =>
        new(message.Uid, message.Thread.Topic, InboxKind.Message, message.ToByteArray(), time.GetUtcNow())
        {
            SentAt = clock.SentAt(message),
            Trace = trace,
            IsHumanSign = kind is MessageClass.HumanSign or MessageClass.HumanWord,
        };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Another client took this session (KICKOFF); the bot comes back in some minutes. Give it a device uid of its own")]
    private static partial void LogKickoff(ILogger logger);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A packet of {Length} bytes on {Topic} is no message of Weiyu; it is left out")]
    private static partial void LogForeign(ILogger logger, string topic, long length);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Uid} could not be stored and was not acknowledged")]
    private static partial void LogNotStored(ILogger logger, string uid, Exception exception);

    private readonly record struct Accepted(InboxItem Item, Task<long?> Stored, ReceivedPacket? Packet, string? Trace);
}
