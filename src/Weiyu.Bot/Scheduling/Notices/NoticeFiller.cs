using System.Text.Json;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Storage;
using Weiyu.Rules.Notices;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>Writes down whom a run goes to.</summary>
internal sealed class NoticeFiller(NoticeAudienceResolver audiences, Store store, TimeProvider time)
{
    /// <summary>How many targets are written in one transaction.</summary>
    public const int Batch = 500;

    /// <summary>How long a run is this instance's while it is filled in.</summary>
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(1);

    /// <summary>Writes the targets of a run down.</summary>
    /// <returns>Whether there are any to send to, and nobody else is at it.</returns>
    public async Task<bool> RunAsync(NoticeRun run, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!await store.WriteAsync(session => session.ClaimRun(run, now, now + Claim), cancellationToken)) return false;
        var ordinal = 0;
        foreach (var chunk in audiences.Resolve(run.Audience!).Chunk(Batch))
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
    public static DateTimeOffset Latest(NoticeRun run)
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
}
