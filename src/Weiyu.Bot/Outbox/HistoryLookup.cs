using Weiyu.Bot.Conversations;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Outbox;

/// <summary>Asks the server's history whether it has a message: the proof where no echo came.</summary>
internal sealed class HistoryLookup(WeiyuRestClient rest, SentUids sent, IBotIdentitySource identity)
{
    private const int PageSize = 50;
    private const int MaxPages = 4;
    private const int MaxConcurrent = 8;

    private readonly SemaphoreSlim _gate = new(MaxConcurrent);

    /// <summary>What is waited beyond the history's lag, for the time that storing takes.</summary>
    public static TimeSpan Slack(TimeSpan lag) => TimeSpan.FromMilliseconds(Math.Clamp(lag.TotalMilliseconds / 5, 100, 1000));

    /// <summary>Looks for a message in its thread's history. Never throws for what goes wrong on the way.</summary>
    public async Task<HistoryAnswer> FindAsync(Wire.Message message, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var any = false;
            for (var number = 0; number < MaxPages; number++)
            {
                var page = await rest.GetHistoryAsync(message.Thread.Topic, number, PageSize, cancellationToken);
                foreach (var stored in page.Items)
                {
                    any |= identity.Current?.IsOwn(stored.User) != true;
                    if (Uids.IsDerived(stored.Uid)) sent.Add(stored.Uid);
                    if (stored.Uid == message.Uid) return HistoryAnswer.Found;
                }

                if (page.IsLast || page.Items.Count == 0) break;
            }

            return any ? HistoryAnswer.Missing : HistoryAnswer.KeepsNoTrack;
        }
        catch (WeiyuApiException)
        {
            return HistoryAnswer.KeepsNoTrack;
        }
        catch (Exception e) when (e is WeiyuUnavailableException or WeiyuLoginRefusedException)
        {
            return HistoryAnswer.Unavailable;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Whether the server says that it does not know a thread.</summary>
    public async Task<bool> IsUnknownThreadAsync(string topic, CancellationToken cancellationToken)
    {
        try
        {
            // A server in trouble says no to everything: only one that answers something else is believed.
            if (await rest.FindThreadAsync(topic, cancellationToken) is not null) return false;
            await rest.GetProfileAsync(cancellationToken);
            return await rest.FindThreadAsync(topic, cancellationToken) is null;
        }
        catch (Exception e) when (e is WeiyuApiException or WeiyuUnavailableException or WeiyuLoginRefusedException)
        {
            return false;
        }
    }
}

/// <summary>What a history says of a message.</summary>
internal enum HistoryAnswer
{
    /// <summary>It is there.</summary>
    Found,

    /// <summary>It is not there, though others of the conversation are.</summary>
    Missing,

    /// <summary>The server keeps no history of the conversation.</summary>
    KeepsNoTrack,

    /// <summary>It can't be read now.</summary>
    Unavailable,
}
