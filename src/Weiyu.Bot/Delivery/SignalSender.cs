using Weiyu.Bot.Core;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Telemetry;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Delivery;

/// <summary>TYPING and receipts: at QoS 0, now or never.</summary>
internal sealed class SignalSender(AgentLine link, MessageFactory messages, IBotIdentitySource identity, BotTelemetry telemetry, TimeProvider time) : ISignals
{
    /// <summary>The most that may be under way at once.</summary>
    public const int MaxUnderWay = 1_000;

    private int _underWay;

    /// <inheritdoc/>
    public void Send(Wire.Thread thread, string type, string content, string causeUid)
    {
        if (identity.Current is not { } bot || !link.IsUp || Volatile.Read(ref _underWay) >= MaxUnderWay)
        {
            telemetry.Signals.Add(1, new KeyValuePair<string, object?>("result", "dropped"));
            return;
        }

        Interlocked.Increment(ref _underWay);
        _ = SendAsync(bot, thread, type, content, causeUid);
    }

    private async Task SendAsync(BotIdentity bot, Wire.Thread thread, string type, string content, string causeUid)
    {
        try
        {
            // TYPING is repeated: each has a uid of its own.
            var now = time.GetUtcNow();
            var what = MessageTypes.IsReceipt(type) ? type : $"{type}/{now.ToUnixTimeMilliseconds()}";
            var message = messages.Create(bot, thread, Uids.Derive(bot.UserUid, causeUid, what), type, content, now);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
            await link.Connection!.PublishAsync(thread.Topic, MessageCodec.Encode(message), qos: 0, patience.Token);
            telemetry.Signals.Add(1, new KeyValuePair<string, object?>("result", "sent"));
        }
        catch (Exception)
        {
            // Worth nothing later, whatever happened to it.
            telemetry.Signals.Add(1, new KeyValuePair<string, object?>("result", "dropped"));
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
