using System.Collections.Concurrent;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Outbox;

/// <summary>
/// Drains the outbox: one lane per conversation, in order, one item under way at a time, so that nothing overtakes; lanes do not wait for
/// one another. A lane exists while it has something to send. What does not fit in memory is read from the store when its turn comes.
/// </summary>
internal sealed partial class OutboxWorker(OutboxSender sender, Store store, TimeProvider time, ILogger<OutboxWorker> log) : IOutboxFeed, IDisposable
{
    /// <summary>The most items that a lane keeps in memory.</summary>
    public const int LaneCapacity = 64;

    /// <summary>How often something unforeseen may happen to an item before it has failed; half an hour or so.</summary>
    public const int MaxFailures = 30;

    /// <summary>How long a lane waits when what the store has can't be read, as against a store that is away.</summary>
    private static readonly TimeSpan UnreadPause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(0.25);

    private readonly CancellationTokenSource _stopping = new();
    private volatile bool _tookUp;

    /// <summary>How many conversations have something under way.</summary>
    public int ActiveLanes => _lanes.Count;

    /// <summary>Whether a conversation has something under way.</summary>
    public bool IsBusy(string conversation) => _lanes.ContainsKey(conversation);

    /// <inheritdoc/>
    public void Enqueue(OutboxItem stored) => Enqueue(stored.Conversation, stored);

    /// <summary>Takes up what is pending and under way nowhere: left by an earlier run, or made pending again by <c>outbox retry</c>.</summary>
    /// <param name="before">Only what is older: younger items are about to be handed in.</param>
    public async Task ResumeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        foreach (var conversation in await store.ReadAsync(session => session.PendingConversations(before), cancellationToken))
        {
            if (!_lanes.ContainsKey(conversation)) Enqueue(conversation, null);
        }

        _tookUp = true;
    }

    /// <summary>Stops; what is not confirmed stays pending.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        var running = Task.WhenAll(_lanes.Values.Select(l => l.Running));
        if (await running.EndsWithinAsync(patience, time)) return;
        await _stopping.CancelAsync();
        // What does not heed that (a call that hangs) is left behind.
        await running.EndsWithinAsync(LastPatience, time);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private void Enqueue(string conversation, OutboxItem? item)
    {
        while (!_stopping.IsCancellationRequested)
        {
            var lane = _lanes.GetOrAdd(conversation, static _ => new Lane());
            // Until it is known what an earlier run left, that may be older than what is handed in.
            switch (lane.Add(item, behindStore: !_tookUp))
            {
                case Lane.Added.Started:
                    lane.Running = Task.Run(() => RunAsync(conversation, lane));
                    return;
                case Lane.Added.Queued:
                    return;
                default:
                    _lanes.TryRemove(new KeyValuePair<string, Lane>(conversation, lane));
                    continue;
            }
        }
    }

    private async Task RunAsync(string conversation, Lane lane)
    {
        try
        {
            while (lane.Take(out var item, out var after))
            {
                if (item is not null) await SendAsync(item, fresh: true);
                else await SendStoredAsync(conversation, lane, after);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // It is still pending in the store.
        }
        catch (Exception e)
        {
            // So it is here: the lane is taken up again within seconds, from there.
            LogLeft(log, conversation, e);
        }

        lane.End();
        _lanes.TryRemove(new KeyValuePair<string, Lane>(conversation, lane));
    }

    private async Task SendStoredAsync(string conversation, Lane lane, long after)
    {
        List<OutboxItem> page;
        try
        {
            page = await store.ReadAsync(session => session.PendingOutbox(conversation, after, LaneCapacity), _stopping.Token);
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            // What is handed in meanwhile waits behind it, so that nothing overtakes.
            LogUnread(log, conversation, e);
            lane.ReadOn();
            await Task.Delay(UnreadPause, time, _stopping.Token);
            return;
        }

        if (page.Count == LaneCapacity) lane.ReadOn();
        foreach (var stored in page)
        {
            await SendAsync(stored, fresh: stored.Seq > lane.FirstSeq && stored.Attempts == 0);
            lane.Sent(stored.Seq);
        }
    }

    /// <summary>Sends one. Whatever goes wrong, the ones behind it wait: nothing overtakes.</summary>
    private async Task SendAsync(OutboxItem item, bool fresh)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                await sender.SendAsync(item, fresh && failures == 0, _stopping.Token);
                return;
            }
            catch (Exception e) when (!_stopping.IsCancellationRequested)
            {
                LogBroken(log, item.Uid, e);
                if (failures >= MaxFailures && store.Trouble is null && !Store.IsOutage(e))
                {
                    await store.WriteAsync(session => session.FinishOutbox(item.Seq, OutboxState.Failed, null, e.Message, time.GetUtcNow()));
                    return;
                }

                await Task.Delay(TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, failures))), time, _stopping.Token);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The outbox of {Conversation} can't be read now; it is tried again within seconds")]
    private static partial void LogUnread(ILogger logger, string conversation, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The outbox of {Conversation} can't be drained now; it is taken up again within seconds")]
    private static partial void LogLeft(ILogger logger, string conversation, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Sending {Uid} went wrong in a way that was not foreseen; it is tried again")]
    private static partial void LogBroken(ILogger logger, string uid, Exception exception);
}
