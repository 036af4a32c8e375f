using System.Text.Json.Nodes;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Scheduling.Timers;

/// <summary>
/// The timers of conversations: silences, hand-off time-outs, follow-ups, forms. They are rows of one table with an index by due time, and one
/// loop that sleeps until the earliest is due. They are no Quartz jobs, because: a timer is set, replaced and cancelled with almost every message,
/// in the transaction of the turn that does so, which a scheduler with transactions of its own can't join; a hundred thousand of them are a hundred
/// thousand small rows and nothing in memory, where Quartz would keep a job and a trigger each in five tables; and firing one is a single
/// transaction: the timer goes, its event is in the inbox. A crash before that fires it again, a crash after it finds the event in the journal.
/// </summary>
internal sealed partial class TimerService(Store store, IConversationFeed feed, SchedulingWake wake, TimeProvider time, ILogger<TimerService> log)
{
    /// <summary>How many timers are fired in one transaction.</summary>
    public const int Batch = 256;

    /// <summary>The longest sleep: a clock that was set forward is noticed within this time.</summary>
    public static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30);

    private long _next = long.MaxValue;

    /// <summary>A timer was saved; wakes the loop if it is earlier than what it sleeps for.</summary>
    public void Notify(DateTimeOffset due)
    {
        if (due.ToStore() < Volatile.Read(ref _next)) wake.Timers.Set();
    }

    /// <summary>Fires what is due, earliest first.</summary>
    /// <returns>When the next is due; null when there is none.</returns>
    public async Task<DateTimeOffset?> FireDueAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = time.GetUtcNow();
            var due = store.Read(session => session.DueTimers(now, Batch));
            if (due.Count == 0) break;
            var events = await store.WriteAsync(session => Fire(session, due, now), cancellationToken);
            foreach (var item in events) await feed.PostAsync(item, cancellationToken);
            LogFired(log, events.Count);
        }

        // Whatever is saved while this reads wakes the loop: the read may have come too early for it.
        Volatile.Write(ref _next, long.MaxValue);
        var next = store.Read(session => session.NextTimer());
        Volatile.Write(ref _next, next?.ToStore() ?? long.MaxValue);
        return next;
    }

    /// <summary>Fires timers until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var sleep = LongestSleep;
            try
            {
                if (await FireDueAsync(cancellationToken) is { } next && next - time.GetUtcNow() < sleep) sleep = next - time.GetUtcNow();
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogTrouble(log, e);
                sleep = TimeSpan.FromSeconds(1);
            }

            await wake.Timers.WaitAsync(sleep, time, cancellationToken);
        }
    }

    private static List<InboxItem> Fire(StoreSession session, List<TimerRow> due, DateTimeOffset now)
    {
        var events = new List<InboxItem>(due.Count);
        foreach (var timer in due)
        {
            // One that was replaced, cancelled or fired elsewhere since it was read is not ours to fire.
            if (!session.TakeTimer(timer)) continue;
            var item = InboxItem.Of(UidOf(timer), timer.Conversation, EventOf(timer), now);
            if (session.InsertInbox(item) is { } seq) events.Add(item with { Seq = seq });
        }

        return events;
    }

    /// <summary>The uid of a timer's event: the same whoever fires it.</summary>
    public static string UidOf(TimerRow timer) => Uids.Derive("", $"timer/{timer.Due.ToStore()}/{timer.Conversation}", timer.Name);

    private static BotEvent EventOf(TimerRow timer) =>
        new(BotEvents.Timer, timer.Name, new JsonObject { ["value"] = timer.Data, ["due"] = timer.Due.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture) });

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Count} timers fired")]
    private static partial void LogFired(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Timers could not be fired; tried again in a second")]
    private static partial void LogTrouble(ILogger logger, Exception exception);
}

/// <summary>The SQL of firing.</summary>
internal static class TimerTable
{
    /// <summary>Removes a timer if it is still the one that was read.</summary>
    public static bool TakeTimer(this StoreSession session, TimerRow timer) =>
        session.Execute("DELETE FROM timers WHERE conversation = @0 AND name = @1 AND due_at = @2", timer.Conversation, timer.Name, timer.Due.ToStore()) > 0;
}

/// <summary>Starts and stops the timers' loop.</summary>
internal sealed class TimerHostedService(TimerService timers, TimerWake saved, Store store, IBotIdentitySource identity, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan LoginPause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        saved.Saved += timers.Notify;
        try
        {
            await store.Ready.WaitAsync(stoppingToken);
            // Before the first login no turn can run: what is due waits where it is safe.
            while (identity.Current is null) await Task.Delay(LoginPause, time, stoppingToken);
            await timers.RunAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The store or the bot stops.
        }
        finally
        {
            saved.Saved -= timers.Notify;
        }
    }
}
