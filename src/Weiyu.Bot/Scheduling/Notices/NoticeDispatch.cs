using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Storage;
using Weiyu.Rules.Loading;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>
/// Hands the targets of a run to the outbox, at the run's rate. A target's step to "sent" and its outbox row are one transaction, taken only while the
/// target is open: whoever comes second, after a crash or on another instance, finds it taken.
/// </summary>
internal sealed class NoticeDispatch(NoticeComposer composer, Store store, IOutboxFeed outbox, SentUids sent, TimeProvider time)
{
    private const int MaxLook = 500;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>Sends what may be sent now.</summary>
    public async Task RunAsync(NoticeRun run, BotIdentity bot, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var rate = run.Delivery!.Rate;
        var burst = Math.Max(1, (int)(rate / 4));
        var slot = TimeSpan.FromSeconds(burst / rate);
        if (!await store.WriteAsync(session => session.ClaimRun(run, now, now + slot), cancellationToken)) return;
        // What is handed over and not confirmed is bounded: while the line is down the rest waits here, where it can still be held or skipped.
        if (store.Read(session => session.CountUnderWay(run)) >= Math.Max(200, rate * 10))
        {
            await store.WriteAsync(session => session.DelayRun(run, now + Soon, "waits for confirmations"), cancellationToken);
            return;
        }

        var moves = await JudgeAsync(run, bot, burst, now, cancellationToken);
        var stored = await store.WriteAsync(session => Commit(session, run, moves, now, now + slot), cancellationToken);
        foreach (var item in stored) outbox.Enqueue(item);
    }

    private async Task<List<NoticeMove>> JudgeAsync(NoticeRun run, BotIdentity bot, int burst, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(run.Zone);
        var content = composer.ContentOf(run);
        var moves = new List<NoticeMove>();
        var sending = 0;
        foreach (var (row, conversation) in store.Read(session => session.OpenTargets(run, now, MaxLook).ConvertAll(r => (r, session.FindConversation(r.Target)))))
        {
            if (sending == burst) break;
            var state = conversation is null ? null : ConversationState.FromJson(conversation.State);
            var verdict = NoticeGate.Judge(run, row, state, conversation is { Closed: true }, zone, now);
            if (verdict.State != LedgerState.Sent)
            {
                moves.Add(new NoticeMove(Moved(run, row, verdict), null, row.IsHeld));
                continue;
            }

            moves.Add(await composer.RunAsync(run, row, conversation, state, content, zone, bot, now, cancellationToken));
            sending++;
        }

        return moves;
    }

    private static LedgerRow Moved(NoticeRun run, LedgerRow row, GateVerdict verdict) => row with
    {
        State = verdict.State,
        Reason = verdict.Reason,
        NextAt = verdict.State == LedgerState.Held ? verdict.Until : row.NextAt,
        // A hold is meant: what it costs does not make the target late.
        NotAfter = verdict.State == LedgerState.Held && verdict.Until + run.Delivery!.SendWithin > row.NotAfter ? verdict.Until + run.Delivery.SendWithin : row.NotAfter,
    };

    private List<OutboxItem> Commit(StoreSession session, NoticeRun run, List<NoticeMove> moves, DateTimeOffset now, DateTimeOffset next)
    {
        var stored = new List<OutboxItem>();
        foreach (var (row, item, wasHeld) in moves)
        {
            if (!session.MoveTarget(run, row, now)) continue;
            session.SaveNoticeDecision(run, row, wasHeld, now);
            if (item is null) continue;
            var known = sent.Contains(item.Uid);
            var seq = known ? null : session.InsertOutbox(item);
            if (seq is not null) stored.Add(item with { Seq = seq.Value });
            else if (known) session.EndTarget(run.Notice, run.Occurrence, row.Target, LedgerState.Confirmed, "already in the history", now);
        }

        var sentSome = moves.Exists(m => m.Item is not null);
        switch (session.NextTarget(run))
        {
            case null: session.SetRun(run, RunState.Done, now, null); break;
            case { } open when open > next: session.SetRun(run, RunState.Sending, open, null); break;
            default: session.SetRun(run, RunState.Sending, sentSome ? next : now, null); break;
        }

        return stored;
    }
}
