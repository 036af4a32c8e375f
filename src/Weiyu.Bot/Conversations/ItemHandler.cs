using Weiyu.Bot.Core;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Conversations;

/// <summary>
/// Handles an item for as long as it takes: a database that can't be read now is waited for, and what is behind waits too, so that nothing overtakes.
/// What fails again and again is marked as failed, visibly.
/// </summary>
internal sealed partial class ItemHandler(TurnDriver driver, Store store, IBotIdentitySource identity, TimeProvider time, ILogger<ItemHandler> log)
{
    /// <summary>How often something unforeseen may happen to an item before it has failed; some minutes.</summary>
    public const int MaxFailures = 12;

    /// <summary>Handles one.</summary>
    /// <param name="item">Stored already.</param>
    /// <param name="stopping">The bot stops; the item stays open in the journal.</param>
    public async Task HandleAsync(InboxItem item, CancellationToken stopping)
    {
        if (identity.Current is not { } bot) return;
        for (var failures = 1; ; failures++)
        {
            try
            {
                await driver.HandleAsync(item, bot, stopping);
                return;
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                LogBroken(log, item.Uid, e);
                if (failures >= MaxFailures && store.Trouble is null && !Outages.Is(e))
                {
                    await GiveUpAsync(item, e, stopping);
                    return;
                }

                await Task.Delay(RetryDelay.Usual.After(failures, item.Uid), time, stopping);
            }
        }
    }

    private async Task GiveUpAsync(InboxItem item, Exception error, CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        var decision = new Decision { Uid = item.Uid, Conversation = item.Conversation, At = now };
        decision.Note("conversation", error.GetType().Name);
        decision.End("failed");
        await store.WriteAsync(session =>
        {
            session.FinishInbox(item.Uid, InboxState.Failed, now);
            session.SaveDecision(decision);
        }, stopping);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Uid} could not be handled; it is tried again")]
    private static partial void LogBroken(ILogger logger, string uid, Exception exception);
}
