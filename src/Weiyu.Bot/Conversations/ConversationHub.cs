using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Conversations;

/// <summary>
/// The mailboxes: one item at a time per conversation, in order; many conversations beside one another. What is handed in waits for the
/// conversation's gap to be known (<see cref="CatchUpGate"/>), then it is handled to its end.
/// </summary>
internal sealed partial class ConversationHub : IConversationFeed, IDisposable
{
    private readonly ConversationCache _cache;
    private readonly ItemHandler _handler;
    private readonly CatchUpGate _gate;
    private readonly Store _store;
    private readonly TimeProvider _time;
    private readonly ILogger<ConversationHub> _log;
    private readonly SerialLanes<Mailbox, InboxItem> _lanes;
    private readonly SemaphoreSlim _room;
    private readonly CancellationTokenSource _stopping = new();
    private int _waiting;

    /// <summary>A hub without anything in it.</summary>
    public ConversationHub(
        ConversationCache cache, ItemHandler handler, CatchUpGate gate, Store store, TimeProvider time, IOptions<BotOptions> options, ILogger<ConversationHub> log)
    {
        (_cache, _handler, _gate, _store, _time, _log) = (cache, handler, gate, store, time, log);
        _room = new SemaphoreSlim(options.Value.MaxWaiting);
        _lanes = new(static () => new Mailbox(), ServeAsync);
    }

    /// <summary>Items that wait or are being handled.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>How many conversations have something under way.</summary>
    public int Active => _lanes.Active;

    /// <inheritdoc/>
    public async ValueTask PostAsync(InboxItem stored, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        Interlocked.Increment(ref _waiting);
        // A mailbox that takes nothing more: the bot stops, and the item stays in the journal.
        if (!_lanes.Post(stored.Conversation, stored)) Done();
    }

    /// <summary>Journals something that happened here and was no message, and hands it on. A sign of a human counts from this moment.</summary>
    public async Task TakeAsync(InboxItem item, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (item.IsHumanSign) HumanSeen(item.Conversation);
        // What is stored is handed on, whatever the caller is told meanwhile.
        if (await _store.WriteAsync(session => session.InsertInbox(item), CancellationToken.None) is { } seq) await PostAsync(item with { Seq = seq }, _stopping.Token);
        else if (item.IsHumanSign) _cache.Get(item.Conversation).HumanHandled();
    }

    /// <summary>A human was seen in a conversation: the bot falls silent now, before the sign itself is handled.</summary>
    public void HumanSeen(string topic) => _cache.Get(topic).HumanSeen();

    /// <summary>Whether something is going on in a conversation.</summary>
    public bool IsBusy(string topic) => _lanes.IsBusy(topic);

    /// <summary>Takes nothing more and waits for the turns under way; what is left stays in the journal.</summary>
    /// <param name="patience">How long turns may take before they are interrupted.</param>
    public Task StopAsync(TimeSpan patience)
    {
        _lanes.Close();
        return _lanes.StopAsync(patience, _stopping.CancelAsync, _time);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _room.Dispose();
        _stopping.Dispose();
    }

    private void Done()
    {
        Interlocked.Decrement(ref _waiting);
        _room.Release();
    }

    private async Task ServeAsync(string topic, Mailbox mailbox)
    {
        do
        {
            try
            {
                if (await _gate.WaitAsync(topic, _stopping.Token) is { } order) mailbox.Sort(order);
            }
            catch (OperationCanceledException)
            {
                mailbox.Close();
            }
        }
        while (await ServeNextAsync(mailbox));

        _cache.Trim(t => t != topic && IsBusy(t));
    }

    private async Task<bool> ServeNextAsync(Mailbox mailbox)
    {
        if (!mailbox.TryTake(out var item)) return false;
        try
        {
            await _handler.HandleAsync(item, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // It is still open in the journal.
        }
        catch (Exception e)
        {
            // It is still open in the journal, too. Whatever it was: those behind it are handled.
            LogLeft(_log, item.Uid, e);
        }
        finally
        {
            if (item.IsHumanSign) _cache.Peek(item.Conversation)?.HumanHandled();
            Done();
        }

        return true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Uid} could not be handled, and that could not be stored; the next start tries it again")]
    private static partial void LogLeft(ILogger logger, string uid, Exception exception);
}
