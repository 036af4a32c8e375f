using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Scheduling.Housekeeping;

/// <summary>Tells colleagues how the day went.</summary>
internal sealed class SummaryChore(DailySummary summary, Store store) : IChore
{
    private const string SummaryKey = "daily-summary";

    /// <inheritdoc/>
    public string Name => "summary";

    /// <inheritdoc/>
    public void Begin(DateTimeOffset now)
    {
        // What was told last is in the store.
    }

    /// <summary>The last summary's time is kept: after a pause of the bot the one that was missed is told, if it is not older than half a day.</summary>
    public async Task RunIfDueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = store.Read(session => session.Meta(SummaryKey));
        var last = long.TryParse(known, out var stored) ? Clock.FromStore(stored) : now;
        if (last < now.AddDays(-1)) last = now.AddDays(-1);
        if (last > now) last = now;
        var due = summary.Next(last);
        if (due is null || (due > now && known is not null)) return;
        if (due <= now && now - due < TimeSpan.FromHours(12)) await summary.PlanAsync(due.Value, cancellationToken);
        var until = due <= now ? due.Value : now;
        await store.WriteAsync(session => session.SetMeta(SummaryKey, $"{until.ToStore()}"), cancellationToken);
    }
}
