namespace Weiyu.Client.Mqtt;

/// <summary>The topics that shall be subscribed, and how they fit into packets. Safe for concurrent use.</summary>
internal sealed class SubscriptionSet
{
    private const int MaxTopicsPerPacket = 100;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _topics = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);

    public string[] All
    {
        get
        {
            lock (_lock) return [.. _topics];
        }
    }

    /// <summary>Those that the server did not accept when it was last asked.</summary>
    public string[] Refused
    {
        get
        {
            lock (_lock) return [.. _refused];
        }
    }

    /// <summary>Cuts topics into lists that each make one SUBSCRIBE (or the smaller UNSUBSCRIBE) of at most that many bytes.</summary>
    public static IEnumerable<IReadOnlyList<string>> Batches(IEnumerable<string> topics, int maxPacketSize)
    {
        // 1 flags, up to 4 length, 2 packet identifier.
        const int Overhead = 7;
        var batch = new List<string>();
        var size = Overhead;
        foreach (var topic in topics)
        {
            var more = MqttPacketSize.OfFilter(topic);
            if (batch.Count > 0 && (size + more > maxPacketSize || batch.Count == MaxTopicsPerPacket))
            {
                yield return batch;
                batch = [];
                size = Overhead;
            }

            batch.Add(topic);
            size += more;
        }

        if (batch.Count > 0) yield return batch;
    }

    public void Add(IEnumerable<string> topics)
    {
        lock (_lock) _topics.UnionWith(topics);
    }

    public void Remove(IReadOnlyCollection<string> topics)
    {
        lock (_lock)
        {
            _topics.ExceptWith(topics);
            _refused.ExceptWith(topics);
        }
    }

    /// <summary>Notes what the server said to a batch of topics.</summary>
    public void Answered(IEnumerable<string> asked, IEnumerable<string> refused)
    {
        lock (_lock)
        {
            _refused.ExceptWith(asked);
            _refused.UnionWith(refused);
        }
    }
}
