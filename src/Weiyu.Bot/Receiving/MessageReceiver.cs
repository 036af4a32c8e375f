using System.Buffers;
using System.Diagnostics;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Outbox;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Telemetry;
using Weiyu.Client.Messages;
using Weiyu.Client.Mqtt;

namespace Weiyu.Bot.Receiving;

/// <summary>Takes every packet: decodes it and says what it is to the bot; what is our own is confirmed, and what is to be handled goes to the journal.</summary>
internal sealed partial class MessageReceiver(
    IBotIdentitySource identity, Confirmations confirmations, EarlySigns signs, Journal journal, Kickoff kickoff, BotTelemetry telemetry, ILogger<MessageReceiver> log)
{
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

        var isChanged = ThreadRepair.Mend(message, packet.Topic);
        await TakeAsync(message, bot, packet, isChanged ? null : packet.Payload);
    }

    /// <summary>Takes a message that came in live.</summary>
    /// <param name="message">With its thread.</param>
    /// <param name="bot">Who the bot is.</param>
    /// <param name="packet">Acknowledged when the message is safe; null: nobody waits for that.</param>
    /// <param name="payload">As it came in; null: it came otherwise, or says something else now.</param>
    public async ValueTask TakeAsync(Wire.Message message, BotIdentity bot, ReceivedPacket? packet, ReadOnlySequence<byte>? payload = null)
    {
        if (kickoff.Heeds(message, bot))
        {
            packet?.Acknowledge();
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

        using var activity = BotTelemetry.Source.StartActivity("receive", ActivityKind.Consumer);
        // The type comes from outside, and any text may stand there.
        activity?.SetTag("messaging.system", "mqtt").SetTag("weiyu.uid", message.Uid).SetTag("weiyu.type", MessageTypes.All.Contains(message.Type) ? message.Type : "other");
        await journal.TakeLiveAsync(message, payload?.ToArray(), kind, packet, activity?.Id);
    }

    /// <summary>
    /// Journals a message that came from a history, and hands it on like any other. Several may be under way at once; they are handed on in the
    /// order of the calls.
    /// </summary>
    /// <param name="message">With its thread.</param>
    /// <param name="state">Open: it is handled; else it is only kept.</param>
    /// <param name="cancellationToken">The bot stops.</param>
    /// <returns>Completes when the message is in its mailbox.</returns>
    public async Task AcceptAsync(Wire.Message message, InboxState state, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (identity.Current is { } bot) await journal.TakeFromHistoryAsync(message, MessageClassifier.Classify(message, bot), state, cancellationToken);
    }

    /// <summary>Hands on what is on the disk, in order. Runs until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => journal.RunAsync(cancellationToken);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A packet of {Length} bytes on {Topic} is no message of Weiyu; it is left out")]
    private static partial void LogForeign(ILogger logger, string topic, long length);
}
