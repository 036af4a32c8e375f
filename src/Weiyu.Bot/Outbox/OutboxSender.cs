using Weiyu.Bot.Core;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Telemetry;

namespace Weiyu.Bot.Outbox;

/// <summary>Brings one outbox item to its end: confirmed, withdrawn or failed. The work of the outbox; its timing is the worker's.</summary>
internal sealed class OutboxSender(
    MessageDelivery delivery, ActionRunner actions, SpeakingGate speaking, Confirmations confirmations, OutboxEnds ends, TimeProvider time)
{
    /// <summary>Sends an item, for as long as it takes.</summary>
    /// <param name="item">Stored already.</param>
    /// <param name="fresh">Whether it is certain that it was never tried.</param>
    /// <param name="cancellationToken">The bot stops.</param>
    /// <exception cref="OperationCanceledException">The bot stops; the item stays pending.</exception>
    public async Task SendAsync(OutboxItem item, bool fresh, CancellationToken cancellationToken)
    {
        using var activity = BotTelemetry.Continue("outbox", item.Trace);
        activity?.SetTag("weiyu.uid", item.Uid);
        if (item.NotBefore > time.GetUtcNow()) await Task.Delay(item.NotBefore - time.GetUtcNow(), time, cancellationToken);
        var end = item.Kind == OutboxItem.MessageKind
            ? await delivery.RunAsync(item, fresh, cancellationToken)
            : item.Kind == ServerActions.CloseThread && await speaking.RefusalAsync(item, cancellationToken) is not null
                ? OutboxEnd.Withdrawn("a human owns the conversation")
                : await actions.RunAsync(item, cancellationToken);
        // Known from now on, should its end not be stored at once: what is proven is not sent again.
        if (end.State == OutboxState.Confirmed) confirmations.Seen(item.Uid, isEcho: false);
        activity?.SetTag("weiyu.state", end.State.ToString()).SetTag("weiyu.route", end.Route);
        await ends.WriteAsync(item, end);
    }
}
