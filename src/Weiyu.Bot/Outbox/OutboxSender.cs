using System.Diagnostics;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Telemetry;

namespace Weiyu.Bot.Outbox;

/// <summary>Brings one outbox item to its end: confirmed, withdrawn or failed. The work of the outbox; its timing is the worker's.</summary>
internal sealed partial class OutboxSender(
    DeliveryRouter router, Confirmations confirmations, HistoryLookup history, ActionRunner actions, ConversationCache conversations, CatchUpGate gate, Store store,
    IEnumerable<IOutboxObserver> observers, IOptions<WeiyuOptions> weiyu, IOptions<BotOptions> bot, BotTelemetry telemetry, TimeProvider time, ILogger<OutboxSender> log)
{
    /// <summary>How often the server may say no before an item has failed, if it has said so for <see cref="RefusedFor"/>.</summary>
    public const int MaxRefusals = 8;

    /// <summary>How long the server must have said no: one in trouble says no to everything for a while.</summary>
    public static readonly TimeSpan RefusedFor = TimeSpan.FromMinutes(2);

    /// <summary>How often the server may lose what it took before an item has failed.</summary>
    public const int MaxLosses = 12;

    /// <summary>How long an item is the affair of the instance that decided it; afterwards another one that shares the database takes it up.</summary>
    public static readonly TimeSpan OwnFor = TimeSpan.FromMinutes(1);

    /// <summary>How long a reply that may have been sent waits for a history that can't be read.</summary>
    public static readonly TimeSpan WithoutHistory = TimeSpan.FromSeconds(15);

    /// <summary>What an earlier run sent, it may have sent up to this moment.</summary>
    private readonly DateTimeOffset _began = time.GetUtcNow();

    /// <summary>Sends an item, for as long as it takes.</summary>
    /// <param name="fresh">Whether it is certain that it was never tried.</param>
    /// <exception cref="OperationCanceledException">The bot stops; the item stays pending.</exception>
    public async Task SendAsync(OutboxItem item, bool fresh, CancellationToken cancellationToken)
    {
        using var activity = BotTelemetry.Continue("outbox", item.Trace);
        activity?.SetTag("weiyu.uid", item.Uid);
        if (item.NotBefore > time.GetUtcNow()) await Task.Delay(item.NotBefore - time.GetUtcNow(), time, cancellationToken);
        var end = item.Kind == OutboxItem.MessageKind
            ? await DeliverAsync(item, fresh, cancellationToken)
            : item.Kind == ServerActions.CloseThread && !await MaySpeakAsync(item, cancellationToken)
                ? OutboxEnd.Withdrawn("a human owns the conversation")
                : await actions.RunAsync(item, cancellationToken);
        // Known from now on, should its end not be stored at once: what is proven is not sent again.
        if (end.State == OutboxState.Confirmed) confirmations.Seen(item.Uid, isEcho: false);
        activity?.SetTag("weiyu.state", end.State.ToString()).SetTag("weiyu.route", end.Route);
        var now = time.GetUtcNow();
        using var confirming = BotTelemetry.Source.StartActivity("confirm");
        confirming?.SetTag("weiyu.proof", end.Proof);
        var isEnded = await store.WriteAsync(session =>
        {
            if (session.FinishOutbox(item.Seq, end.State, end.Route, end.Error, now) == 0) return false;
            foreach (var observer in observers) observer.Finished(session, item, end.State, end.Error, now);
            return true;
        }, CancellationToken.None);
        // What another instance ended, it has counted.
        if (isEnded) Count(item, end, now);
    }

    private async Task<OutboxEnd> DeliverAsync(OutboxItem item, bool fresh, CancellationToken cancellationToken)
    {
        var message = Wire.Message.Parser.ParseFrom(item.Payload);
        using var echo = confirmations.Expect(item.Uid);
        var maybeSent = !fresh;
        var (refusals, losses, pauses, lastSent, refusedSince, blindSince) = (0, 0, 0, LastSent(item, fresh), default(DateTimeOffset?), default(DateTimeOffset?));
        for (var attempt = item.Attempts; ;)
        {
            if (confirmations.IsKnown(item.Uid)) return OutboxEnd.Confirmed(item.Route, "echo");
            if (time.GetUtcNow() - item.Since > bot.Value.GiveUpAfter) return OutboxEnd.Failed($"not delivered within {bot.Value.GiveUpAfter}");

            if (maybeSent)
            {
                // A resend is broadcast again, so look first; the history lags behind.
                switch (await LookUpAsync(message, item.CreatedAt, lastSent, echo.Task, cancellationToken))
                {
                    case HistoryAnswer.Found:
                        return OutboxEnd.Confirmed(item.Route, "history");
                    case HistoryAnswer.Unavailable when IsPatient(ref blindSince):
                        await PauseAsync(item, attempt, pauses++, "the history can't be read", echo.Task, cancellationToken);
                        continue;
                }

                maybeSent = false;
            }

            if (!await MaySpeakAsync(item, cancellationToken)) return OutboxEnd.Withdrawn(IsTakenBack(item) ? "it was taken back" : "a human owns the conversation");
            // While it waited for that, another instance may have sent it.
            if (confirmations.IsKnown(item.Uid)) return OutboxEnd.Confirmed(item.Route, "echo");
            var claimed = MayBeOthers(item, fresh);
            if (claimed)
            {
                if (!await ClaimAsync(item, attempt))
                {
                    if (store.Read(session => session.FindOutbox(item.Uid)) is not { State: OutboxState.Pending } row) return OutboxEnd.Elsewhere;
                    (attempt, maybeSent, lastSent) = (row.Attempts, true, LastSentElsewhere(row));
                    continue;
                }

                attempt++;
            }

            using var sending = BotTelemetry.Source.StartActivity("deliver", ActivityKind.Producer);
            var (route, result) = await router.SendAsync(message, cancellationToken);
            sending?.SetTag("weiyu.route", route).SetTag("weiyu.result", result.Status.ToString());
            sending?.Dispose();
            telemetry.Deliveries.Add(1, new("route", route), new("result", result.Status.ToString()));
            switch (result.Status)
            {
                case DeliveryStatus.Confirmed:
                    return OutboxEnd.Confirmed(route, "200");
                case DeliveryStatus.NotSent:
                    await PauseAsync(item, attempt, pauses++, result.Detail, echo.Task, cancellationToken);
                    continue;
                case DeliveryStatus.Refused:
                    refusals++;
                    attempt += claimed ? 0 : 1;
                    // A "no" in so many words: it was not taken, so there is nothing to look up.
                    refusedSince ??= time.GetUtcNow();
                    if (refusals >= MaxRefusals && time.GetUtcNow() - refusedSince > RefusedFor) return OutboxEnd.Failed(result.Detail ?? "refused");
                    if (refusals >= 3 && await history.IsUnknownThreadAsync(message.Thread.Topic, cancellationToken))
                    {
                        return OutboxEnd.Failed($"The server does not know the thread. {result.Detail}");
                    }

                    await NoteAsync(item, attempt, route, result.Detail, null);
                    await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(30_000, 250 * Math.Pow(2, refusals))), time, cancellationToken);
                    continue;
            }

            attempt += claimed ? 0 : 1;
            lastSent = time.GetUtcNow();
            maybeSent = true;
            if (result.Status == DeliveryStatus.Sent && confirmations.Mode == EchoMode.Silent) return OutboxEnd.Confirmed(route, "acknowledged");
            if (await CameAsync(echo.Task, weiyu.Value.EchoTimeout, cancellationToken)) return OutboxEnd.Confirmed(route, "echo");

            // Accepted and not echoed: lost on the way, or a broker that does not echo. The history knows.
            switch (await LookUpAsync(message, item.CreatedAt, lastSent, echo.Task, cancellationToken))
            {
                case HistoryAnswer.Found:
                    return OutboxEnd.Confirmed(route, "history");
                case HistoryAnswer.KeepsNoTrack when result.Status == DeliveryStatus.Sent && confirmations.Mode != EchoMode.Echoes:
                    confirmations.NoEcho();
                    LogNoEcho(log);
                    return OutboxEnd.Confirmed(route, "acknowledged");
                case HistoryAnswer.Unavailable when IsPatient(ref blindSince):
                    await PauseAsync(item, attempt, pauses++, "not confirmed; the history can't be read", echo.Task, cancellationToken);
                    continue;
                case HistoryAnswer.Unavailable when result.Status == DeliveryStatus.Sent && confirmations.Mode != EchoMode.Echoes:
                    // Neither echo nor history: the broker's acknowledgement is all the proof that can be had here.
                    return OutboxEnd.Confirmed(route, "acknowledged");
                default:
                    maybeSent = false;
                    router.Lost(route);
                    if (++losses >= MaxLosses) return OutboxEnd.Failed($"the server took it {losses} times and kept it never");
                    await NoteAsync(item, attempt, route, "not confirmed; sent again", null);
                    continue;
            }
        }
    }

    /// <summary>
    /// Whether it is still early enough to wait for a history that can't be read. Afterwards the reply goes out (again): the visitor waits, its uid is the
    /// same, and server and clients keep one of a uid.
    /// </summary>
    private bool IsPatient(ref DateTimeOffset? blindSince)
    {
        blindSince ??= time.GetUtcNow();
        return time.GetUtcNow() - blindSince < WithoutHistory;
    }

    /// <summary>When an item may last have been sent, as far as is known when it is taken up.</summary>
    private DateTimeOffset LastSent(OutboxItem item, bool fresh)
    {
        if (fresh) return item.CreatedAt;
        if (store.IsShared) return LastSentElsewhere(item);
        return _began < item.CreatedAt ? item.CreatedAt : _began;
    }

    /// <summary>Another instance may be sending it at this moment; a try that it has claimed lasts as long as an HTTP call at most.</summary>
    private DateTimeOffset LastSentElsewhere(OutboxItem item)
    {
        var now = time.GetUtcNow();
        var longest = now + weiyu.Value.HttpTimeout;
        return item.NextAt is not { } next || next < now ? now : next < longest ? next : longest;
    }

    /// <summary>Whether another instance may be about to send an item, too. Long before that one takes it up, nobody asks.</summary>
    private bool MayBeOthers(OutboxItem item, bool fresh) => store.IsShared && !(fresh && time.GetUtcNow() - item.CreatedAt < OwnFor / 2);

    private Task<bool> ClaimAsync(OutboxItem item, int attempts) =>
        store.WriteAsync(session => session.ClaimOutbox(item.Seq, attempts, time.GetUtcNow() + weiyu.Value.HttpTimeout));

    /// <summary>Looks whether the thread's history has the message, once the history's lag has passed; an echo in the meantime settles it too.</summary>
    private async Task<HistoryAnswer> LookUpAsync(Wire.Message message, DateTimeOffset decided, DateTimeOffset lastSent, Task echo, CancellationToken cancellationToken)
    {
        var stored = lastSent + HistoryLag.Settled(weiyu.Value.StoreLag);
        var left = stored - time.GetUtcNow();
        if (left > TimeSpan.Zero && await CameAsync(echo, left, cancellationToken)) return HistoryAnswer.Found;
        return await history.FindAsync(message, decided, lastSent, cancellationToken);
    }

    private async Task PauseAsync(OutboxItem item, int attempt, int pauses, string? error, Task echo, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromMilliseconds(Math.Min(30_000, 250 * Math.Pow(2, Math.Min(pauses, 10))));
        if (pauses is 0 or 3 || pauses % 20 == 0) await NoteAsync(item, attempt, null, error, time.GetUtcNow() + pause);
        // The line coming back ends the pause, and so does the echo.
        await Task.WhenAny(router.ChangedAsync(cancellationToken), echo, Task.Delay(pause, time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
    }

    private Task NoteAsync(OutboxItem item, int attempt, string? route, string? error, DateTimeOffset? nextAt) =>
        store.WriteAsync(session => session.NoteAttempt(item.Seq, attempt, route, error, nextAt));

    /// <summary>
    /// Whether it may be sent now. While what was missed is being fetched, or the sign of a human waits to be handled, nobody knows: then it
    /// waits for that; and while a human writes, for what they write. What is handled meanwhile may have withdrawn it.
    /// </summary>
    private async ValueTask<bool> MaySpeakAsync(OutboxItem item, CancellationToken cancellationToken)
    {
        if (item.EvenWhenHumanOwns) return true;
        // What was missed while the line was down may hold the word of a human.
        await gate.WaitAsync(item.Conversation, cancellationToken);
        while (true)
        {
            var conversation = conversations.Get(item.Conversation);
            while (conversation.HasSigns) await conversation.SignsHandledAsync(cancellationToken);
            if (!conversation.BotMaySpeak || IsTakenBack(item)) return false;
            if (conversation.Typing.Left(item.Cause, time.GetUtcNow()) is not { Ticks: > 0 } left) break;
            await conversation.Typing.WaitAsync(left, time, cancellationToken);
        }

        return !store.IsShared || store.Read(session => MaySpeak(session, item));
    }

    private bool IsTakenBack(OutboxItem item) => item.IsRevoked || conversations.Get(item.Conversation).IsWithdrawn(item.Seq);

    /// <summary>As the database has it, where another instance may have seen the human.</summary>
    private static bool MaySpeak(StoreSession session, OutboxItem item) =>
        session.FindOutbox(item.Uid) is not ({ State: OutboxState.Withdrawn } or { IsRevoked: true })
        && (session.FindConversation(item.Conversation) is not { } row || ConversationState.FromJson(row.State).Ownership.Owner != Owner.Human);

    private async Task<bool> CameAsync(Task echo, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await echo.WaitAsync(patience, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void Count(OutboxItem item, OutboxEnd end, DateTimeOffset now)
    {
        switch (end.State)
        {
            case OutboxState.Confirmed:
                telemetry.Confirmed.Add(1, new KeyValuePair<string, object?>("proof", end.Proof));
                telemetry.AnswerDuration.Record((now - item.CreatedAt).TotalSeconds);
                break;
            case OutboxState.Failed:
                telemetry.Failed.Add(1);
                LogFailed(log, item.Uid, item.Conversation, end.Error);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Uid} could not be delivered to {Conversation}: {Error}. `outbox list --failed` shows it, `outbox retry` tries again")]
    private static partial void LogFailed(ILogger logger, string uid, string conversation, string? error);

    [LoggerMessage(Level = LogLevel.Information, Message = "This broker does not echo and the server keeps no history of it: its acknowledgement counts as proof of delivery")]
    private static partial void LogNoEcho(ILogger logger);
}

/// <summary>How an outbox item ended.</summary>
/// <param name="State">Confirmed, failed or withdrawn.</param>
/// <param name="Route">How it went.</param>
/// <param name="Error">Why not.</param>
/// <param name="Proof">What proved it.</param>
internal readonly record struct OutboxEnd(OutboxState State, string? Route, string? Error, string? Proof)
{
    /// <summary>Another instance has brought it to its end: nothing is left to be done, and nothing changes.</summary>
    public static OutboxEnd Elsewhere { get; } = new(OutboxState.Withdrawn, null, "another instance ended it", null);

    public static OutboxEnd Confirmed(string? route, string proof) => new(OutboxState.Confirmed, route, null, proof);

    public static OutboxEnd Failed(string error) => new(OutboxState.Failed, null, error, null);

    public static OutboxEnd Withdrawn(string reason) => new(OutboxState.Withdrawn, null, reason, null);
}

/// <summary>Wants to know how outbox items end, in the transaction that says so.</summary>
internal interface IOutboxObserver
{
    /// <summary>An item has ended.</summary>
    void Finished(StoreSession session, OutboxItem item, OutboxState state, string? error, DateTimeOffset now);
}
