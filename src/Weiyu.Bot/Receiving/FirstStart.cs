using System.Globalization;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Storage;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Receiving;

/// <summary>
/// When the bot began. What was said before its very first start is not answered. An empty data folder does not prove a first start: the
/// bot's own messages in the histories say that it was here before.
/// </summary>
internal sealed class FirstStart(WeiyuRestClient rest, Store store, IBotIdentitySource identity, ServerClock clock, TimeProvider time)
{
    private const string Key = "since";
    private const string BeganKey = "began";
    private const int PageSize = 100;
    private const int MaxThreads = 500;

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

    /// <summary>Writes down when the bot first logged in: it may stop before it can find out more, and what is said meanwhile is its business.</summary>
    public Task BeginAsync(CancellationToken cancellationToken)
    {
        if (!IsFirst || store.Read(session => session.Meta(BeganKey)) is not null) return Task.CompletedTask;
        var now = Text(Truncate(time.GetUtcNow()));
        return store.WriteAsync(session => session.SetMeta(BeganKey, now), cancellationToken);
    }

    /// <summary>Finds out, once.</summary>
    public async Task DecideAsync(IReadOnlyList<string> threads, CancellationToken cancellationToken)
    {
        Load();
        if (_since is not null || identity.Current is not { } bot) return;
        DateTimeOffset? earliest = null;
        foreach (var topic in threads.Take(MaxThreads))
        {
            try
            {
                var page = await rest.GetHistoryAsync(topic, 0, PageSize, cancellationToken);
                foreach (var own in page.Items.Where(m => bot.IsOwn(m.User) && Uids.IsDerived(m.Uid)))
                {
                    if (clock.SentAt(own) is { } at && (earliest is null || at < earliest)) earliest = at;
                }
            }
            catch (WeiyuApiException)
            {
                // No history of that one.
            }
        }

        var began = Read(BeganKey) ?? Truncate(time.GetUtcNow());
        var since = earliest < began ? earliest.Value : began;
        _since = since;
        await store.WriteAsync(session => session.SetMeta(Key, Text(since)), cancellationToken);
    }

    private static string Text(DateTimeOffset time) => time.ToStore().ToString(CultureInfo.InvariantCulture);

    /// <summary>The server's times have whole seconds: what is said in the second of the start counts.</summary>
    private static DateTimeOffset Truncate(DateTimeOffset now) => DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());

    private void Load()
    {
        if (_loaded) return;
        _loaded = true;
        _since = Read(Key);
    }

    private DateTimeOffset? Read(string key) =>
        store.Read(session => session.Meta(key)) is { } value ? Clock.FromStore(long.Parse(value, CultureInfo.InvariantCulture)) : null;
}
