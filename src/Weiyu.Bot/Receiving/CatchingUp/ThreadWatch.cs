using System.Text.Json.Nodes;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Storage;
using Weiyu.Client.Messages;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Receiving.CatchingUp;

/// <summary>
/// Sees in the server's lists what no message says: that a thread was given to another agent, or back to the bot, and that it was closed
/// while the line was down. What changed becomes an event of the conversation.
/// </summary>
internal sealed class ThreadWatch(ConversationHub hub, ConversationCache conversations, TopicBook topics, IBotIdentitySource identity, Store store, TimeProvider time)
{
    /// <summary>Looks through a page of threads.</summary>
    public async Task LookAsync(IReadOnlyList<ThreadInfo> threads, CancellationToken cancellationToken)
    {
        if (identity.Current is not { } bot) return;
        foreach (var thread in threads.Where(t => Topics.IsUsable(t.Topic) && ThreadTypes.IsCustomerService(t.Thread.Type)))
        {
            if (ThreadStates.IsClosed(thread.Thread.State)) await ClosedAsync(thread, bot, cancellationToken);
            else await GivenAsync(thread, bot, cancellationToken);
        }
    }

    private async Task GivenAsync(ThreadInfo thread, BotIdentity bot, CancellationToken cancellationToken)
    {
        if (thread.Agent is not { Uid.Length: > 0 } agent || agent.Type is UserTypes.Robot or UserTypes.Workgroup) return;
        var isOurs = agent.Uid == bot.Agent?.Uid || agent.Uid == bot.UserUid;
        var row = store.Read(session => session.FindConversation(thread.Topic));
        // One that nobody has spoken in yet is news only where it is somebody else's.
        if (row is null && isOurs) return;
        var known = row is null ? null : ConversationState.FromJson(row.State).ThreadAgent;
        if (known == agent.Uid || (known is null && isOurs)) return;
        conversations.Get(thread.Topic, thread.Thread);
        var botEvent = new BotEvent(BotEvents.ThreadAgent, agent.Uid, new JsonObject { ["nickname"] = agent.Nickname });
        var uid = Uids.Derive(bot.UserUid, $"{thread.Topic}/{thread.UpdatedAt}", $"agent/{agent.Uid}/{known}");
        await hub.TakeAsync(InboxItem.Of(uid, thread.Topic, botEvent, time.GetUtcNow()) with { IsHumanSign = MessageClassifier.IsOthers(botEvent, bot) }, cancellationToken);
    }

    private async Task ClosedAsync(ThreadInfo thread, BotIdentity bot, CancellationToken cancellationToken)
    {
        // Only those that the bot still listens to can be news.
        if (!topics.Contains(thread.Topic) || store.Read(session => session.FindConversation(thread.Topic)) is not { Closed: false } row) return;
        var openings = ConversationState.FromJson(row.State).Openings;
        await hub.TakeAsync(InboxItem.Of(Uids.Derive(bot.UserUid, $"{thread.Topic}/{openings}", "closed"), thread.Topic, new BotEvent(BotEvents.ThreadClosed), time.GetUtcNow()), cancellationToken);
    }
}
