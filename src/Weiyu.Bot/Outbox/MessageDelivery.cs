using System.Diagnostics;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Telemetry;

namespace Weiyu.Bot.Outbox;

/// <summary>Delivers a message, for as long as it takes. What is decided is decided by <see cref="DeliveryAttempt"/>; here it is done.</summary>
internal sealed class MessageDelivery(
    DeliveryRouter router, Proofs proofs, SpeakingGate speaking, Tries tries, TimeProvider time, IOptions<OutboxOptions> options, IOptions<BotOptions> bot)
{
    /// <summary>How often the server must have said no before it is asked whether it knows the thread at all.</summary>
    private const int EnoughRefusals = 3;

    /// <summary>Delivers it.</summary>
    /// <param name="item">A message.</param>
    /// <param name="fresh">Whether it is certain that it was never tried.</param>
    /// <param name="cancellationToken">The bot stops; the item stays pending.</param>
    public async Task<OutboxEnd> RunAsync(OutboxItem item, bool fresh, CancellationToken cancellationToken)
    {
        var message = item.Message!;
        using var echo = proofs.Expect(item.Uid);
        var attempt = tries.Begin(item, fresh);
        while (true)
        {
            if (proofs.IsKnown(item.Uid)) return OutboxEnd.Confirmed(item.Route, "echo");
            if (time.GetUtcNow() - item.Since > bot.Value.GiveUpAfter) return OutboxEnd.Failed($"not delivered within {bot.Value.GiveUpAfter}");

            DeliveryStep step;
            if (attempt.IsUnheard)
            {
                // The cheap question alone: the history would make the visitor wait for its lag.
                if (await proofs.IsStoredAsync(item.Uid, cancellationToken)) return OutboxEnd.Confirmed(item.Route, "history");
            }
            else if (attempt.MayHaveArrived)
            {
                var answer = await proofs.LookUpAsync(message, item.CreatedAt, attempt.LastSent, echo.Task, cancellationToken);
                (attempt, step) = attempt.LookedUp(answer, item.Route, options.Value, time.GetUtcNow());
                if (step.End is { } found) return found;
                if (step.Kind == DeliveryStepKind.Wait)
                {
                    await WaitAsync(item, attempt, step, null, echo.Task, cancellationToken);
                    continue;
                }
            }

            if (await speaking.RefusalAsync(item, cancellationToken) is { } refusal) return OutboxEnd.Withdrawn(refusal);
            // While it waited for that, another instance may have sent it.
            if (proofs.IsKnown(item.Uid)) return OutboxEnd.Confirmed(item.Route, "echo");
            var isCounted = tries.MayBeOthers(item, fresh);
            if (isCounted)
            {
                var (claimed, isOurs) = await tries.ClaimAsync(item, attempt);
                if (claimed is null) return OutboxEnd.Elsewhere;
                attempt = claimed;
                if (!isOurs) continue;
            }

            var (route, result) = await SendAsync(message, cancellationToken);
            if (result.Status == DeliveryStatus.Unheard) router.Lost(route);
            (attempt, step) = attempt.Tried(route, result, isCounted, options.Value, time.GetUtcNow());
            if (step.Kind == DeliveryStepKind.Prove) (attempt, step) = await ProveAsync(item, message, attempt, route, result, echo.Task, cancellationToken);
            if (step.End is { } end) return end;
            if (result.Status == DeliveryStatus.Refused && attempt.Refusals >= EnoughRefusals && await proofs.IsUnknownThreadAsync(message.Thread.Topic, cancellationToken))
                return OutboxEnd.Failed($"The server does not know the thread. {result.Detail}");
            await WaitAsync(item, attempt, step, route, echo.Task, cancellationToken);
        }
    }

    private async Task<(string Route, DeliveryResult Result)> SendAsync(Wire.Message message, CancellationToken cancellationToken)
    {
        using var sending = BotTelemetry.Source.StartActivity("deliver", ActivityKind.Producer);
        var (route, result) = await router.SendAsync(message, cancellationToken);
        sending?.SetTag("weiyu.route", route).SetTag("weiyu.result", result.Status.ToString());
        return (route, result);
    }

    /// <summary>Waits for the proof of what left just now.</summary>
    private async Task<(DeliveryAttempt Attempt, DeliveryStep Step)> ProveAsync(
        OutboxItem item, Wire.Message message, DeliveryAttempt attempt, string route, DeliveryResult result, Task echo, CancellationToken cancellationToken)
    {
        var isTaken = result.Status == DeliveryStatus.Sent;
        if (isTaken && proofs.Mode == EchoMode.Silent) return (attempt, DeliveryStep.Ends(OutboxEnd.Confirmed(route, "acknowledged")));
        if (await proofs.EchoedAsync(echo, cancellationToken)) return (attempt, DeliveryStep.Ends(OutboxEnd.Confirmed(route, "echo")));
        // Accepted and not echoed: lost on the way, or a broker that does not echo. The history knows.
        var answer = await proofs.LookUpAsync(message, item.CreatedAt, attempt.LastSent, echo, cancellationToken);
        var (next, step) = attempt.NotEchoed(answer, route, isTaken && proofs.Mode != EchoMode.Echoes, options.Value, time.GetUtcNow());
        if (step.IsPlainBroker) proofs.NoEcho();
        if (next.Losses > attempt.Losses) router.Lost(route);
        return (next, step);
    }

    /// <summary>Waits, where that is the next step, and notes why; the line coming back ends a pause, and so does the echo.</summary>
    private async Task WaitAsync(OutboxItem item, DeliveryAttempt attempt, DeliveryStep step, string? route, Task echo, CancellationToken cancellationToken)
    {
        var isPause = step is { Kind: DeliveryStepKind.Wait, IsWoken: true };
        if (step.IsNoted || step.Kind == DeliveryStepKind.Send) await tries.NoteAsync(item, attempt, isPause ? null : route, step.Reason, isPause ? time.GetUtcNow() + step.Delay : null);
        if (step.Kind != DeliveryStepKind.Wait) return;
        var delay = Task.Delay(step.Delay, time, cancellationToken);
        if (isPause) await Task.WhenAny(router.ChangedAsync(cancellationToken), echo, delay);
        else await delay;
        cancellationToken.ThrowIfCancellationRequested();
    }
}
