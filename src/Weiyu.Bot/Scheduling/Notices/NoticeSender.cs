using System.Text.Json;
using System.Text.Json.Nodes;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Storage;
using Weiyu.Client.Messages;
using Weiyu.Rules.Loading;
using Weiyu.Rules.Notices;
using Weiyu.Rules.Templates;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>
/// Moves runs on: fills in their targets, then hands those to the outbox at the run's rate. A target's step to "sent" and its outbox row are one
/// transaction, taken only while the target is open: whoever comes second, after a crash or on another instance, finds it taken.
/// </summary>
internal sealed partial class NoticeSender(
    INoticeBook book, NoticeAudienceResolver audiences, Store store, IBotIdentitySource identity, MessageFactory messages, IOutboxFeed outbox,
    INoticeThreads threads, SentUids sent, TimeProvider time, ILogger<NoticeSender> log)
{
    /// <summary>How many targets are written in one transaction while a run is filled in.</summary>
    public const int FillBatch = 500;

    private const int MaxRuns = 200;
    private const int MaxParallel = 32;
    private const int MaxLook = 500;
    private static readonly TimeSpan FillClaim = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a run of a notice that these rules lack is left to an instance whose rules have it.</summary>
    private static readonly TimeSpan OthersTime = TimeSpan.FromMinutes(1);

    /// <summary>Does what can be done now.</summary>
    /// <returns>When there is something to do next; null when nothing is open.</returns>
    public async Task<DateTimeOffset?> TickAsync(CancellationToken cancellationToken)
    {
        if (identity.Current is not { } bot) return time.GetUtcNow() + Soon;
        var now = time.GetUtcNow();
        var due = store.Read(session => session.DueRuns(now, MaxRuns));
        var mine = due.FindAll(run => !IsOthers(run, now));
        // Side by side, so that their writes share commits; those of one run follow each other.
        await Parallel.ForEachAsync(mine, new ParallelOptions { MaxDegreeOfParallelism = MaxParallel, CancellationToken = cancellationToken }, async (run, token) => await MoveOnAsync(run, bot, token));
        var next = store.Read(session => session.NextRun());
        return mine.Count < due.Count && next < now + Brief ? now + Brief : next;
    }

    /// <summary>Whether the rules lack a run's notice.</summary>
    private bool IsRemoved(NoticeRun run) => run.Kind != RunKind.Once && book.Notices is not null && book.Find(run.Notice) is null;

    /// <summary>While a new version of the rules is rolled out, another instance may know a notice that this one does not, and will take its runs soon.</summary>
    private bool IsOthers(NoticeRun run, DateTimeOffset now) => store.IsShared && IsRemoved(run) && now - run.NextAt < OthersTime;

    private async Task MoveOnAsync(NoticeRun run, BotIdentity bot, CancellationToken cancellationToken)
    {
        try
        {
            if (IsRemoved(run))
            {
                await RemoveAsync(run, cancellationToken);
                return;
            }

            if (run.State == RunState.Planning)
            {
                if (!await FillAsync(run, cancellationToken) || store.Read(session => session.FindRun(run.Notice, run.Occurrence)) is not { State: RunState.Sending } filled) return;
                run = filled;
            }

            await SendAsync(run, bot, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogTrouble(log, run.Notice, run.OccurrenceKey, e);
            var now = time.GetUtcNow();
            if (run.State == RunState.Planning && now > Latest(run) && !run.Delivery!.ElseSend)
                await EndAsync(run, RunState.Missed, $"missed: it is not known whom it goes to: {e.Message}", now, cancellationToken);
            else
                await store.WriteAsync(session => session.DelayRun(run, now + Retry, $"{e.GetType().Name}: {e.Message}"), cancellationToken);
        }
    }

    private async Task RemoveAsync(NoticeRun run, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await store.WriteAsync(session => session.ClaimRun(run, now, now + Retry), cancellationToken))
            await EndAsync(run, RunState.Done, "the notice was removed from the rules", now, cancellationToken);
    }

    private Task<int> EndAsync(NoticeRun run, RunState state, string reason, DateTimeOffset now, CancellationToken cancellationToken) =>
        store.WriteAsync(session => session.EndRun(run, state, reason, now), cancellationToken);

    /// <summary>Writes the targets of a run down.</summary>
    /// <returns>Whether there are any to send to, and nobody else is at it.</returns>
    private async Task<bool> FillAsync(NoticeRun run, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!await store.WriteAsync(session => session.ClaimRun(run, now, now + FillClaim), cancellationToken)) return false;
        var ordinal = 0;
        foreach (var chunk in audiences.Resolve(run.Audience!).Chunk(FillBatch))
        {
            var first = ordinal;
            // Somebody may have cancelled it meanwhile.
            var goesOn = await store.WriteAsync(session =>
            {
                if (session.FindRun(run.Notice, run.Occurrence) is not { State: RunState.Planning }) return false;
                for (var i = 0; i < chunk.Length; i++) session.InsertTarget(run, Row(run, chunk[i], first + i, now));
                return true;
            }, cancellationToken);
            if (!goesOn) return false;
            ordinal += chunk.Length;
        }

        var done = time.GetUtcNow();
        await store.WriteAsync(session =>
        {
            session.StartSending(run, done);
            if (ordinal == 0) session.SetRun(run, RunState.Done, done, "nobody is meant");
        }, cancellationToken);
        return ordinal > 0;
    }

    /// <summary>Until when the first target may be sent to; never less than a minute from when it was planned.</summary>
    private static DateTimeOffset Latest(NoticeRun run)
    {
        var (latest, atLeast) = (run.Occurrence + run.Delivery!.SendWithin, run.PlannedAt + TimeSpan.FromMinutes(1));
        return latest > atLeast ? latest : atLeast;
    }

    private static LedgerRow Row(NoticeRun run, NoticeTarget target, int ordinal, DateTimeOffset now)
    {
        var delivery = run.Delivery!;
        return new LedgerRow(target.Topic, ordinal, target.Problem is null ? LedgerState.Planned : LedgerState.Failed)
        {
            Reason = target.Problem,
            NextAt = now,
            NotAfter = delivery.ElseSend ? DateTimeOffset.MaxValue : Latest(run) + TimeSpan.FromSeconds((ordinal + 1) / delivery.Rate),
            Locale = target.Locale,
            Vars = target.Vars is null ? null : JsonSerializer.Serialize(target.Vars, NoticeContent.Json),
            ChangedAt = now,
        };
    }

    private async Task SendAsync(NoticeRun run, BotIdentity bot, CancellationToken cancellationToken)
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

    private async Task<List<Move>> JudgeAsync(NoticeRun run, BotIdentity bot, int burst, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(run.Zone);
        var content = new NoticeContent(run.Delivery!, book.DefaultLocale);
        var moves = new List<Move>();
        var sending = 0;
        foreach (var (row, conversation) in store.Read(session => session.OpenTargets(run, now, MaxLook).ConvertAll(r => (r, session.FindConversation(r.Target)))))
        {
            if (sending == burst) break;
            var state = conversation is null ? null : ConversationState.FromJson(conversation.State);
            var verdict = NoticeGate.Judge(run, row, state, conversation is { Closed: true }, zone, now);
            if (verdict.State != LedgerState.Sent)
            {
                moves.Add(new Move(Moved(run, row, verdict), null, WasHeld(row)));
                continue;
            }

            moves.Add(await ComposeAsync(run, row, conversation, state, content, zone, bot, now, cancellationToken));
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

    private async Task<Move> ComposeAsync(
        NoticeRun run, LedgerRow row, ConversationRow? conversation, ConversationState? state, NoticeContent content, TimeZoneInfo zone, BotIdentity bot, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        try
        {
            var thread = conversation is null ? null : Wire.Thread.Parser.ParseFrom(conversation.Thread);
            if (thread is null or { Uid.Length: 0 }) thread = await threads.FindAsync(row.Target, cancellationToken);
            if (thread is null) return new Move(row with { State = LedgerState.Failed, Reason = "the server knows no thread of this topic" }, null, WasHeld(row));
            var uid = run.UidFor(bot.UserUid, row.Target);
            var text = content.Render(row.Locale ?? state?.Locale, NoticeValues.Of(run, row, thread, state, bot, WallTime(now, zone)), StableHash(row.Target));
            var message = messages.Create(bot, thread, uid, run.Delivery!.Type, text, now);
            return new Move(row with { State = LedgerState.Sent, Uid = uid, Reason = null },
                new OutboxItem(uid, row.Target, run.CauseOf(row.Target), 0, OutboxItem.MessageKind, MessageCodec.Encode(message), now) { EvenWhenHumanOwns = run.Delivery.EvenWhenHumanOwns }, WasHeld(row));
        }
        catch (TemplateFailedException e)
        {
            return new Move(row with { State = LedgerState.Failed, Reason = $"the text could not be put together: {e.Message}" }, null, WasHeld(row));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new Move(row with { State = LedgerState.Held, Reason = $"the thread could not be looked up: {e.Message}", NextAt = now + Retry }, null, WasHeld(row));
        }
    }

    private List<OutboxItem> Commit(StoreSession session, NoticeRun run, List<Move> moves, DateTimeOffset now, DateTimeOffset next)
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

    private static bool WasHeld(LedgerRow row) => row.State == LedgerState.Held;

    private static DateTimeOffset WallTime(DateTimeOffset now, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(now, zone);

    private static int StableHash(string text)
    {
        var hash = 17;
        foreach (var c in text) hash = unchecked((hash * 31) + c);
        return hash;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Notice {Notice}, {Occurrence}: it goes on in a minute")]
    private static partial void LogTrouble(ILogger logger, string notice, string occurrence, Exception exception);

    /// <summary>What becomes of a target, and what is sent to it.</summary>
    private readonly record struct Move(LedgerRow Row, OutboxItem? Item, bool WasHeld);
}
