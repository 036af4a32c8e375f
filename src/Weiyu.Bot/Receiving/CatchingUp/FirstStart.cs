using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Storage;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Receiving.CatchingUp;

/// <summary>
/// When the bot began. What was said before its very first start is not answered. An empty data folder does not prove a first start: the
/// bot's own messages in the histories say that it was here before.
/// </summary>
internal sealed class FirstStart(WeiyuRestClient rest, Store store, IBotIdentitySource identity, ServerClock clock, IOptions<WeiyuOptions> options, TimeProvider time)
{
    private const string Key = "since";
    private const string StartedKey = "started";
    private const int PageSize = 100;
    private const int MaxThreads = 500;
    private const int MaxConcurrent = 8;

    private DateTimeOffset? _since;
    private bool _loaded;

    /// <summary>Whether nothing is known of an earlier start.</summary>
    public bool IsFirst
    {
        get
        {
            Load();
            return _since is null;
        }
    }

    /// <summary>Since when questions are the bot's business; null: not known yet.</summary>
    public DateTimeOffset? Since => _since;

    /// <summary>Whether a message is from before the first start. One without a time is.</summary>
    public bool IsBefore(DateTimeOffset? sentAt) => _since is { } since && (sentAt is null || sentAt < since);

    /// <summary>
    /// Notes when the program was first started: what is asked from then on is the bot's business, even if it is stopped before it could
    /// log in or look around.
    /// </summary>
    public Task BeginAsync(CancellationToken cancellationToken)
    {
        var now = Truncate(time.GetUtcNow()).ToStore().ToString(CultureInfo.InvariantCulture);
        return store.WriteAsync(session =>
        {
            if (session.Meta(StartedKey) is null) session.SetMeta(StartedKey, now);
        }, cancellationToken);
    }

    /// <summary>Finds out, once: when the program was first started, or, with the data folder lost, when the bot's own messages begin.</summary>
    public async Task DecideAsync(IReadOnlyList<string> threads, CancellationToken cancellationToken)
    {
        Load();
        if (_since is not null || identity.Current is not { } bot) return;
        var earliest = await EarliestSignAsync(bot, threads, cancellationToken);
        if (earliest is null && threads.Count > 0)
        {
            // What was said last before the data folder was lost may not be in the histories yet.
            var lag = options.Value.StoreLag;
            await Task.Delay(HistoryLag.Settled(lag), time, cancellationToken);
            earliest = await EarliestSignAsync(bot, threads, cancellationToken);
        }

        var started = Read(StartedKey) ?? Truncate(time.GetUtcNow());
        var since = earliest < started ? earliest.Value : started;
        _since = since;
        await store.WriteAsync(session => session.SetMeta(Key, since.ToStore().ToString(CultureInfo.InvariantCulture)), cancellationToken);
    }

    /// <summary>
    /// When the bot is first known to have been there: the earliest of its own messages, and of the questions that they answer, as far as
    /// the latest page of each thread tells; null when there is none.
    /// </summary>
    private async Task<DateTimeOffset?> EarliestSignAsync(BotIdentity bot, IReadOnlyList<string> threads, CancellationToken cancellationToken)
    {
        var spoken = new ConcurrentBag<DateTimeOffset>();
        await Parallel.ForEachAsync(threads.Take(MaxThreads), new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrent, CancellationToken = cancellationToken }, async (topic, token) =>
        {
            try
            {
                var page = await rest.GetHistoryAsync(topic, 0, PageSize, token);
                var own = page.Items.Where(m => bot.IsOwn(m.User) && Uids.IsDerived(m.Uid)).Select(m => m.Uid).ToHashSet(StringComparer.Ordinal);
                foreach (var sign in page.Items.Where(m => own.Contains(m.Uid) || own.Contains(Uids.Reply(bot.UserUid, m.Uid, 0))))
                {
                    if (clock.SentAt(sign) is { } at) spoken.Add(at);
                }
            }
            catch (WeiyuException)
            {
                // No history of that one. That none can be had is no reason to wait: what comes in live is answered.
            }
        });
        return spoken.IsEmpty ? null : spoken.Min();
    }

    /// <summary>The server's times have whole seconds: what is said in the second of the start counts.</summary>
    private static DateTimeOffset Truncate(DateTimeOffset now) => DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());

    private void Load()
    {
        if (_loaded) return;
        _since = Read(Key);
        _loaded = true;
    }

    private DateTimeOffset? Read(string key) =>
        store.Read(session => session.Meta(key)) is { } value ? Clock.FromStore(long.Parse(value, CultureInfo.InvariantCulture)) : null;
}
