using System.Runtime.CompilerServices;
using Google.Protobuf;
using Weiyu.Bot.Core;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Storage;
using Weiyu.Client.Messages;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Receiving.CatchingUp;

/// <summary>The server's list of the bot's threads, the one that changed last first. What it shows is noted on the way.</summary>
internal sealed class ThreadList(
    WeiyuRestClient rest, ThreadWatch watch, AgentLookup agents, IBotIdentitySource identity, ServerClock clock, Store store, TimeProvider time)
{
    private const int MaxPages = 200;
    private const int MaxVanished = 20;
    private const int MaxMissing = 10_000;

    /// <summary>Threads that were missing from the list and have been asked for.</summary>
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);

    /// <summary>Whether a thread is open, and such that the bot can be in it.</summary>
    public static bool IsOpen(ThreadInfo thread) => thread.Thread.State != ThreadStates.Closed && Topics.IsUsable(thread.Topic);

    /// <summary>When a thread changed; null when the server does not say.</summary>
    public DateTimeOffset? ChangedAt(ThreadInfo thread) => clock.Read(thread.UpdatedAt);

    /// <summary>Page after page, without the threads that the platform's own robots have.</summary>
    /// <exception cref="WeiyuException">The list can't be read.</exception>
    public async IAsyncEnumerable<IReadOnlyList<ThreadInfo>> PagesAsync(int size, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var number = 0; number < MaxPages; number++)
        {
            var page = await rest.GetThreadsAsync(number, size, cancellationToken);
            // A server that shows the same page again has no more, whatever it says.
            var before = seen.Count;
            seen.UnionWith(page.Items.Select(t => t.Topic));
            if (seen.Count == before) yield break;
            await agents.LearnAsync(page.Items, cancellationToken);
            yield return identity.Current is { } bot ? [.. page.Items.Where(t => !t.IsOfRobot(bot.UserUid))] : page.Items;
            if (page.IsLast) yield break;
        }
    }

    /// <summary>
    /// Asks for threads that should be in the list and are not: a server of today lists to an account only what it owns, so that a thread which is given
    /// to a colleague just vanishes.
    /// </summary>
    /// <param name="listed">The topics of all threads that changed since.</param>
    /// <param name="since">Conversations that changed since then should be among them.</param>
    /// <param name="cancellationToken">The line changes, or the bot stops.</param>
    public async Task LookForVanishedAsync(IReadOnlySet<string> listed, DateTimeOffset since, CancellationToken cancellationToken)
    {
        _missing.ExceptWith(listed);
        if (_missing.Count >= MaxMissing) _missing.Clear();
        var vanished = store.Read(session => session.ListConversations(since, openOnly: true, MaxVanished * 10))
            .Where(row => !listed.Contains(row.Topic) && !_missing.Contains(row.Topic)).Take(MaxVanished).ToList();
        foreach (var row in vanished)
        {
            _missing.Add(row.Topic);
            try
            {
                if (await rest.FindThreadAsync(Wire.Thread.Parser.ParseFrom(row.Thread), cancellationToken) is { } thread) await watch.LookAsync([thread], cancellationToken);
            }
            catch (WeiyuApiException)
            {
                // It can't be asked for: whoever has it now will be heard.
            }
        }
    }

    /// <summary>
    /// Takes threads in: notes the open ones that the bot has not met, so that a notice to all open conversations reaches those, too, whose visitors were
    /// silent since the bot came; and looks whose they are now.
    /// </summary>
    public async Task TakeInAsync(IReadOnlyList<ThreadInfo> threads, CancellationToken cancellationToken)
    {
        var open = threads.Where(IsOpen).ToList();
        var strangers = store.Read(session => open.FindAll(t => session.FindConversation(t.Topic) is null));
        if (strangers.Count > 0)
        {
            var now = time.GetUtcNow();
            await store.WriteAsync(
                session => strangers.ForEach(t => session.NoteConversation(t.Topic, t.Thread.ToByteArray(), ChangedAt(t) ?? now)), cancellationToken);
        }

        await watch.LookAsync(threads, cancellationToken);
    }
}
