using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Delivery;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Outbox;

/// <summary>
/// Asks the server's history whether it has a message: the proof where no echo came. What one reading shows serves all messages of the
/// conversation that were sent before it, so that a long backlog costs one reading a conversation.
/// </summary>
internal sealed class HistoryLookup(WeiyuRestClient rest, SentUids sent, IBotIdentitySource identity, ServerClock clock, IOptions<WeiyuOptions> options, TimeProvider time) : IDisposable
{
    private const int PageSize = 100;
    private const int MaxPages = 40;
    private const int MaxConcurrent = 8;
    private const int MaxReadings = 10_000;

    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Reading> _readings = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(MaxConcurrent);

    /// <summary>Looks for a message in its thread's history. Never throws for what goes wrong on the way.</summary>
    /// <param name="message">The message.</param>
    /// <param name="decided">When it was decided: it can't be older.</param>
    /// <param name="lastSent">When it may last have been sent.</param>
    public async Task<HistoryAnswer> FindAsync(Wire.Message message, DateTimeOffset decided, DateTimeOffset lastSent, CancellationToken cancellationToken)
    {
        var topic = message.Thread.Topic;
        if (Known(topic, decided, lastSent) is { } known) return sent.Contains(message.Uid) ? HistoryAnswer.Found : known;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            // The cheapest question that proves it. That it is not there is not proven so: a server may keep track of no message of the thread.
            if (await rest.IsStoredAsync(message.Uid, cancellationToken) == true)
            {
                sent.Add(message.Uid);
                return HistoryAnswer.Found;
            }

            if (Known(topic, decided, lastSent) is not { } answer)
            {
                var reading = await ReadSurelyAsync(topic, decided - Margin, cancellationToken);
                if (_readings.Count >= MaxReadings) _readings.Clear();
                _readings[topic] = reading;
                answer = reading.HasOthers ? HistoryAnswer.Missing : HistoryAnswer.KeepsNoTrack;
            }

            return sent.Contains(message.Uid) ? HistoryAnswer.Found : answer;
        }
        catch (WeiyuException)
        {
            return HistoryAnswer.Unavailable;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    /// <summary>What an earlier reading says, if it is late enough and reaches back far enough.</summary>
    private HistoryAnswer? Known(string topic, DateTimeOffset decided, DateTimeOffset lastSent)
    {
        var lag = options.Value.StoreLag;
        return _readings.TryGetValue(topic, out var reading) && reading.At >= lastSent + HistoryLag.Settled(lag) && reading.BackTo <= decided - Margin
            ? reading.HasOthers ? HistoryAnswer.Missing : HistoryAnswer.KeepsNoTrack
            : null;
    }

    /// <summary>
    /// Reads a history. That there is none is believed only if the server answers another call in between and says so again: one in trouble says no to
    /// everything (code -1), and a reply that it has is not to be sent twice, nor one that it lost to be taken for delivered.
    /// </summary>
    private async Task<Reading> ReadSurelyAsync(string topic, DateTimeOffset backTo, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(topic, backTo, cancellationToken);
        }
        catch (WeiyuApiException)
        {
            await rest.GetProfileAsync(cancellationToken);
        }

        var asked = time.GetUtcNow();
        try
        {
            return await ReadAsync(topic, backTo, cancellationToken);
        }
        catch (WeiyuApiException)
        {
            return new Reading(asked, DateTimeOffset.MinValue, HasOthers: false);
        }
    }

    private async Task<Reading> ReadAsync(string topic, DateTimeOffset backTo, CancellationToken cancellationToken)
    {
        var (at, others, reached) = (time.GetUtcNow(), false, DateTimeOffset.MaxValue);
        for (var number = 0; number < MaxPages; number++)
        {
            var page = await rest.GetHistoryAsync(topic, number, PageSize, cancellationToken);
            foreach (var stored in page.Items)
            {
                if (identity.Current?.IsOwn(stored.User) != true) others = true;
                else if (Uids.IsDerived(stored.Uid)) sent.Add(stored.Uid);
                if (clock.SentAt(stored) is { } sentAt && sentAt < reached) reached = sentAt;
            }

            if (page.IsLast || page.Items.Count == 0) return new Reading(at, DateTimeOffset.MinValue, others);
            if (reached < backTo) return new Reading(at, reached, others);
        }

        return new Reading(at, reached, others);
    }

    private readonly record struct Reading(DateTimeOffset At, DateTimeOffset BackTo, bool HasOthers);

    /// <summary>Whether the server says at once that it has a message; never throws for what goes wrong on the way.</summary>
    public async Task<bool> IsStoredAsync(string uid, CancellationToken cancellationToken)
    {
        try
        {
            return await rest.IsStoredAsync(uid, cancellationToken) == true;
        }
        catch (WeiyuException)
        {
            return false;
        }
    }

    /// <summary>Whether the server says that it does not know a thread.</summary>
    public async Task<bool> IsUnknownThreadAsync(string topic, CancellationToken cancellationToken)
    {
        try
        {
            return await rest.FindThreadSurelyAsync(topic, cancellationToken) is null;
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
