using System.Collections.Concurrent;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Conversations;

/// <summary>The conversations that were active lately. The others are in the store and come back when they are needed.</summary>
internal sealed class ConversationCache(Store store)
{
    /// <summary>The most conversations in memory that nothing is happening in.</summary>
    public const int MaxIdle = 10_000;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _uses;

    /// <summary>How many are in memory.</summary>
    public int Count => _entries.Count;

    /// <summary>A conversation; made anew when it was never seen.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="thread">The thread, where it is at hand.</param>
    public Conversation Get(string topic, Wire.Thread? thread = null)
    {
        if (!_entries.TryGetValue(topic, out var entry))
        {
            var row = store.Read(session => session.FindConversation(topic));
            entry = _entries.GetOrAdd(topic, new Entry(row is not null ? Conversation.From(row) : Conversation.New(thread ?? new Wire.Thread { Topic = topic })));
        }

        entry.Used = Interlocked.Increment(ref _uses);
        return entry.Conversation;
    }

    /// <summary>A conversation that is in memory; null when it is not.</summary>
    public Conversation? Peek(string topic) => _entries.TryGetValue(topic, out var entry) ? entry.Conversation : null;

    /// <summary>Forgets the least recently used, if there are too many; never one that is busy.</summary>
    public void Trim(Func<string, bool> isBusy)
    {
        if (_entries.Count <= MaxIdle + (MaxIdle / 4)) return;
        // ToArray is the dictionary's own, under its locks: sorting it directly fails when another conversation comes meanwhile.
        foreach (var (topic, entry) in _entries.ToArray().OrderBy(e => e.Value.Used).Take(_entries.Count - MaxIdle))
        {
            if (!isBusy(topic) && !entry.Conversation.HasSigns) _entries.TryRemove(topic, out _);
        }
    }

    private sealed class Entry(Conversation conversation)
    {
        public Conversation Conversation { get; } = conversation;

        public long Used { get; set; }
    }
}
