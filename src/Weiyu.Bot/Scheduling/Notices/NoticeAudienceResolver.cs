using Weiyu.Bot.Core;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Storage;
using Weiyu.Client.Messages;
using Weiyu.Rules.Calendars;
using Weiyu.Rules.Notices;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>Finds out who an audience is, now.</summary>
internal sealed class NoticeAudienceResolver(ILedgerAccess store, INoticeBook book, TimeProvider time)
{
    private const int Page = 500;

    /// <summary>The targets, each topic once.</summary>
    /// <exception cref="IOException">The CSV can't be read.</exception>
    /// <exception cref="InvalidDataException">The CSV is no table of targets.</exception>
    public IEnumerable<NoticeTarget> Resolve(NoticeAudience audience)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        // The CSV first: it knows most about its targets.
        var all = FromCsv(audience.Csv).Concat(audience.Topics.Select(t => new NoticeTarget(t))).Concat(audience.Threads is { } filter ? FromThreads(filter) : []);
        return all.Where(t => seen.Add(t.Topic));
    }

    private IEnumerable<NoticeTarget> FromCsv(string? path)
    {
        if (path is null) return [];
        if (book.Folder is not { } folder || RulesFolderFile.Resolve(path, folder) is not { } full) throw new FileNotFoundException($"'{path}' is not in the rules folder.");
        return CsvTargets.Read(full, WeiyuPlatform.Words);
    }

    private IEnumerable<NoticeTarget> FromThreads(ThreadFilter filter)
    {
        var now = time.GetUtcNow();
        for (var after = ""; ;)
        {
            var page = store.Read(session => session.PageConversations(after, Page));
            foreach (var row in page)
            {
                if (Matches(row, filter, now) is { } target) yield return target;
            }

            if (page.Count < Page) yield break;
            after = page[^1].Topic;
        }
    }

    private NoticeTarget? Matches(ConversationRow row, ThreadFilter filter, DateTimeOffset now)
    {
        if (filter.OpenOnly && row.Closed) return null;
        var thread = Wire.Thread.Parser.ParseFrom(row.Thread);
        if (filter.Types.Count > 0 ? !filter.Types.Contains(thread.Type) : !ThreadTypes.IsCustomerService(thread.Type)) return null;
        if (filter.Channels.Count > 0 && !filter.Channels.Contains(thread.Channel, StringComparer.OrdinalIgnoreCase)) return null;
        var state = ConversationState.FromJson(row.State);
        if (filter.Tags.Count > 0 && !filter.Tags.Any(state.Tags.Contains)) return null;
        if (filter.Locales.Count > 0 && !filter.Locales.Contains(state.Locale ?? book.DefaultLocale, StringComparer.OrdinalIgnoreCase)) return null;
        if (filter.ActiveWithin is { } within && (state.LastActivityAt ?? state.LastVisitorAt ?? row.UpdatedAt) < now - within) return null;
        return new NoticeTarget(row.Topic, state.Locale);
    }
}
