using Microsoft.Extensions.Options;

namespace Weiyu.Bot.Scheduling.Housekeeping;

/// <summary>Forgets what is old.</summary>
internal sealed class PruneChore(Pruner pruner, IOptions<HousekeepingOptions> options) : IChore
{
    private static readonly TimeSpan FirstAfter = TimeSpan.FromMinutes(2);
    private DateTimeOffset _next;

    /// <inheritdoc/>
    public string Name => "prune";

    /// <inheritdoc/>
    public void Begin(DateTimeOffset now) => _next = now + FirstAfter;

    /// <inheritdoc/>
    public async Task RunIfDueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        // A next time that is far off means that the clock was set back.
        if (now < _next && _next - now <= options.Value.PruneEvery + HousekeepingService.LongestSleep) return;
        _next = now + options.Value.PruneEvery;
        await pruner.RunAsync(cancellationToken);
    }
}
