using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>
/// Moves runs on: fills in their targets (<see cref="NoticeFiller"/>), then hands those to the outbox (<see cref="NoticeDispatch"/>).
/// </summary>
internal sealed partial class NoticeSender(
    INoticeBook book, NoticeFiller filler, NoticeDispatch dispatch, Store store, IBotIdentitySource identity, TimeProvider time, ILogger<NoticeSender> log)
{
    private const int MaxRuns = 200;
    private const int MaxParallel = 32;
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
                if (!await filler.RunAsync(run, cancellationToken) || store.Read(session => session.FindRun(run.Notice, run.Occurrence)) is not { State: RunState.Sending } filled) return;
                run = filled;
            }

            await dispatch.RunAsync(run, bot, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogTrouble(log, run.Notice, run.OccurrenceKey, e);
            var now = time.GetUtcNow();
            if (run.State == RunState.Planning && now > NoticeFiller.Latest(run) && !run.Delivery!.ElseSend)
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

    [LoggerMessage(Level = LogLevel.Error, Message = "Notice {Notice}, {Occurrence}: it goes on in a minute")]
    private static partial void LogTrouble(ILogger logger, string notice, string occurrence, Exception exception);

}
