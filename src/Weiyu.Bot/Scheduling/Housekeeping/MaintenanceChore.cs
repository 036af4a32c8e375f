using Microsoft.Extensions.Options;
using Weiyu.Bot.Scheduling.Notices;

namespace Weiyu.Bot.Scheduling.Housekeeping;

/// <summary>Tidies the database up, once a day.</summary>
internal sealed class MaintenanceChore(DatabaseMaintenance maintenance, INoticeBook book, IOptions<HousekeepingOptions> options) : IChore
{
    /// <summary>A day, and the two hours that a change of the clocks may add.</summary>
    private static readonly TimeSpan Furthest = TimeSpan.FromHours(26);
    private DateTimeOffset _next;

    /// <inheritdoc/>
    public string Name => "maintain";

    /// <inheritdoc/>
    public void Begin(DateTimeOffset now) => _next = WallTimes.NextDaily(options.Value.MaintenanceAt, book.Calendar.Zone, now);

    /// <inheritdoc/>
    public async Task RunIfDueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (now < _next && _next - now <= Furthest) return;
        Begin(now);
        await Task.Run(maintenance.Run, cancellationToken);
    }
}
