using System.Collections.Concurrent;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Receiving;

/// <summary>
/// Which topics the bot is subscribed to: its own inboxes and those of conversations that are open. Exact topics only: the server matches
/// no wildcards. The connection remembers them and subscribes again by itself.
/// </summary>
internal sealed class TopicBook(MqttLink link)
{
    private readonly ConcurrentDictionary<string, byte> _topics = new(StringComparer.Ordinal);

    /// <summary>How many topics there are.</summary>
    public int Count => _topics.Count;

    /// <summary>Adds the bot's own inboxes.</summary>
    public void AddOwn(BotIdentity bot)
    {
        List<string> own = [Topics.User(bot.UserUid)];
        if (bot.Agent is { } agent) own.Add(Topics.AgentInbox(agent.Uid));
        Add(own);
    }

    /// <summary>A message came in on a topic, perhaps one that the server added by itself.</summary>
    public void Met(string topic)
    {
        if (!_topics.ContainsKey(topic)) Add([topic]);
    }

    /// <summary>Adds topics.</summary>
    public void Add(IEnumerable<string> topics)
    {
        var fresh = topics.Where(t => t.Length > 0 && t.IndexOfAny(['+', '#']) < 0 && _topics.TryAdd(t, 0)).ToList();
        if (fresh.Count > 0) link.Connection?.Subscribe(fresh);
    }

    /// <summary>A conversation is over and has been quiet for a while.</summary>
    public void Remove(IEnumerable<string> topics)
    {
        var gone = topics.Where(t => _topics.TryRemove(t, out _)).ToList();
        if (gone.Count > 0) link.Connection?.Unsubscribe(gone);
    }

    /// <summary>All topics.</summary>
    public IReadOnlyCollection<string> All => [.. _topics.Keys];
}
