using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Outbox;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Storage;
using Weiyu.Client.Messages;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Receiving;

/// <summary>
/// Fetches what was said while the bot was away, from the history of every open thread: at once after each connect, and again when the
/// history's lag has passed. What the history shows as answered is not answered again, even when the data folder is new.
/// </summary>
internal sealed partial class CatchUp(
    WeiyuRestClient rest, MessageReceiver receiver, CatchUpGate gate, TopicBook topics, Confirmations confirmations, IBotIdentitySource identity, FirstStart firstStart,
    ServerClock clock, ThreadWatch watch, Store store, IOptions<WeiyuOptions> options, IOptions<BotOptions> bot, TimeProvider time, ILogger<CatchUp> log)
{
    private const int PageSize = 50;
    private const int MaxHistoryPages = 40;
    private const int EnoughKnownPages = 2;
    private const int ThreadPageSize = 100;
    private const int DiscoverPageSize = 20;
    private const int MaxThreadPages = 200;
    private const int MaxConcurrent = 8;
    private const int MaxRounds = 6;

    /// <summary>How often the server may say that it has no history of a thread before that is believed.</summary>
    private const int MaxRefusals = 3;

    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    /// <summary>How exactly a server's times tell one change from the next; more than the whole seconds that they have.</summary>
    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(2);

    /// <summary>How far back is looked where nothing is known of a gap, because the clock was wrong.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromHours(1);

    /// <summary>What clocks of instances on one database may differ by.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    private const string CoveredKey = "covered-until";

    private DateTimeOffset _coveredUntil = DateTimeOffset.UnixEpoch;

    /// <summary>The threads that changed lately, by topic: one that was read since it changed need not be read again.</summary>
    private readonly Dictionary<string, ChangedThread> _changed = new(StringComparer.Ordinal);

    /// <summary>Threads whose history could not be read though something may have been missed in them.</summary>
    private readonly HashSet<string> _behind = new(StringComparer.Ordinal);

    /// <summary>How many threads are being caught up with.</summary>
    public int Pending { get; private set; }

    /// <summary>When the last one ended; null before.</summary>
    public DateTimeOffset? LastCompleted { get; private set; }

    /// <summary>Whether the gap is still open in some thread: its history is to be read from the same time on again.</summary>
    public bool IsBehind => _behind.Count > 0;

    /// <summary>
    /// The bot has started, or a connection is being made: what is in hand and what comes in is held until what was missed is known, for the limit
    /// of the gate at most.
    /// </summary>
    public void Prepare()
    {
        if (!firstStart.IsFirst) gate.BeginListing((2 * options.Value.StoreLag) + TimeSpan.FromSeconds(5));
    }

    /// <summary>Reads up to when an earlier run had missed nothing.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        var written = await store.ReadAsync(session => session.Meta(CoveredKey), cancellationToken);
        if (written is not null) _coveredUntil = Clock.FromStore(long.Parse(written, CultureInfo.InvariantCulture));
    }

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
        await TakeBackAsync(cancellationToken);
        var connectedAt = time.GetUtcNow();
        var gapSince = _coveredUntil;
        var lag = options.Value.StoreLag + HistoryLookup.Slack(options.Value.StoreLag);
        var hold = !firstStart.IsFirst;
        Prepare();
        var (changed, others) = await ListAsync(gapSince, cancellationToken);
        List<string> threads = [.. changed, .. others];
        topics.Add(threads);
        await firstStart.DecideAsync(threads, cancellationToken);
        // The others are read as well, since the list may be wrong, but nobody waits for that.
        gate.EndListing(hold ? changed : []);
        _behind.UnionWith(threads);
        var count = threads.Count;
        // A bot that is killed again and again gets on, too.
        if ((await RoundsAsync(threads, gapSince, Reading.Early, cancellationToken)).Count == 0) await CoverAsync(connectedAt - lag, cancellationToken);

        var settled = connectedAt + lag - time.GetUtcNow();
        if (settled > TimeSpan.Zero) await Task.Delay(settled, time, cancellationToken);
        threads = await RoundsAsync(threads, gapSince, Reading.Settled, cancellationToken);
        if (threads.Count > 0)
        {
            LogBehind(log, threads.Count);
            return;
        }

        gate.ReleaseAll();
        LastCompleted = time.GetUtcNow();
        await CoverAsync(connectedAt, cancellationToken);
        LogDone(log, count);
    }

    /// <summary>Looks through the threads that changed lately: a broker that loses a message says nothing of it.</summary>
    /// <param name="isAlone">Whether nothing comes in live: then what is found is in its order, and nothing need be held.</param>
    /// <param name="cancellationToken">The line changes, or the bot stops.</param>
    /// <exception cref="WeiyuException">The list of threads can't be read.</exception>
    public async Task SweepAsync(bool isAlone, CancellationToken cancellationToken)
    {
        await TakeBackAsync(cancellationToken);
        var began = time.GetUtcNow();
        var since = _coveredUntil - (2 * options.Value.StoreLag) - TimeSpan.FromSeconds(30);
        var changed = new HashSet<string>(StringComparer.Ordinal);
        var unread = new HashSet<string>(_behind, StringComparer.Ordinal);
        for (var number = 0; number < MaxThreadPages; number++)
        {
            var before = changed.Count;
            var page = await rest.GetThreadsAsync(number, ThreadPageSize, cancellationToken);
            // A server whose clock is behind writes times that lie before the gap.
            var young = page.Items.Where(t => clock.Read(t.UpdatedAt) is not { } at || at >= since - Margin).ToList();
            var open = young.Where(IsOpen).ToList();
            await NoteAsync(open, cancellationToken);
            await watch.LookAsync(young, cancellationToken);
            changed.UnionWith(open.Select(t => t.Topic));
            unread.UnionWith(open.Where(t => !IsRead(t, began)).Select(t => t.Topic));
            if (page.IsLast || young.Count < page.Items.Count || page.Items.Count == 0 || (open.Count == page.Items.Count && changed.Count == before)) break;
        }

        topics.Add(changed);
        foreach (var topic in _changed.Keys.Where(t => !changed.Contains(t)).ToList()) _changed.Remove(topic);
        _behind.UnionWith(await EachAsync([.. unread], since, Reading.Last, cancellationToken));
        foreach (var topic in unread.Where(t => !_behind.Contains(t))) NoteRead(topic, began);
        if (IsBehind) return;
        if (isAlone) gate.ReleaseAll();
        await CoverAsync(began, cancellationToken);
    }

    /// <summary>Whether a thread was read after all that it was changed by had reached its history.</summary>
    private bool IsRead(ThreadInfo thread, DateTimeOffset now)
    {
        if (clock.Read(thread.UpdatedAt) is null) return false;
        if (_changed.TryGetValue(thread.Topic, out var known) && known.UpdatedAt == thread.UpdatedAt) return known.IsRead;
        _changed[thread.Topic] = new ChangedThread(thread.UpdatedAt, now, IsRead: false);
        return false;
    }

    /// <summary>A thread was read. What was said in the same second, and what had not reached the history yet, comes with the next reading.</summary>
    private void NoteRead(string topic, DateTimeOffset began)
    {
        var lag = options.Value.StoreLag;
        if (_changed.TryGetValue(topic, out var known) && began >= known.Since + lag + HistoryLookup.Slack(lag) + Resolution) _changed[topic] = known with { IsRead = true };
    }

    /// <summary>
    /// Looks for threads that are new: a broker that knows nothing of threads brings nothing of them before they are subscribed to. What was said
    /// in them until then is in their histories.
    /// </summary>
    /// <exception cref="WeiyuException">The list of threads can't be read.</exception>
    public async Task DiscoverAsync(CancellationToken cancellationToken)
    {
        await TakeBackAsync(cancellationToken);
        var since = _coveredUntil - (2 * options.Value.StoreLag) - TimeSpan.FromSeconds(30);
        var found = new List<string>();
        for (var number = 0; number < MaxThreadPages; number++)
        {
            var page = await rest.GetThreadsAsync(number, DiscoverPageSize, cancellationToken);
            var fresh = page.Items.Where(t => IsOpen(t) && !topics.Contains(t.Topic)).ToList();
            await NoteAsync(fresh, cancellationToken);
            await watch.LookAsync(fresh, cancellationToken);
            topics.Add(fresh.Select(t => t.Topic));
            found.AddRange(fresh.Select(t => t.Topic));
            // The newest come first: behind one that is known nothing is new.
            if (page.IsLast || fresh.Count == 0 || fresh.Count < page.Items.Count) break;
        }

        if (found.Count == 0) return;
        foreach (var topic in await EachAsync(found, since, Reading.Last, cancellationToken)) _behind.Add(topic);
    }

    /// <summary>Notes that nothing can have been missed up to a time: so far back the next start has to look.</summary>
    private async Task CoverAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (until <= _coveredUntil) return;
        _coveredUntil = until;
        // A database that can't be written holds up neither the next line nor the end.
        await store.WriteAsync(session => session.SetMeta(CoveredKey, until.ToStore().ToString(CultureInfo.InvariantCulture)), cancellationToken).WaitAsync(cancellationToken);
    }

    /// <summary>A clock that was ahead left a time that is still to come: until then nothing would be found.</summary>
    private async Task TakeBackAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_coveredUntil <= now + Ahead) return;
        LogTakenBack(log, _coveredUntil, now);
        _coveredUntil = DateTimeOffset.UnixEpoch;
        await CoverAsync(now - LookBack, cancellationToken);
    }

    private static bool IsOpen(ThreadInfo thread) => thread.Thread.State != ThreadStates.Closed && Topics.IsUsable(thread.Topic);

    /// <summary>Notes the open threads that the bot has not met: a notice to all open conversations reaches those, too, whose visitors were silent since the bot came.</summary>
    private async Task NoteAsync(List<ThreadInfo> open, CancellationToken cancellationToken)
    {
        var strangers = store.Read(session => open.FindAll(t => session.FindConversation(t.Topic) is null));
        if (strangers.Count == 0) return;
        var now = time.GetUtcNow();
        await store.WriteAsync(session => strangers.ForEach(t => session.NoteConversation(t.Topic, t.Thread.ToByteArray(), clock.Read(t.UpdatedAt) ?? now)), cancellationToken);
    }

    /// <summary>The topics of the threads that are open, and of those that we know beside them.</summary>
    /// <returns>Those that may have changed in the gap, and the others.</returns>
    private async Task<(List<string> Changed, List<string> Others)> ListAsync(DateTimeOffset gapSince, CancellationToken cancellationToken)
    {
        var since = gapSince - (2 * options.Value.StoreLag) - Margin;
        var changed = new HashSet<string>(StringComparer.Ordinal);
        var others = new HashSet<string>(StringComparer.Ordinal);
        for (var number = 0; number < MaxThreadPages; number++)
        {
            var page = await rest.GetThreadsAsync(number, ThreadPageSize, cancellationToken);
            var open = page.Items.Where(IsOpen).ToList();
            await NoteAsync(open, cancellationToken);
            await watch.LookAsync(page.Items, cancellationToken);
            foreach (var thread in open) (clock.Read(thread.UpdatedAt) is { } at && at < since ? others : changed).Add(thread.Topic);

            if (page.IsLast || page.Items.Count == 0) break;
        }

        foreach (var topic in topics.All)
        {
            if (!others.Contains(topic) && Topics.TryParse(topic, out var parts) && parts.PeerUid.Length > 0) changed.Add(topic);
        }

        return ([.. changed], [.. others.Except(changed)]);
    }

    /// <summary>Reads the histories of threads, and those that can't be read again and again for some seconds.</summary>
    /// <returns>The threads whose history could not be read.</returns>
    private async Task<List<string>> RoundsAsync(List<string> threads, DateTimeOffset gapSince, Reading reading, CancellationToken cancellationToken)
    {
        for (var round = 1; ; round++)
        {
            threads = await EachAsync(threads, gapSince, reading == Reading.Settled && round >= MaxRefusals ? Reading.Last : reading, cancellationToken);
            if (threads.Count == 0 || round == (reading == Reading.Early ? MaxRefusals : MaxRounds)) return threads;
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(2_000, 125 * Math.Pow(2, round))), time, cancellationToken);
        }
    }

    /// <summary>Reads the histories of threads. One that can't be read holds up no other.</summary>
    /// <returns>The threads whose history could not be read.</returns>
    private async Task<List<string>> EachAsync(List<string> threads, DateTimeOffset gapSince, Reading reading, CancellationToken cancellationToken)
    {
        Pending = threads.Count;
        var failed = new ConcurrentBag<string>();
        var read = new ConcurrentBag<string>();
        var refused = 0;
        await Parallel.ForEachAsync(threads, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrent, CancellationToken = cancellationToken }, async (topic, token) =>
        {
            if (Volatile.Read(ref refused) >= MaxConcurrent)
            {
                failed.Add(topic);
                return;
            }

            try
            {
                var order = await ThreadAsync(topic, gapSince, token);
                Volatile.Write(ref refused, 0);
                if (reading == Reading.Early)
                {
                    gate.Note(topic, order);
                    return;
                }

                gate.Release(topic, order);
            }
            catch (WeiyuUnavailableException)
            {
                // When that many fail one after the other it is the server, and nobody need wait for its time-out once more for each of the others. A history
                // that alone can't be had does not stand in their way.
                Interlocked.Increment(ref refused);
                failed.Add(topic);
                return;
            }
            catch (WeiyuApiException e)
            {
                LogNoHistory(log, topic, e.Message);
                if (reading != Reading.Last)
                {
                    failed.Add(topic);
                    return;
                }

                // The server keeps no history of it: there is nothing to catch up with.
                gate.Release(topic);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // What was missed could not be stored, or the database can't be read.
                LogNotCaughtUp(log, topic, e);
                failed.Add(topic);
                return;
            }

            read.Add(topic);
        });
        Pending = 0;
        _behind.ExceptWith(read);
        return [.. failed];
    }

    /// <summary>Fetches one thread's history and hands in what is new of it.</summary>
    /// <returns>The place of each of its messages, oldest first.</returns>
    private async Task<Dictionary<string, int>> ThreadAsync(string topic, DateTimeOffset gapSince, CancellationToken cancellationToken)
    {
        var gap = gapSince - (2 * options.Value.StoreLag) - (2 * options.Value.KeepAlive);
        var history = await ReadAsync(topic, gap, cancellationToken);
        history.Reverse();
        await AcceptAsync(history, gap, cancellationToken);
        var order = new Dictionary<string, int>(history.Count, StringComparer.Ordinal);
        for (var i = 0; i < history.Count; i++) order[history[i].Uid] = i;
        return order;
    }

    /// <summary>
    /// A thread's history, newest first: all of the gap, and before it as far as the margin for clocks that differ, unless page after page shows
    /// only what is known.
    /// </summary>
    private async Task<List<Wire.Message>> ReadAsync(string topic, DateTimeOffset gap, CancellationToken cancellationToken)
    {
        var messages = new List<Wire.Message>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var knownPages = 0;
        for (var number = 0; number < MaxHistoryPages; number++)
        {
            var before = messages.Count;
            var page = await rest.GetHistoryAsync(topic, number, PageSize, cancellationToken);
            foreach (var message in page.Items)
            {
                if (!Uids.IsUsable(message.Uid)) continue;
                ThreadRepair.Mend(message, topic);
                if (seen.Add(message.Uid)) messages.Add(message);
            }

            // A server that shows the same page again has no more, whatever it says.
            if (page.IsLast || messages.Count == before) break;
            if (clock.SentAt(page.Items[^1]) is not { } oldest || oldest >= gap) continue;
            knownPages = IsKnown(page.Items) ? knownPages + 1 : 0;
            if (knownPages == EnoughKnownPages || oldest < gap - Margin) break;
        }

        return messages;
    }

    /// <summary>Whether there is nothing on a page that is not in the journal, our own messages apart.</summary>
    private bool IsKnown(IReadOnlyList<Wire.Message> page) =>
        identity.Current is { } self && store.Read(session => page.All(m => MessageClassifier.Classify(m, self) is not (MessageClass.Keep or MessageClass.HumanWord) || session.KnowsInbox(m.Uid)));

    /// <summary>Hands in what is new of a history.</summary>
    /// <param name="history">Oldest first.</param>
    /// <param name="gap">Since when something may have been missed.</param>
    /// <param name="cancellationToken">The line changes, or the bot stops.</param>
    private async Task AcceptAsync(List<Wire.Message> history, DateTimeOffset gap, CancellationToken cancellationToken)
    {
        if (identity.Current is not { } self) return;
        var answered = Answered(history, self);
        var lastByPeople = history.FindLastIndex(m => IsAnswerOfOthers(m, self));
        var known = store.Read(session => history.Where(m => session.KnowsInbox(m.Uid)).Select(m => m.Uid).ToHashSet(StringComparer.Ordinal));
        var handing = new List<Task>();
        for (var i = 0; i < history.Count; i++)
        {
            var message = history[i];
            switch (MessageClassifier.Classify(message, self))
            {
                case MessageClass.Echo:
                    confirmations.Seen(message.Uid, isEcho: false);
                    continue;
                case MessageClass.Ignore or MessageClass.HumanSign:
                    continue;
            }

            if (known.Contains(message.Uid) || firstStart.IsBefore(clock.SentAt(message))) continue;
            var done = IsPast(message, gap) || i < lastByPeople || answered.Contains(message.Uid) || answered.Contains(Uids.Reply(self.UserUid, message.Uid, 0));
            handing.Add(receiver.AcceptAsync(message, done ? InboxState.Handled : InboxState.Open, cancellationToken));
        }

        // Only what is in the mailbox can be put in order there, once the gate opens.
        await Task.WhenAll(handing);
    }

    /// <summary>
    /// Whether a message is from a time that was looked through long ago, and only not in the journal any more: a page of a history shows what was said
    /// weeks back as well, and none of it happens now.
    /// </summary>
    private bool IsPast(Wire.Message message, DateTimeOffset gap) =>
        clock.SentAt(message) is { } sentAt && sentAt < gap - Margin && sentAt < time.GetUtcNow() - bot.Value.MaxQuestionAge;

    /// <summary>The uids of our messages in a history, and of the questions that they say they answer.</summary>
    private static HashSet<string> Answered(List<Wire.Message> history, BotIdentity bot)
    {
        var answered = new HashSet<string>(StringComparer.Ordinal);
        foreach (var own in history.Where(m => bot.IsOwn(m.User) && Uids.IsDerived(m.Uid)))
        {
            answered.Add(own.Uid);
            if (MessageExtra.Get(own.Extra, "answers") is not { } list) continue;
            try
            {
                foreach (var uid in JsonSerializer.Deserialize<string[]>(list) ?? []) answered.Add(uid);
            }
            catch (JsonException)
            {
                // Someone else wrote that member.
            }
        }

        return answered;
    }

    /// <summary>Whether a human agent or a robot spoke: what was asked before is theirs.</summary>
    private static bool IsAnswerOfOthers(Wire.Message message, BotIdentity bot) =>
        MessageClassifier.Classify(message, bot) == MessageClass.HumanWord
        || (message.User?.Type == UserTypes.Robot && message.Type is MessageTypes.Text or MessageTypes.Robot or MessageTypes.RobotStream);

    /// <summary>A thread that changed.</summary>
    /// <param name="UpdatedAt">When, in the server's words.</param>
    /// <param name="Since">When that was first seen here.</param>
    /// <param name="IsRead">Whether its history has been read since, and late enough.</param>
    private readonly record struct ChangedThread(string UpdatedAt, DateTimeOffset Since, bool IsRead);

    /// <summary>What a reading of a history is worth.</summary>
    private enum Reading
    {
        /// <summary>The history may lag behind: it is read again.</summary>
        Early,

        /// <summary>The lag has passed: the gap is closed.</summary>
        Settled,

        /// <summary>As before, and a server that still says no has no history.</summary>
        Last,
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Caught up with {Threads} open threads")]
    private static partial void LogDone(ILogger logger, int threads);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The histories were looked through until {CoveredUntil}, and it is only {Now}: the clock was ahead. The last hour is looked through again")]
    private static partial void LogTakenBack(ILogger logger, DateTimeOffset coveredUntil, DateTimeOffset now);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The history of {Threads} threads can't be read; what was asked there while the bot was away is looked for again")]
    private static partial void LogBehind(ILogger logger, int threads);

    [LoggerMessage(Level = LogLevel.Error, Message = "What was missed in {Topic} could not be taken up; it is tried again")]
    private static partial void LogNotCaughtUp(ILogger logger, string topic, Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "No history of {Topic}: {Error}")]
    private static partial void LogNoHistory(ILogger logger, string topic, string error);
}
