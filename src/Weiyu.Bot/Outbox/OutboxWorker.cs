using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Outbox;

/// <summary>
/// Drains the outbox: one lane per conversation, in order, one item under way at a time, so that nothing overtakes; lanes do not wait for
/// one another. A lane exists while it has something to send.
/// </summary>
internal sealed partial class OutboxWorker : IOutboxFeed, IDisposable
{
    /// <summary>How often something unforeseen may happen to an item before it has failed; half an hour or so.</summary>
    public const int MaxFailures = 30;

    /// <summary>How long a lane waits when what the store has can't be read, as against a store that is away.</summary>
    private static readonly TimeSpan UnreadPause = TimeSpan.FromSeconds(5);

    private static readonly RetryDelay Retry = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));

    private readonly OutboxSender _sender;
    private readonly Store _store;
    private readonly TimeProvider _time;
    private readonly ILogger<OutboxWorker> _log;
    private readonly SerialLanes<Lane, LaneWork> _lanes;
    private readonly CancellationTokenSource _stopping = new();
    private volatile bool _tookUp;

    /// <summary>A worker without anything to send.</summary>
    public OutboxWorker(OutboxSender sender, Store store, TimeProvider time, ILogger<OutboxWorker> log)
    {
        (_sender, _store, _time, _log) = (sender, store, time, log);
        _lanes = new(static () => new Lane(), ServeAsync);
    }

    /// <summary>How many conversations have something under way.</summary>
    public int ActiveLanes => _lanes.Active;

    /// <summary>Whether a conversation has something under way.</summary>
    public bool IsBusy(string conversation) => _lanes.IsBusy(conversation);

    /// <inheritdoc/>
    public void Enqueue(OutboxItem stored) => Enqueue(stored.Conversation, stored);

    /// <summary>Takes up what is pending and under way nowhere: left by an earlier run, or made pending again by <c>outbox retry</c>.</summary>
    /// <param name="before">Only what is older: younger items are about to be handed in.</param>
    /// <param name="cancellationToken">The bot stops.</param>
    public async Task ResumeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        foreach (var conversation in await _store.ReadAsync(session => session.PendingConversations(before), cancellationToken))
        {
            if (!_lanes.IsBusy(conversation)) Enqueue(conversation, null);
        }

        _tookUp = true;
    }

    /// <summary>Stops; what is not confirmed stays pending.</summary>
    /// <param name="patience">How long sending may take before it is interrupted.</param>
    public Task StopAsync(TimeSpan patience) => _lanes.StopAsync(patience, _stopping.CancelAsync, _time);

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private void Enqueue(string conversation, OutboxItem? item)
    {
        // Until it is known what an earlier run left, that may be older than what is handed in.
        if (!_stopping.IsCancellationRequested) _lanes.Post(conversation, new LaneWork(item) { IsBehindStore = !_tookUp });
    }

    private async Task ServeAsync(string conversation, Lane lane)
    {
        try
        {
            while (lane.TryTake(out var work))
            {
                if (work.Item is { } item) await SendAsync(item, fresh: true);
                else await SendStoredAsync(conversation, lane, work.After);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // It is still pending in the store.
        }
        catch (Exception e)
        {
            // So it is here: the lane is taken up again within seconds, from there.
            LogLeft(_log, conversation, e);
        }
    }

    private async Task SendStoredAsync(string conversation, Lane lane, long after)
    {
        List<OutboxItem> page;
        try
        {
            page = await _store.ReadAsync(session => session.PendingOutbox(conversation, after, Lane.Capacity), _stopping.Token);
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            // What is handed in meanwhile waits behind it, so that nothing overtakes.
            LogUnread(_log, conversation, e);
            lane.ReadOn();
            await Task.Delay(UnreadPause, _time, _stopping.Token);
            return;
        }

        if (page.Count == Lane.Capacity) lane.ReadOn();
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
                await _sender.SendAsync(item, fresh && failures == 0, _stopping.Token);
                return;
            }
            catch (Exception e) when (!_stopping.IsCancellationRequested)
            {
                LogBroken(_log, item.Uid, e);
                if (failures >= MaxFailures && _store.Trouble is null && !Outages.Is(e))
                {
                    await _store.WriteAsync(session => session.FinishOutbox(item.Seq, OutboxState.Failed, null, e.Message, _time.GetUtcNow()));
                    return;
                }

                await Task.Delay(Retry.After(failures + 1, item.Uid), _time, _stopping.Token);
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
