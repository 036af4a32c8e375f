using Weiyu.Bot.Conversations;
using Weiyu.Bot.Delivery;
using Weiyu.Client.Messages;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Receiving.CatchingUp;

/// <summary>
/// Fetches what was said while the bot was away, from the history of every open thread: at once after each connect, and again when the
/// history's lag has passed. While a history can't be had, what comes in live is answered all the same.
/// </summary>
internal sealed partial class CatchUp(
    ThreadList list, GapRounds rounds, CatchUpGate gate, TopicBook topics, Coverage coverage, FirstStart firstStart, ILogger<CatchUp> log)
{
    private const int PageSize = 100;
    private const int DiscoverPageSize = 20;

    /// <summary>How much longer than the history's lag anything is held.</summary>
    private static readonly TimeSpan HeldBeyondLag = TimeSpan.FromSeconds(0.5);

    private readonly ReadMarks _marks = new(coverage.Settled);

    /// <summary>How many threads are being caught up with.</summary>
    public int Pending => rounds.Pending;

    /// <summary>When the last one ended; null before.</summary>
    public DateTimeOffset? LastCompleted { get; private set; }

    /// <summary>How many threads there are whose history is still to be read for a gap.</summary>
    public int Behind => rounds.Behind.Count;

    /// <summary>Whether the gap is still open in some thread: its history is to be read from the same time on again.</summary>
    public bool IsBehind => Behind > 0;

    /// <summary>
    /// The bot has started, or a connection is being made: what is in hand and what comes in is held until what was missed is known, for one lag of the
    /// history and half a second at most.
    /// </summary>
    public void Prepare() => Hold(isConnected: false);

    /// <summary>Reads up to when an earlier run had missed nothing.</summary>
    public Task BeginAsync(CancellationToken cancellationToken) => coverage.BeginAsync(cancellationToken);

    /// <summary>Finds out since when questions are the bot's business, without a connection.</summary>
    public async Task DecideAsync(CancellationToken cancellationToken)
    {
        var (changed, others) = await ListAsync(DateTimeOffset.UnixEpoch, cancellationToken);
        await firstStart.DecideAsync([.. changed, .. others], cancellationToken);
    }

    /// <summary>
    /// Catches up after a connect. While that fails, what came in since stays held, as long as the gate holds: else an answer would overtake
    /// what was asked before.
    /// </summary>
    /// <exception cref="WeiyuException">The list of threads can't be read.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await coverage.TakeBackAsync(cancellationToken);
        var connectedAt = coverage.Now;
        var gapSince = coverage.Until;
        var hold = !firstStart.IsFirst;
        Hold(isConnected: true);
        var (changed, others) = await ListOrLetGoAsync(gapSince, cancellationToken);
        List<string> threads = [.. changed, .. others];
        topics.Add(threads);
        await firstStart.DecideAsync(threads, cancellationToken);
        // The others are read as well, since the list may be wrong, but nobody waits for that.
        gate.EndListing(hold ? changed : []);
        rounds.NoteBehind(threads);
        var count = threads.Count;
        // A bot that is killed again and again gets on, too.
        if ((await rounds.RunAsync(threads, gapSince, Reading.Early, cancellationToken)).Count == 0) await coverage.CoverAsync(connectedAt - coverage.Settled, cancellationToken);

        await coverage.DelayAsync(connectedAt + coverage.Settled - coverage.Now, cancellationToken);
        threads = await rounds.RunAsync(threads, gapSince, Reading.Settled, cancellationToken);
        if (threads.Count > 0)
        {
            LogBehind(log, threads.Count);
            return;
        }

        gate.ReleaseAll();
        LastCompleted = coverage.Now;
        await coverage.CoverAsync(connectedAt, cancellationToken);
        LogDone(log, count);
    }

    /// <summary>Looks through the threads that changed lately: a broker that loses a message says nothing of it.</summary>
    /// <param name="isAlone">Whether nothing comes in live: then what is found is in its order, and nothing need be held.</param>
    /// <param name="cancellationToken">The line changes, or the bot stops.</param>
    /// <exception cref="WeiyuException">The list of threads can't be read.</exception>
    public async Task SweepAsync(bool isAlone, CancellationToken cancellationToken)
    {
        await coverage.TakeBackAsync(cancellationToken);
        var began = coverage.Now;
        var since = coverage.SweepFrom;
        var changed = new HashSet<string>(StringComparer.Ordinal);
        var unread = new HashSet<string>(rounds.Behind, StringComparer.Ordinal);
        var listed = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var page in list.PagesAsync(PageSize, cancellationToken))
        {
            var before = changed.Count;
            // A server whose clock is behind writes times that lie before the gap.
            var young = page.Where(t => list.ChangedAt(t) is not { } at || at >= since - HistoryReader.Margin).ToList();
            var open = young.Where(ThreadList.IsOpen).ToList();
            await list.TakeInAsync(young, cancellationToken);
            listed.UnionWith(page.Select(t => t.Topic));
            changed.UnionWith(open.Select(t => t.Topic));
            unread.UnionWith(open.Where(t => list.ChangedAt(t) is null || !_marks.IsRead(t.Topic, t.UpdatedAt, began)).Select(t => t.Topic));
            if (young.Count < page.Count || (open.Count > 0 && open.Count == page.Count && changed.Count == before)) break;
        }

        topics.Add(changed);
        await list.LookForVanishedAsync(listed, since, cancellationToken);
        _marks.KeepOnly(changed);
        rounds.NoteBehind(await rounds.OnceAsync([.. unread], since, cancellationToken));
        foreach (var topic in unread.Except(rounds.Behind)) _marks.NoteRead(topic, began);
        if (IsBehind) return;
        if (isAlone) gate.ReleaseAll();
        await coverage.CoverAsync(began, cancellationToken);
    }

    /// <summary>
    /// Looks for threads that are new: a broker that knows nothing of threads brings nothing of them before they are subscribed to. What was said
    /// in them until then is in their histories.
    /// </summary>
    /// <exception cref="WeiyuException">The list of threads can't be read.</exception>
    public async Task DiscoverAsync(CancellationToken cancellationToken)
    {
        await coverage.TakeBackAsync(cancellationToken);
        var since = coverage.SweepFrom;
        var found = new List<string>();
        await foreach (var page in list.PagesAsync(DiscoverPageSize, cancellationToken))
        {
            var fresh = page.Where(t => ThreadList.IsOpen(t) && !topics.Contains(t.Topic)).ToList();
            await list.TakeInAsync(fresh, cancellationToken);
            topics.Add(fresh.Select(t => t.Topic));
            found.AddRange(fresh.Select(t => t.Topic));
            // The newest come first: behind one that is known nothing is new.
            if (fresh.Count < page.Count) break;
        }

        if (found.Count > 0) rounds.NoteBehind(await rounds.OnceAsync(found, since, cancellationToken));
    }

    private void Hold(bool isConnected)
    {
        if (!firstStart.IsFirst) gate.BeginListing(coverage.StoreLag + HeldBeyondLag, isConnected);
    }

    /// <summary>Where the server says that there is no list to be had, nothing is held for it.</summary>
    private async Task<(List<string> Changed, List<string> Others)> ListOrLetGoAsync(DateTimeOffset gapSince, CancellationToken cancellationToken)
    {
        try
        {
            return await ListAsync(gapSince, cancellationToken);
        }
        catch (WeiyuApiException)
        {
            gate.ReleaseAll();
            throw;
        }
    }

    /// <summary>The topics of the threads that are open, and of those that we know beside them.</summary>
    /// <returns>Those that may have changed in the gap, and the others.</returns>
    private async Task<(List<string> Changed, List<string> Others)> ListAsync(DateTimeOffset gapSince, CancellationToken cancellationToken)
    {
        var since = gapSince - (2 * coverage.StoreLag) - HistoryReader.Margin;
        var changed = new HashSet<string>(StringComparer.Ordinal);
        var others = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var page in list.PagesAsync(PageSize, cancellationToken))
        {
            await list.TakeInAsync(page, cancellationToken);
            foreach (var thread in page.Where(ThreadList.IsOpen)) (list.ChangedAt(thread) is { } at && at < since ? others : changed).Add(thread.Topic);
        }

        foreach (var topic in topics.All)
        {
            if (!others.Contains(topic) && Topics.TryParse(topic, out var parts) && parts.PeerUid.Length > 0) changed.Add(topic);
        }

        return ([.. changed], [.. others.Except(changed)]);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Caught up with {Threads} open threads")]
    private static partial void LogDone(ILogger logger, int threads);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The history of {Threads} threads can't be read; what was asked there while the bot was away is looked for again")]
    private static partial void LogBehind(ILogger logger, int threads);
}
