using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Receiving;

/// <summary>Hands in what is in the journal and in nobody's hands: left by an earlier run, or by another instance that is gone.</summary>
internal sealed class Backlog(Store store, ConversationHub hub, IBotIdentitySource identity, TimeProvider time)
{
    private const int PageSize = 512;

    /// <summary>After which time an instance that did not handle what it took is thought to be gone.</summary>
    private static readonly TimeSpan TakeOverAfter = TimeSpan.FromMinutes(2);

    /// <summary>How far what an earlier run left has been looked through for humans, and handed in: when that is interrupted, it goes on from there.</summary>
    private long _heldUpTo, _resumedUpTo;

    /// <summary>
    /// Falls silent where an earlier run left the word of a human unhandled: what that run wanted to say must not overtake it. To be called
    /// before the outbox takes up what is left.
    /// </summary>
    /// <param name="upTo">As for <see cref="ResumeAsync"/>, which hands the words in.</param>
    /// <param name="cancellationToken">The bot stops.</param>
    public async Task HoldForHumansAsync(long upTo, CancellationToken cancellationToken)
    {
        if (identity.Current is not { } bot) return;
        while (true)
        {
            var page = await store.ReadAsync(session => session.OpenInbox(_heldUpTo, PageSize), cancellationToken);
            foreach (var item in page.TakeWhile(i => i.Seq <= upTo))
            {
                if (MessageClassifier.IsHumanSign(item, bot)) hub.HumanSeen(item.Conversation);
                _heldUpTo = item.Seq;
            }

            if (page.Count < PageSize || page[^1].Seq >= upTo) return;
        }
    }

    /// <summary>
    /// Takes over what another instance journalled and did not handle within minutes: it may be gone. Both may handle it at once; one of them
    /// commits.
    /// </summary>
    public async Task TakeOverAsync(CancellationToken cancellationToken)
    {
        if (identity.Current is not { } bot) return;
        var before = time.GetUtcNow() - TakeOverAfter;
        foreach (var item in await store.ReadAsync(session => session.OpenInbox(0, PageSize), cancellationToken))
        {
            if (item.ReceivedAt > before || hub.IsBusy(item.Conversation)) continue;
            var isSign = MessageClassifier.IsHumanSign(item, bot);
            if (isSign) hub.HumanSeen(item.Conversation);
            await hub.PostAsync(item with { IsHumanSign = isSign }, cancellationToken);
        }
    }

    /// <summary>Feeds what earlier runs left unhandled through the same mailboxes.</summary>
    /// <param name="upTo">The last of them: what is stored from now on is handed in by whoever stores it.</param>
    /// <param name="cancellationToken">The bot stops.</param>
    public async Task ResumeAsync(long upTo, CancellationToken cancellationToken)
    {
        if (identity.Current is not { } bot) return;
        while (true)
        {
            var page = await store.ReadAsync(session => session.OpenInbox(_resumedUpTo, PageSize), cancellationToken);
            foreach (var item in page.TakeWhile(i => i.Seq <= upTo))
            {
                await hub.PostAsync(item with { IsHumanSign = MessageClassifier.IsHumanSign(item, bot) }, cancellationToken);
                _resumedUpTo = item.Seq;
            }

            if (page.Count < PageSize || page[^1].Seq >= upTo) return;
        }
    }
}
