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
    ServerClock clock, ThreadWatch watch, Store store, IOptions<WeiyuOptions> options, TimeProvider time, ILogger<CatchUp> log)
{
    private const int PageSize = 50;
    private const int MaxHistoryPages = 40;
    private const int ThreadPageSize = 100;
    private const int MaxThreadPages = 200;
    private const int MaxConcurrent = 8;
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    /// <summary>How many threads are being caught up with.</summary>
    public int Pending { get; private set; }

    /// <summary>When the last one ended; null before.</summary>
    public DateTimeOffset? LastCompleted { get; private set; }

    /// <summary>A connection is being made: what comes in is held until what was missed is known.</summary>
    public void Prepare()
    {
        if (!firstStart.IsFirst) gate.BeginListing(options.Value.StoreLag + TimeSpan.FromSeconds(10));
    }

    /// <summary>The connection was not made, or was lost: nothing is held.</summary>
    public void Abandon() => gate.ReleaseAll();

    /// <summary>Finds out since when questions are the bot's business, without a connection.</summary>
    public async Task DecideAsync(CancellationToken cancellationToken) =>
        await firstStart.DecideAsync(await ListAsync(cancellationToken), cancellationToken);

    /// <summary>Catches up after a connect.</summary>
    /// <param name="gapSince">Since when something may have been missed.</param>
    public async Task RunAsync(DateTimeOffset gapSince, CancellationToken cancellationToken)
    {
        var connectedAt = time.GetUtcNow();
        var lag = options.Value.StoreLag;
        var hold = !firstStart.IsFirst;
        Prepare();
        try
        {
            var threads = await ListAsync(cancellationToken);
            topics.Add(threads);
            await firstStart.DecideAsync(threads, cancellationToken);
            gate.EndListing(hold ? threads : []);
            await EachAsync(threads, gapSince, release: false, cancellationToken);

            var settled = connectedAt + lag + HistoryLookup.Slack(lag) - time.GetUtcNow();
            if (settled > TimeSpan.Zero) await Task.Delay(settled, time, cancellationToken);
            await EachAsync(threads, gapSince, release: true, cancellationToken);
            LastCompleted = time.GetUtcNow();
            LogDone(log, threads.Count);
        }
        catch (Exception e) when (e is WeiyuException)
        {
            LogFailed(log, e.Message);
            throw;
        }
        finally
        {
            if (!cancellationToken.IsCancellationRequested) gate.ReleaseAll();
        }
    }

    /// <summary>Looks through the threads that changed lately: a broker that loses a message says nothing of it.</summary>
    /// <param name="changedSince">Since when.</param>
    public async Task SweepAsync(DateTimeOffset changedSince, CancellationToken cancellationToken)
    {
        var since = changedSince - (2 * options.Value.StoreLag) - TimeSpan.FromSeconds(30);
        var changed = new List<string>();
        for (var number = 0; number < MaxThreadPages; number++)
        {
            var page = await rest.GetThreadsAsync(number, ThreadPageSize, cancellationToken);
            var young = page.Items.Where(t => clock.Read(t.UpdatedAt) is not { } at || at >= since).ToList();
            var open = young.Where(IsOpen).ToList();
            await NoteAsync(open, cancellationToken);
            await watch.LookAsync(young, cancellationToken);
            changed.AddRange(open.Select(t => t.Topic));
            if (page.IsLast || young.Count < page.Items.Count || page.Items.Count == 0) break;
        }

        topics.Add(changed);
        await EachAsync(changed, since, release: false, cancellationToken);
    }

    private static bool IsOpen(ThreadInfo thread) => thread.Thread.State != ThreadStates.Closed && thread.Topic.Length > 0;

    /// <summary>Notes the open threads that the bot has not met: a notice to all open conversations reaches those, too, whose visitors were silent since the bot came.</summary>
    private async Task NoteAsync(List<ThreadInfo> open, CancellationToken cancellationToken)
    {
        var strangers = store.Read(session => open.FindAll(t => session.FindConversation(t.Topic) is null));
        if (strangers.Count == 0) return;
        var now = time.GetUtcNow();
        await store.WriteAsync(session => strangers.ForEach(t => session.NoteConversation(t.Topic, t.Thread.ToByteArray(), clock.Read(t.UpdatedAt) ?? now)), cancellationToken);
    }

    /// <summary>The topics of the threads that are open, and of those that we know beside them.</summary>
    private async Task<List<string>> ListAsync(CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var number = 0; number < MaxThreadPages; number++)
        {
            var page = await rest.GetThreadsAsync(number, ThreadPageSize, cancellationToken);
            var open = page.Items.Where(IsOpen).ToList();
            await NoteAsync(open, cancellationToken);
            await watch.LookAsync(page.Items, cancellationToken);
            found.UnionWith(open.Select(t => t.Topic));

            if (page.IsLast || page.Items.Count == 0) break;
        }

        foreach (var topic in topics.All)
        {
            if (Topics.TryParse(topic, out var parts) && parts.PeerUid.Length > 0) found.Add(topic);
        }

        return [.. found];
    }

    private async Task EachAsync(List<string> threads, DateTimeOffset gapSince, bool release, CancellationToken cancellationToken)
    {
        Pending = threads.Count;
        await Parallel.ForEachAsync(threads, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrent, CancellationToken = cancellationToken }, async (topic, token) =>
        {
            try
            {
                var order = await ThreadAsync(topic, gapSince, token);
                if (release) gate.Release(topic, order);
            }
            catch (WeiyuApiException e)
            {
                // The server keeps no history of it: there is nothing to catch up with.
                LogNoHistory(log, topic, e.Message);
                gate.Release(topic);
            }
        });
        Pending = 0;
    }

    /// <summary>Fetches one thread's history and hands in what is new of it.</summary>
    /// <returns>The place of each of its messages, oldest first.</returns>
    private async Task<Dictionary<string, int>> ThreadAsync(string topic, DateTimeOffset gapSince, CancellationToken cancellationToken)
    {
        var horizon = gapSince - Margin - (2 * options.Value.StoreLag) - (2 * options.Value.KeepAlive);
        var history = await ReadAsync(topic, horizon, cancellationToken);
        history.Reverse();
        await AcceptAsync(history, cancellationToken);
        var order = new Dictionary<string, int>(history.Count, StringComparer.Ordinal);
        for (var i = 0; i < history.Count; i++) order[history[i].Uid] = i;
        return order;
    }

    /// <summary>A thread's history back to a time, newest first.</summary>
    private async Task<List<Wire.Message>> ReadAsync(string topic, DateTimeOffset horizon, CancellationToken cancellationToken)
    {
        var messages = new List<Wire.Message>();
        for (var number = 0; number < MaxHistoryPages; number++)
        {
            var page = await rest.GetHistoryAsync(topic, number, PageSize, cancellationToken);
            foreach (var message in page.Items)
            {
                if (message.Uid.Length == 0) continue;
                message.Thread ??= new Wire.Thread();
                if (message.Thread.Topic.Length == 0) message.Thread.Topic = topic;
                messages.Add(message);
            }

            if (page.IsLast || page.Items.Count == 0 || (clock.SentAt(page.Items[^1]) is { } oldest && oldest < horizon)) break;
        }

        return messages;
    }

    private async Task AcceptAsync(List<Wire.Message> history, CancellationToken cancellationToken)
    {
        if (identity.Current is not { } bot) return;
        var answered = Answered(history, bot);
        var lastByPeople = history.FindLastIndex(m => IsAnswerOfOthers(m, bot));
        var known = store.Read(session => history.Where(m => session.KnowsInbox(m.Uid)).Select(m => m.Uid).ToHashSet(StringComparer.Ordinal));
        for (var i = 0; i < history.Count; i++)
        {
            var message = history[i];
            switch (MessageClassifier.Classify(message, bot))
            {
                case MessageClass.Echo:
                    confirmations.Seen(message.Uid, isEcho: false);
                    continue;
                case MessageClass.Ignore or MessageClass.HumanSign:
                    continue;
            }

            if (known.Contains(message.Uid) || firstStart.IsBefore(clock.SentAt(message))) continue;
            var done = i < lastByPeople || answered.Contains(message.Uid) || answered.Contains(Uids.Reply(bot.UserUid, message.Uid, 0));
            await receiver.AcceptAsync(message, done ? InboxState.Handled : InboxState.Open, cancellationToken);
        }
    }

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

    [LoggerMessage(Level = LogLevel.Information, Message = "Caught up with {Threads} open threads")]
    private static partial void LogDone(ILogger logger, int threads);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Catching up failed and will be tried again: {Error}")]
    private static partial void LogFailed(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "No history of {Topic}: {Error}")]
    private static partial void LogNoHistory(ILogger logger, string topic, string error);
}
