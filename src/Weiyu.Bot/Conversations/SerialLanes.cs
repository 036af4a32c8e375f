using System.Collections.Concurrent;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Conversations;

/// <summary>The lanes of all conversations: each serves one item after another, and none waits for another.</summary>
/// <param name="make">Makes an empty lane.</param>
/// <param name="serveAsync">Serves a conversation's lane until there is nothing left in it. What it throws is lost: it handles its own failures.</param>
internal sealed class SerialLanes<TLane, TItem>(Func<TLane> make, Func<string, TLane, Task> serveAsync)
    where TLane : SerialLane<TItem>
{
    /// <summary>How long those are waited for that were told to stop.</summary>
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(0.25);

    private readonly ConcurrentDictionary<string, TLane> _lanes = new(StringComparer.Ordinal);

    /// <summary>How many conversations have something under way.</summary>
    public int Active => _lanes.Count;

    /// <summary>Whether a conversation has something under way.</summary>
    public bool IsBusy(string conversation) => _lanes.ContainsKey(conversation);

    /// <summary>Adds an item to the lane of its conversation. Never waits.</summary>
    /// <returns>False when that lane takes nothing more: the bot stops.</returns>
    public bool Post(string conversation, TItem item)
    {
        while (true)
        {
            var lane = _lanes.GetOrAdd(conversation, static (_, make) => make(), make);
            switch (lane.Add(item))
            {
                case SerialLane<TItem>.Added.Started:
                    lane.Running = Task.Run(() => RunAsync(conversation, lane));
                    return true;
                case SerialLane<TItem>.Added.Queued:
                    return true;
                case SerialLane<TItem>.Added.Stopped:
                    return false;
                default:
                    // It has just ended and is about to be removed; the next one is a new one.
                    Remove(conversation, lane);
                    continue;
            }
        }
    }

    /// <summary>Lets no lane hand out more.</summary>
    public void Close()
    {
        foreach (var lane in _lanes.Values) lane.Close();
    }

    /// <summary>Waits for what is under way; then interrupts it, and leaves behind what does not heed that (a call that hangs).</summary>
    /// <param name="patience">How long it may take before it is interrupted.</param>
    /// <param name="interruptAsync">Interrupts it.</param>
    /// <param name="time">The clock.</param>
    public async Task StopAsync(TimeSpan patience, Func<Task> interruptAsync, TimeProvider time)
    {
        var running = Task.WhenAll(_lanes.Values.Select(l => l.Running));
        if (await running.EndsWithinAsync(patience, time)) return;
        await interruptAsync();
        await running.EndsWithinAsync(LastPatience, time);
    }

    private async Task RunAsync(string conversation, TLane lane)
    {
        await serveAsync(conversation, lane);
        lane.End();
        Remove(conversation, lane);
    }

    private void Remove(string conversation, TLane lane) => _lanes.TryRemove(new KeyValuePair<string, TLane>(conversation, lane));
}
