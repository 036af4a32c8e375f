using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Storage;
using Weiyu.Client.Messages;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Receiving.CatchingUp;

/// <summary>Reads what was said since a gap began: thread by thread, or of all threads in one series of calls where the server has that.</summary>
internal sealed class HistoryReader(WeiyuRestClient rest, IBotIdentitySource identity, ServerClock clock, Store store, IOptions<WeiyuOptions> options)
{
    private const int PageSize = 50;
    private const int MaxPages = 40;
    private const int EnoughKnownPages = 2;
    private const int SeriesPageSize = 200;

    /// <summary>So few threads are read one by one.</summary>
    private const int Few = 3;

    /// <summary>Clocks differ by so much at most.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    /// <summary>A longer gap is read thread by thread: of most of it nothing is left to answer.</summary>
    private static readonly TimeSpan LongestSeries = TimeSpan.FromDays(1);

    /// <summary>From when on histories have to be read for a gap.</summary>
    public DateTimeOffset From(DateTimeOffset gapSince) => gapSince - (2 * options.Value.StoreLag) - (2 * options.Value.KeepAlive);

    /// <summary>
    /// A thread's history, newest first: all of the gap, and before it as far as the margin for clocks that differ, unless page after page shows
    /// only what is known.
    /// </summary>
    /// <exception cref="WeiyuException">It can't be read.</exception>
    public async Task<List<Wire.Message>> ReadAsync(string topic, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var messages = new List<Wire.Message>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var knownPages = 0;
        for (var number = 0; number < MaxPages; number++)
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
            if (clock.SentAt(page.Items[^1]) is not { } oldest || oldest >= from) continue;
            knownPages = IsKnown(page.Items) ? knownPages + 1 : 0;
            if (knownPages == EnoughKnownPages || oldest < from - Margin) break;
        }

        return messages;
    }

    /// <summary>
    /// The histories of many threads by one series of calls, each newest first; a thread in which nothing was said is there with nothing. Threads that
    /// the series does not cover are not there. Others' threads of the organisation are in the answers, too, and left out.
    /// </summary>
    /// <returns>Null where thread by thread is the better way, or the only one.</returns>
    public async Task<Dictionary<string, List<Wire.Message>>?> ReadAllAsync(
        IReadOnlyCollection<string> topics, DateTimeOffset from, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var covered = topics.Where(IsCovered).ToDictionary(t => t, _ => new List<Wire.Message>(), StringComparer.Ordinal);
        if (covered.Count <= Few || now - from > LongestSeries) return null;
        var since = from - Margin;
        // The server compares with its own clock.
        if (rest.ClockDifference is { } ahead && ahead < TimeSpan.Zero) since += ahead;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            // In an organisation with many agents the series may be longer than the bot's own threads are.
            for (var number = 0; number < Math.Max(4, covered.Count); number++)
            {
                var before = seen.Count;
                if (await rest.GetOrganisationHistoryAsync(since, number, SeriesPageSize, cancellationToken) is not { } page) return null;
                foreach (var message in page.Items)
                {
                    if (!Uids.IsUsable(message.Uid) || !seen.Add(message.Uid) || message.Thread?.Topic is not { } topic || !covered.TryGetValue(topic, out var of)) continue;
                    ThreadRepair.Mend(message, topic);
                    of.Add(message);
                }

                // A server that does not know the parameter shows all there is, and one that shows the same page again has no more.
                if (page.IsLast || seen.Count == before || (clock.SentAt(page.Items[^1]) is { } oldest && oldest < since)) return covered;
            }
        }
        catch (WeiyuException)
        {
            // Thread by thread, then.
        }

        return null;
    }

    /// <summary>Whether the series holds the messages of a topic: those of unified entries, groups and colleagues are not in it.</summary>
    private static bool IsCovered(string topic) => Topics.TryParse(topic, out var parts) && parts.Kind is TopicKind.Agent or TopicKind.Workgroup;

    /// <summary>Whether there is nothing on a page that is not in the journal, our own messages apart.</summary>
    private bool IsKnown(IReadOnlyList<Wire.Message> page) =>
        identity.Current is { } self && store.Read(session => page.All(m => MessageClassifier.Classify(m, self) is not (MessageClass.Keep or MessageClass.HumanWord) || session.KnowsInbox(m.Uid)));
}
