using System.Globalization;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Receiving.CatchingUp;

/// <summary>Up to when nothing can have been missed: so far back the next catching up has to look, in this run or in the next.</summary>
internal sealed partial class Coverage(Store store, IOptions<WeiyuOptions> options, TimeProvider time, ILogger<Coverage> log)
{
    private const string Key = "covered-until";

    /// <summary>How far back is looked where nothing is known of a gap, because the clock was wrong.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromHours(1);

    /// <summary>What clocks of instances on one database may differ by.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    /// <summary>Now.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Nothing from before this was missed.</summary>
    public DateTimeOffset Until { get; private set; } = DateTimeOffset.UnixEpoch;

    /// <summary>From when on a look at the histories has to begin in the ordinary course.</summary>
    public DateTimeOffset SweepFrom => Until - (2 * StoreLag) - TimeSpan.FromSeconds(30);

    /// <summary>How far the server's history lags behind.</summary>
    public TimeSpan StoreLag => options.Value.StoreLag;

    /// <summary>After which time what was said is surely in the history: its lag, and what storing takes.</summary>
    public TimeSpan Settled => HistoryLag.Settled(StoreLag);

    /// <summary>Reads what an earlier run knew.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        var written = await store.ReadAsync(session => session.Meta(Key), cancellationToken);
        if (written is not null) Until = Clock.FromStore(long.Parse(written, CultureInfo.InvariantCulture));
    }

    /// <summary>Nothing can have been missed up to a time.</summary>
    public async Task CoverAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (until <= Until) return;
        Until = until;
        // A database that can't be written holds up neither the next line nor the end.
        await store.WriteAsync(session => session.SetMeta(Key, until.ToStore().ToString(CultureInfo.InvariantCulture)), cancellationToken).WaitAsync(cancellationToken);
    }

    /// <summary>A clock that was ahead left a time that is still to come: until then nothing would be found.</summary>
    public async Task TakeBackAsync(CancellationToken cancellationToken)
    {
        if (Until <= Now + Ahead) return;
        LogTakenBack(log, Until, Now);
        Until = DateTimeOffset.UnixEpoch;
        await CoverAsync(Now - LookBack, cancellationToken);
    }

    /// <summary>Waits.</summary>
    public Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) => delay > TimeSpan.Zero ? Task.Delay(delay, time, cancellationToken) : Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The histories were looked through until {CoveredUntil}, and it is only {Now}: the clock was ahead. The last hour is looked through again")]
    private static partial void LogTakenBack(ILogger logger, DateTimeOffset coveredUntil, DateTimeOffset now);
}
