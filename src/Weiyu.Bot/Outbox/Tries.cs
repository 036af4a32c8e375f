using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Outbox;

/// <summary>The tries of outbox items, as the database has them: what an earlier run or another instance on the same database may have sent.</summary>
internal sealed class Tries(Store store, IOptions<WeiyuOptions> options, TimeProvider time)
{
    /// <summary>How long an item is the affair of the instance that decided it; afterwards another one that shares the database takes it up.</summary>
    public static readonly TimeSpan OwnFor = TimeSpan.FromMinutes(1);

    /// <summary>What an earlier run sent, it may have sent up to this moment.</summary>
    private readonly DateTimeOffset _began = time.GetUtcNow();

    /// <summary>What is known of an item when it is taken up.</summary>
    /// <param name="item">As it was stored.</param>
    /// <param name="fresh">Whether it is certain that it was never tried.</param>
    public DeliveryAttempt Begin(OutboxItem item, bool fresh) => new(item.Uid, item.Attempts, LastSent(item, fresh)) { MayHaveArrived = !fresh };

    /// <summary>Whether another instance may be about to send an item, too. Long before that one takes it up, nobody asks.</summary>
    public bool MayBeOthers(OutboxItem item, bool fresh) => store.IsShared && !(fresh && time.GetUtcNow() - item.CreatedAt < OwnFor / 2);

    /// <summary>Takes the next try for this instance.</summary>
    /// <returns>What is known now; null: another instance has brought the item to its end. Whether the try is ours is in the second value.</returns>
    public async Task<(DeliveryAttempt? Attempt, bool IsOurs)> ClaimAsync(OutboxItem item, DeliveryAttempt attempt)
    {
        if (await store.WriteAsync(session => session.ClaimOutbox(item.Seq, attempt.Tries, time.GetUtcNow() + options.Value.HttpTimeout))) return (attempt with { Tries = attempt.Tries + 1 }, true);
        return store.Read(session => session.FindOutbox(item.Uid)) is { State: OutboxState.Pending } row
            ? (attempt.TriedElsewhere(row.Attempts, LastSentElsewhere(row)), false)
            : (null, false);
    }

    /// <summary>Notes how it stands.</summary>
    public Task NoteAsync(OutboxItem item, DeliveryAttempt attempt, string? route, string? error, DateTimeOffset? nextAt) =>
        store.WriteAsync(session => session.NoteAttempt(item.Seq, attempt.Tries, route, error, nextAt));

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
        var longest = now + options.Value.HttpTimeout;
        return item.NextAt is not { } next || next < now ? now : next < longest ? next : longest;
    }
}
