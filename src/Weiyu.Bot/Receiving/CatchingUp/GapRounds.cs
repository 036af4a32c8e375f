using System.Collections.Concurrent;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Receiving.CatchingUp;

/// <summary>
/// Reads the histories of threads and hands in what is new of them. One that can't be read holds up no other; it is remembered, and read again until it
/// could be, or until nothing that was asked in its gap would be answered any more.
/// </summary>
internal sealed partial class GapRounds(
    HistoryReader reader, HistoryIntake intake, CatchUpGate gate, ConversationCache conversations, IBotIdentitySource identity, Coverage coverage, ILogger<GapRounds> log)
{
    private const int MaxConcurrent = 8;
    private const int MaxRounds = 6;
    private static readonly RetryDelay Retry = new(TimeSpan.FromMilliseconds(125), TimeSpan.FromSeconds(2));

    /// <summary>How often a server before 2026 may say that it has no history of a thread (code -1) before that is believed: in trouble it says so of everything.</summary>
    private const int MaxRefusals = 3;

    /// <summary>For how long a history that can't be read is tried: older questions are not answered any more.</summary>
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromHours(1);

    /// <summary>Threads whose history could not be read though something may have been missed in them, and since when.</summary>
    private readonly Dictionary<string, DateTimeOffset> _behind = new(StringComparer.Ordinal);

    /// <summary>How many threads are being caught up with.</summary>
    public int Pending { get; private set; }

    /// <summary>The threads in which the gap is still open.</summary>
    public IReadOnlyCollection<string> Behind => _behind.Keys;

    /// <summary>The gap is open in these.</summary>
    public void NoteBehind(IEnumerable<string> topics)
    {
        foreach (var topic in topics) _behind.TryAdd(topic, coverage.Now);
    }

    /// <summary>Reads the histories of threads, and those that can't be read again and again for some seconds.</summary>
    /// <returns>The threads whose history could not be read.</returns>
    public async Task<List<string>> RunAsync(List<string> threads, DateTimeOffset gapSince, Reading reading, CancellationToken cancellationToken)
    {
        for (var round = 1; ; round++)
        {
            var now = reading == Reading.Settled && round >= MaxRefusals ? Reading.Last : reading;
            var (failed, isFinal) = await OnceAsync(threads, gapSince, now, cancellationToken);
            threads = failed;
            if (threads.Count == 0 || isFinal || round == (reading == Reading.Early ? MaxRefusals : MaxRounds)) return threads;
            await coverage.DelayAsync(Retry.Nominal(round + 1), cancellationToken);
        }
    }

    /// <summary>Reads the histories of threads once.</summary>
    /// <returns>The threads whose history could not be read.</returns>
    public async Task<List<string>> OnceAsync(List<string> threads, DateTimeOffset gapSince, CancellationToken cancellationToken) =>
        (await OnceAsync(threads, gapSince, Reading.Last, cancellationToken)).Failed;

    private async Task<(List<string> Failed, bool IsFinal)> OnceAsync(List<string> threads, DateTimeOffset gapSince, Reading reading, CancellationToken cancellationToken)
    {
        if (identity.Current is not { } bot) return (threads, false);
        Pending = threads.Count;
        var from = reader.From(gapSince);
        var series = await reader.ReadAllAsync(threads, from, coverage.Now, cancellationToken);
        var (failed, read) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        // When that many fail one after the other it is the server, and nobody need wait for its time-out once more for each of the others. A history
        // that alone can't be had does not stand in their way.
        var (failures, refusals) = (0, 0);
        await Parallel.ForEachAsync(threads, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrent, CancellationToken = cancellationToken }, async (topic, token) =>
        {
            var outcome = Volatile.Read(ref failures) >= MaxConcurrent
                ? Volatile.Read(ref refusals) >= MaxConcurrent ? Outcome.Refused : Outcome.Failed
                : await ThreadAsync(topic, series?.GetValueOrDefault(topic), from, reading, bot, token);
            switch (outcome)
            {
                case Outcome.Read:
                    read.Add(topic);
                    goto case Outcome.ReadEarly;
                case Outcome.ReadEarly:
                    Volatile.Write(ref failures, 0);
                    Volatile.Write(ref refusals, 0);
                    return;
                case Outcome.Refused:
                    // It can't be had, so there is nothing to wait for: what comes in live is answered. The gap stays noted.
                    gate.Release(topic);
                    Interlocked.Increment(ref refusals);
                    break;
            }

            Interlocked.Increment(ref failures);
            failed.Add(topic);
        });
        Pending = 0;
        foreach (var topic in read) _behind.Remove(topic);
        GiveUp();
        return ([.. failed], refusals >= MaxConcurrent || (refusals > 0 && refusals == failed.Count));
    }

    /// <summary>Reads one thread's history and hands in what is new of it.</summary>
    private async Task<Outcome> ThreadAsync(string topic, List<Wire.Message>? history, DateTimeOffset from, Reading reading, BotIdentity bot, CancellationToken cancellationToken)
    {
        try
        {
            history ??= await reader.ReadAsync(topic, from, cancellationToken);
            history.Reverse();
            var fresh = await intake.AcceptAsync(history, from, bot, cancellationToken);
            var order = new Dictionary<string, int>(history.Count, StringComparer.Ordinal);
            for (var i = 0; i < history.Count; i++) order[history[i].Uid] = i;
            if (reading != Reading.Early || (fresh == 0 && gate.IsHeld(topic) && IsTheBotsAlone(topic))) gate.Release(topic, order);
            else gate.Note(topic, order);
            return reading == Reading.Early ? Outcome.ReadEarly : Outcome.Read;
        }
        catch (WeiyuApiException e) when (e.Code == -1)
        {
            LogNoHistory(log, topic, e.Message);
            if (reading != Reading.Last) return Outcome.Failed;
            // The server keeps no history of it: there is nothing to catch up with.
            gate.Release(topic);
            return Outcome.Read;
        }
        catch (WeiyuApiException e)
        {
            LogNoHistory(log, topic, e.Message);
            return Outcome.Refused;
        }
        catch (WeiyuException)
        {
            return Outcome.Failed;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // What was missed could not be stored, or the database can't be read.
            LogNotCaughtUp(log, topic, e);
            return Outcome.Failed;
        }
    }

    /// <summary>
    /// Whether no human is about in a conversation, as far as is known, and no reply waits in it that was decided before the gap: then what comes in live
    /// need not wait for the history's lag, in which a human's word could hide.
    /// </summary>
    private bool IsTheBotsAlone(string topic) => conversations.Get(topic) is { HasSigns: false, Owner: Owner.Bot or Owner.Closed } && !intake.HasReplyWaiting(topic);

    /// <summary>What could not be read for so long is left: nothing in it would be answered.</summary>
    private void GiveUp()
    {
        var before = coverage.Now - GivenUpAfter;
        foreach (var (topic, _) in _behind.Where(b => b.Value < before).ToList())
        {
            LogGivenUp(log, topic);
            _behind.Remove(topic);
        }
    }

    /// <summary>What came of reading one history.</summary>
    private enum Outcome
    {
        /// <summary>The gap is closed in it.</summary>
        Read,

        /// <summary>It was read, and may lag behind.</summary>
        ReadEarly,

        /// <summary>The server says that it can't be had.</summary>
        Refused,

        /// <summary>It can't be had now.</summary>
        Failed,
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What was missed in {Topic} could not be taken up; it is tried again")]
    private static partial void LogNotCaughtUp(ILogger logger, string topic, Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "No history of {Topic}: {Error}")]
    private static partial void LogNoHistory(ILogger logger, string topic, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The history of {Topic} could not be read for an hour; what was asked in it meanwhile is left")]
    private static partial void LogGivenUp(ILogger logger, string topic);
}

/// <summary>What a reading of a history is worth.</summary>
internal enum Reading
{
    /// <summary>The history may lag behind: it is read again.</summary>
    Early,

    /// <summary>The lag has passed: the gap is closed.</summary>
    Settled,

    /// <summary>As before, and a server that still says no has no history.</summary>
    Last,
}
