using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Outbox;
using Weiyu.Bot.Storage;
using Weiyu.Client;

namespace Weiyu.Bot.Receiving;

/// <summary>Takes up what earlier runs, or other instances on the same database, left unhandled and unsent.</summary>
internal sealed partial class Leftovers(
    Backlog backlog, OutboxWorker outbox, Store store, IOptions<WeiyuOptions> options, TimeProvider time, ILogger<Leftovers> log)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    /// <summary>Does one of the things without which the day can't go on, as often as it takes: what goes wrong in it ends no process.</summary>
    public async Task PersistAsync(Func<Task> step, CancellationToken cancellationToken)
    {
        var pause = new Backoff(options.Value.ReconnectMin, options.Value.ReconnectMax, new Random(Environment.ProcessId));
        while (true)
        {
            try
            {
                await step();
                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogTrouble(log, e);
                await Task.Delay(pause.Next(), time, cancellationToken);
            }
        }
    }

    /// <summary>The last message that was journalled before this run.</summary>
    public Task<long> LastAsync(CancellationToken cancellationToken) => store.ReadAsync(session => session.LastInbox(), cancellationToken);

    /// <summary>Lets the outbox go on with what is unsent, and hands in what is unhandled.</summary>
    /// <param name="upTo">See <see cref="LastAsync"/>.</param>
    /// <param name="cancellationToken">The bot stops.</param>
    /// <returns>Completes when all is handed in.</returns>
    public async Task<Task> ResumeAsync(long upTo, CancellationToken cancellationToken)
    {
        await PersistAsync(() => backlog.HoldForHumansAsync(upTo, cancellationToken), cancellationToken);
        await PersistAsync(() => outbox.ResumeAsync(time.GetUtcNow(), cancellationToken), cancellationToken);
        return PersistAsync(() => backlog.ResumeAsync(upTo, cancellationToken), cancellationToken);
    }

    /// <summary>Takes up now and then what is in the database and in nobody's hands, until the bot stops.</summary>
    public async Task BeatAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Heartbeat, time);
        do
        {
            try
            {
                // Where several instances share a database, what is young may be in another's hands.
                await outbox.ResumeAsync(time.GetUtcNow() - (store.IsShared ? Tries.OwnFor : Heartbeat), cancellationToken);
                if (store.IsShared) await backlog.TakeOverAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogTrouble(log, e);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What is left in the database can't be taken up now; it is tried again")]
    private static partial void LogTrouble(ILogger logger, Exception exception);
}
