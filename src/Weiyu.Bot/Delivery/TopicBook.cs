using System.Collections.Concurrent;
using Weiyu.Bot.Core;
using Weiyu.Client.Messages;
using Weiyu.Client.Mqtt;

namespace Weiyu.Bot.Delivery;

/// <summary>
/// Which topics the bot is subscribed to: its own inboxes and those of conversations that are open. Exact topics only: the server matches
/// no wildcards. The connection remembers them and subscribes again by itself.
/// </summary>
internal sealed partial class TopicBook(AgentLine link, ILogger<TopicBook> log)
{
    private readonly ConcurrentDictionary<string, byte> _topics = new(StringComparer.Ordinal);

    /// <summary>How many topics there are.</summary>
    public int Count => _topics.Count;

    /// <summary>Adds the bot's own inboxes.</summary>
    public void AddOwn(BotIdentity bot)
    {
        List<string> own = [Topics.User(bot.UserUid)];
        if (bot.Agent is { } agent) own.AddRange([Topics.AgentInbox(agent.Uid), Topics.Queue(agent.Uid)]);
        Add(own);
    }

    /// <summary>A message came in on a topic, perhaps one that the server added by itself.</summary>
    public void Met(string topic)
    {
        if (!_topics.ContainsKey(topic)) Add([topic]);
    }

    /// <summary>Whether a topic is in it.</summary>
    public bool Contains(string topic) => _topics.ContainsKey(topic);

    /// <summary>Adds topics.</summary>
    public void Add(IEnumerable<string> topics)
    {
        var fresh = topics.Where(t => Topics.IsUsable(t) && _topics.TryAdd(t, 0)).ToList();
        if (fresh.Count > 0 && link.Connection is { } connection) _ = SubscribeAsync(connection, fresh);
    }

    /// <summary>A conversation is over and has been quiet for a while.</summary>
    public void Remove(IEnumerable<string> topics)
    {
        var gone = topics.Where(t => _topics.TryRemove(t, out _)).ToList();
        if (gone.Count > 0 && link.Connection is { } connection) _ = UnsubscribeAsync(connection, gone);
    }

    private async Task SubscribeAsync(MqttConnection connection, List<string> fresh)
    {
        try
        {
            await connection.SubscribeAsync(fresh);
        }
        catch (Exception e)
        {
            // The connection remembers them and brings them at its next start; refusals it has logged.
            LogNotSubscribed(log, fresh.Count, e.Message);
        }
    }

    private async Task UnsubscribeAsync(MqttConnection connection, List<string> gone)
    {
        try
        {
            await connection.UnsubscribeAsync(gone);
        }
        catch (Exception e)
        {
            LogNotSubscribed(log, gone.Count, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Count} topics could not be (un)subscribed now: {Error}")]
    private static partial void LogNotSubscribed(ILogger logger, int count, string error);

    /// <summary>All topics.</summary>
    public IReadOnlyCollection<string> All => [.. _topics.Keys];
}
