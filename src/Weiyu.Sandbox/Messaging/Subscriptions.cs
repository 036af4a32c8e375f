using System.Runtime.InteropServices;
using MQTTnet;
using Weiyu.Sandbox.State;

namespace Weiyu.Sandbox.Messaging;

/// <summary>
/// Who gets what. A subscriber is a user (the real server) or a client (a textbook broker); its listeners are the clients that are
/// connected now. Used under the server's lock; a topic's receivers are found by one look-up.
/// </summary>
internal sealed class Subscriptions(LiveHabits live)
{
    private readonly Dictionary<string, Subscriber> _subscribers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Grant>> _byTopic = new(StringComparer.Ordinal);
    private readonly List<(string Filter, Grant Grant)> _wildcards = [];

    /// <summary>Adds a topic or, where wildcards count, a filter.</summary>
    public void Add(string key, string topic, byte qos)
    {
        var subscriber = Get(key);
        Remove(key, topic);
        subscriber.Topics.Add(topic);
        var grant = new Grant(subscriber, qos);
        if (!live.Now.ExactTopics && topic.AsSpan().ContainsAny('+', '#'))
        {
            _wildcards.Add((topic, grant));
            return;
        }

        ref var grants = ref CollectionsMarshal.GetValueRefOrAddDefault(_byTopic, topic, out _);
        (grants ??= []).Add(grant);
    }

    /// <summary>False when there was no such subscription.</summary>
    public bool Remove(string key, string topic)
    {
        if (!_subscribers.TryGetValue(key, out var subscriber) || !subscriber.Topics.Remove(topic)) return false;

        _wildcards.RemoveAll(w => w.Filter == topic && w.Grant.Subscriber == subscriber);
        if (_byTopic.TryGetValue(topic, out var grants))
        {
            grants.RemoveAll(g => g.Subscriber == subscriber);
            if (grants.Count == 0) _byTopic.Remove(topic);
        }

        return true;
    }

    public void Forget(string key)
    {
        if (_subscribers.TryGetValue(key, out var subscriber))
        {
            foreach (var topic in subscriber.Topics.ToArray()) Remove(key, topic);

            _subscribers.Remove(key);
        }
    }

    public void Attach(string key, Listener listener)
    {
        var subscriber = Get(key);
        if (!subscriber.Listeners.Contains(listener)) subscriber.Listeners.Add(listener);
    }

    public void Detach(string key, Listener listener)
    {
        if (_subscribers.TryGetValue(key, out var subscriber))
        {
            subscriber.Listeners.Remove(listener);
            if (subscriber.Listeners.Count == 0 && subscriber.Topics.Count == 0) _subscribers.Remove(key);
        }
    }

    public IReadOnlyCollection<string> TopicsOf(string key) => _subscribers.TryGetValue(key, out var subscriber) ? [.. subscriber.Topics] : [];

    /// <summary>Hands the message to every client of every subscriber, once each.</summary>
    public int Deliver(Routed routed)
    {
        var count = 0;
        if (_byTopic.TryGetValue(routed.Topic, out var grants))
        {
            foreach (var grant in grants) count += Deliver(routed, grant);
        }

        if (_wildcards.Count > 0)
        {
            foreach (var (filter, grant) in _wildcards)
            {
                if (MqttTopicFilterComparer.Compare(routed.Topic, filter) == MqttTopicFilterCompareResult.IsMatch
                    && !(grants?.Exists(g => g.Subscriber == grant.Subscriber) ?? false))
                {
                    count += Deliver(routed, grant);
                }
            }
        }

        return count;
    }

    private int Deliver(Routed routed, Grant grant)
    {
        var qos = live.Now.AlwaysQosOne ? (byte)1 : Math.Min(grant.Qos, routed.Qos);
        foreach (var listener in grant.Subscriber.Listeners) listener.Deliver(routed, qos);

        return grant.Subscriber.Listeners.Count;
    }

    private Subscriber Get(string key)
    {
        ref var subscriber = ref CollectionsMarshal.GetValueRefOrAddDefault(_subscribers, key, out _);
        return subscriber ??= new Subscriber();
    }

    private readonly record struct Grant(Subscriber Subscriber, byte Qos);

    private sealed class Subscriber
    {
        public HashSet<string> Topics { get; } = new(StringComparer.Ordinal);

        public List<Listener> Listeners { get; } = [];
    }
}
