using Weiyu.Bot.Core;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Conversations;

/// <summary>Commits turns, and afterwards tells those who send and those who keep the time.</summary>
internal sealed class TurnCommitter(Store store, SentUids sent, IOutboxFeed outbox, TimerWake timers)
{
    /// <summary>Commits a turn in one transaction.</summary>
    /// <param name="outcome">What it came to.</param>
    /// <param name="trace">The W3C trace parent of what it sends.</param>
    /// <param name="basis">The state that it began with, where another instance may write too; null: none does.</param>
    public Task<Committed> CommitAsync(TurnOutcome outcome, string? trace, string? basis) =>
        store.WriteAsync(session => TurnCommit.Apply(session, outcome, trace, sent.Contains, basis));

    /// <summary>Hands on what was committed.</summary>
    public void HandOn(TurnOutcome outcome, Committed committed)
    {
        foreach (var send in committed.Stored) outbox.Enqueue(send);
        foreach (var effect in outcome.Effects)
        {
            if (effect is StartTimer timer) timers.Notify(timer.Due);
        }
    }
}
