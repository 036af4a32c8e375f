using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Weiyu.Bot.Core;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Storage;
using Weiyu.Rules.Notices;
using Weiyu.Rules.Templates;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>
/// What people do with notices: look ahead, look at whom one would reach and how it reads, run one now, send something once. Works on the store alone: the
/// running bot finds what is to be sent there within seconds.
/// </summary>
internal sealed class NoticeDesk(INoticeBook book, NoticeAudienceResolver audiences, ILedgerAccess store, SchedulingWake wake, TimeProvider time)
{
    /// <summary>Within this time a second "run" or "send" of the same is taken for the same.</summary>
    public static readonly TimeSpan SamePress = TimeSpan.FromMinutes(10);

    private const string Cancelled = "it was cancelled";

    /// <summary>The coming times of all notices, or of one, earliest first.</summary>
    public IReadOnlyList<ComingNotice> Coming(int count, string? id = null)
    {
        var now = time.GetUtcNow();
        return [.. (book.Notices ?? []).Where(n => n.Enabled && (id is null || n.Id == id))
            .SelectMany(n => Times(n, now, count))
            .OrderBy(c => c.At).ThenBy(c => c.Notice.Id, StringComparer.Ordinal).Take(count)];
    }

    /// <summary>To whom a notice would go now, and how it would read.</summary>
    /// <param name="samples">The most targets whose topics are shown.</param>
    public NoticePreview Preview(NoticeDefinition notice, int samples = 5)
    {
        var now = time.GetUtcNow();
        var run = new NoticeRun(notice.Id, now, RunKind.Manual) { Delivery = notice.Delivery, Audience = notice.To, Zone = book.ZoneOf(notice).Id };
        var (count, shown, unreachable, perLocale) = (0, new List<NoticeTarget>(), new List<string>(), new Dictionary<string, (NoticeTarget Target, int Count)>(StringComparer.Ordinal));
        var content = new NoticeContent(notice.Delivery, book.DefaultLocale);
        foreach (var target in audiences.Resolve(notice.To))
        {
            if (target.Problem is { } problem)
            {
                unreachable.Add($"{target.Topic}: {problem}");
                continue;
            }

            count++;
            if (shown.Count < samples) shown.Add(target);
            var locale = content.LocaleFor(target.Locale);
            perLocale[locale] = perLocale.TryGetValue(locale, out var known) ? (known.Target, known.Count + 1) : (target, 1);
        }

        // A language that nobody of the audience speaks now is shown too: somebody wrote a text for it.
        foreach (var locale in notice.Delivery.Texts.Keys.Where(l => !perLocale.ContainsKey(l))) perLocale[locale] = (shown.FirstOrDefault() ?? new NoticeTarget("org/agent/-/-"), 0);
        var texts = perLocale.OrderByDescending(p => p.Value.Count).ThenBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => new NoticeSample(p.Key, p.Value.Count, Sample(run, content, p.Value.Target with { Locale = p.Key }, now))).ToList();
        return new NoticePreview(notice, count, [.. shown.Select(t => t.Topic)], texts) { Unreachable = unreachable };
    }

    /// <summary>Runs a notice now, whatever its schedule says.</summary>
    /// <param name="id">The notice.</param>
    /// <param name="again">Even if it was run within <see cref="SamePress"/>.</param>
    /// <returns>The run, and whether it is a new one; null when there is no such notice.</returns>
    public async Task<(NoticeRun Run, bool IsNew)?> RunAsync(string id, bool again, CancellationToken cancellationToken)
    {
        if (book.Find(id) is not { } notice) return null;
        var run = new NoticeRun(notice.Id, Now(), RunKind.Manual) { Audience = notice.To, Delivery = notice.Delivery, Zone = book.ZoneOf(notice).Id };
        return await StartAsync(run, again, cancellationToken);
    }

    /// <summary>Sends something once.</summary>
    /// <param name="notice">What, to whom, when.</param>
    /// <param name="again">Even if the same was sent within <see cref="SamePress"/>.</param>
    /// <param name="cancellationToken">Sends nothing.</param>
    public Task<(NoticeRun Run, bool IsNew)> SendOnceAsync(OneOffNotice notice, bool again, CancellationToken cancellationToken)
    {
        var what = JsonSerializer.Serialize(new { audience = notice.To, delivery = notice.Delivery, at = notice.At });
        var id = $"once-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what)))[..10]}";
        var when = notice.At ?? Now();
        return StartAsync(new NoticeRun(id, when, RunKind.Once) { Audience = notice.To, Delivery = notice.Delivery, Zone = book.Calendar.Zone.Id }, again, cancellationToken);
    }

    /// <summary>Stops what has not ended of a notice, or of a one-off notice: what was not handed over yet is skipped.</summary>
    /// <returns>The runs that were stopped, and how many targets get nothing.</returns>
    public Task<(IReadOnlyList<NoticeRun> Runs, int Skipped)> CancelAsync(string id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return store.WriteAsync(session =>
        {
            var runs = session.OpenRuns(id);
            return ((IReadOnlyList<NoticeRun>)runs, runs.Sum(run => session.EndRun(run, RunState.Done, Cancelled, now)));
        }, cancellationToken);
    }

    private async Task<(NoticeRun Run, bool IsNew)> StartAsync(NoticeRun run, bool again, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        run = run with { PlannedAt = run.Occurrence > now ? run.Occurrence : now, NextAt = run.Occurrence, State = RunState.Planning };
        var result = await store.WriteAsync(session =>
        {
            session.LockRuns();
            var same = session.ListRuns(run.Notice, 20).Find(r => r.Kind == run.Kind && (r.State <= RunState.Sending || (r.Occurrence - run.Occurrence).Duration() < SamePress));
            if (same is not null && !again) return (same, false);
            return session.InsertRun(run) ? (run, true) : (session.FindRun(run.Notice, run.Occurrence)!, false);
        }, cancellationToken);
        wake.Notices.Set();
        return result;
    }

    private IEnumerable<ComingNotice> Times(NoticeDefinition notice, DateTimeOffset now, int count)
    {
        var zone = book.ZoneOf(notice);
        foreach (var at in notice.Schedule.Between(now, now.AddYears(5), zone, count))
        {
            var blocked = notice.CalendarOpen is { } open && book.Calendar.IsOpen(at) != open;
            yield return new ComingNotice(notice, TimeZoneInfo.ConvertTime(at, zone), blocked ? (notice.CalendarOpen == true ? "closed" : "open") : null);
        }
    }

    private string Sample(NoticeRun run, NoticeContent content, NoticeTarget target, DateTimeOffset now)
    {
        var row = store.Read(session => session.FindConversation(target.Topic));
        var state = row is null ? null : ConversationState.FromJson(row.State);
        var thread = row is null ? new Wire.Thread { Topic = target.Topic, User = new Wire.User { Uid = "‹uid›", Nickname = "‹nickname›" } } : Wire.Thread.Parser.ParseFrom(row.Thread);
        var ledger = new LedgerRow(target.Topic, 0, LedgerState.Planned) { Vars = target.Vars is null ? null : JsonSerializer.Serialize(target.Vars) };
        try
        {
            return content.Render(target.Locale, NoticeValues.Of(run, ledger, thread, state, null, TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(run.Zone))), 0);
        }
        catch (TemplateFailedException e)
        {
            return $"! {e.Message}";
        }
    }

    private DateTimeOffset Now()
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }
}

/// <summary>A time to come.</summary>
/// <param name="Notice">The notice.</param>
/// <param name="At">When, in its zone.</param>
/// <param name="SkippedBecause">What the calendar is then, where that keeps it from being sent; null: it will be.</param>
internal sealed record ComingNotice(NoticeDefinition Notice, DateTimeOffset At, string? SkippedBecause);

/// <summary>What a notice would do.</summary>
/// <param name="Notice">The notice.</param>
/// <param name="Count">How many it would reach.</param>
/// <param name="Topics">Some of them.</param>
/// <param name="Samples">How it would read, the most spoken language first.</param>
internal sealed record NoticePreview(NoticeDefinition Notice, int Count, IReadOnlyList<string> Topics, IReadOnlyList<NoticeSample> Samples)
{
    /// <summary>The lines of the CSV that reach nobody, and why.</summary>
    public IReadOnlyList<string> Unreachable { get; init; } = [];
}

/// <summary>How a notice reads in a language, and how many read it.</summary>
internal sealed record NoticeSample(string Locale, int Count, string Text);
