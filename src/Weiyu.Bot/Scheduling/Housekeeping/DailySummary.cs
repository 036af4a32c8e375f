using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Scheduling.Notices;
using Weiyu.Bot.Storage;
using Weiyu.Rules.Notices;
using Weiyu.Text.Dates;

namespace Weiyu.Bot.Scheduling.Housekeeping;

/// <summary>Tells a topic once a day how the day went. It goes through the ledger like any notice: once a day, whatever happens.</summary>
internal sealed class DailySummary(Store store, INoticeBook book, SchedulingWake wake, IOptions<DailySummaryOptions> options, TimeProvider time)
{
    /// <summary>The id of the notice.</summary>
    public const string Id = "once-daily-summary";

    /// <summary>When the summary that is due or next is due; null when nobody wants one.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) => options.Value.Topic.Length == 0 ? null : WallTimes.NextDaily(options.Value.At, book.Calendar.Zone, after);

    /// <summary>Plans the summary of the day that ends at <paramref name="due"/>.</summary>
    /// <returns>Whether it was not planned before.</returns>
    public async Task<bool> PlanAsync(DateTimeOffset due, CancellationToken cancellationToken)
    {
        var figures = store.Read(session => DayFigures.Read(session, due.AddDays(-1), due));
        var day = WallClock.At(due, book.Calendar.Zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var now = time.GetUtcNow();
        var run = new NoticeRun(Id, due, RunKind.Once)
        {
            Audience = new NoticeAudience { Topics = [options.Value.Topic] },
            Delivery = new NoticeDelivery { Texts = new Dictionary<string, IReadOnlyList<string>> { [""] = [Write(figures, day)] }, SendWithin = TimeSpan.FromHours(12), EvenWhenHumanOwns = true },
            Zone = book.Calendar.Zone.Id,
            PlannedAt = now,
            NextAt = now,
            State = RunState.Planning,
        };
        var isNew = await store.WriteAsync(session => session.InsertRun(run), cancellationToken);
        if (isNew) wake.Notices.Set();
        return isNew;
    }

    /// <summary>The summary, Chinese first.</summary>
    public static string Write(DayFigures figures, string day)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"【{day} 小结 / Summary】");
        text.AppendLine(CultureInfo.InvariantCulture, $"提问 questions: {figures.Questions}");
        text.AppendLine(CultureInfo.InvariantCulture, $"回答 answered: 规则 rules {figures.ByRule} · 知识 knowledge {figures.ByKnowledge} · 模型 model {figures.ByModel}");
        text.AppendLine(CultureInfo.InvariantCulture, $"转人工 handed off: {figures.HandedOff} · 未答 missed: {figures.Missed} · 失败 failed: {figures.Failed}");
        if (figures.ReplyTimes.Count > 0)
            text.AppendLine(CultureInfo.InvariantCulture, $"首次回复 reply time: 中位 median {Show(figures.Percentile(0.5))} · p95 {Show(figures.Percentile(0.95))}");
        text.Append(CultureInfo.InvariantCulture, $"通知 notices: 送达 delivered {figures.NoticesDelivered} · 跳过 skipped {figures.NoticesSkipped} · 失败 failed {figures.NoticesFailed}");
        return text.ToString();
    }

    private static string Show(TimeSpan length) => length.TotalSeconds < 1 ? $"{length.TotalMilliseconds:0} ms" : $"{length.TotalSeconds:0.0} s";
}

/// <summary>How a day went.</summary>
internal sealed record DayFigures
{
    /// <summary>The most reply times that are looked at.</summary>
    public const int MaxTimes = 100_000;

    public long Questions { get; init; }

    public long ByRule { get; init; }

    public long ByKnowledge { get; init; }

    public long ByModel { get; init; }

    public long HandedOff { get; init; }

    public long Missed { get; init; }

    public long Failed { get; init; }

    public long NoticesDelivered { get; init; }

    public long NoticesSkipped { get; init; }

    public long NoticesFailed { get; init; }

    /// <summary>From a message's arrival to its first reply's confirmation, shortest first.</summary>
    public IReadOnlyList<TimeSpan> ReplyTimes { get; init; } = [];

    /// <summary>The time within which a part of the replies came.</summary>
    public TimeSpan Percentile(double part) => ReplyTimes.Count == 0 ? TimeSpan.Zero : ReplyTimes[Math.Min(ReplyTimes.Count - 1, (int)(ReplyTimes.Count * part))];

    /// <summary>Reads them off the records of [from, to).</summary>
    public static DayFigures Read(StoreSession session, DateTimeOffset from, DateTimeOffset to)
    {
        var (since, until) = (from.ToStore(), to.ToStore());
        // Only messages: events have decisions too, and they are no questions.
        var outcomes = session.Query(
            """
            SELECT d.outcome, COUNT(*) FROM decisions d JOIN inbox i ON i.uid = d.uid
            WHERE d.at >= @0 AND d.at < @1 AND i.kind = 0 GROUP BY d.outcome
            """,
            row => (row.GetString(0), row.GetInt64(1)), since, until).ToDictionary(o => o.Item1, o => o.Item2, StringComparer.Ordinal);
        var notices = session.Query(
            "SELECT state, COUNT(*) FROM notice_ledger WHERE changed_at >= @0 AND changed_at < @1 AND notice <> @2 GROUP BY state",
            row => ((LedgerState)row.GetInt32(0), row.GetInt64(1)), since, until, DailySummary.Id).ToDictionary(n => n.Item1, n => n.Item2);
        var times = session.Query(
            """
            SELECT MIN(o.done_at) - i.received_at FROM inbox i JOIN outbox o ON o.cause = i.uid
            WHERE i.received_at >= @0 AND i.received_at < @1 AND i.kind = 0 AND o.state = 1 AND o.kind = 'message' GROUP BY i.uid, i.received_at LIMIT @2
            """,
            row => TimeSpan.FromMilliseconds(Math.Max(0, row.GetInt64(0))), since, until, MaxTimes);
        times.Sort();
        return new DayFigures
        {
            // What was neither answered nor missed (receipts, agents' messages) is no question, nor is the beginning of a sentence.
            Questions = outcomes.Where(o => o.Key is not ("silent" or "waiting" or "human" or "bot-back" or "closed")).Sum(o => o.Value),
            ByRule = Of("rule") + Of("form"),
            ByKnowledge = Of("knowledge"),
            ByModel = Of("model"),
            HandedOff = Of("handoff"),
            Missed = Of("missed") + Of("fallback"),
            Failed = Of("failed"),
            NoticesDelivered = notices.GetValueOrDefault(LedgerState.Confirmed),
            NoticesSkipped = notices.GetValueOrDefault(LedgerState.Skipped),
            NoticesFailed = notices.GetValueOrDefault(LedgerState.Failed),
            ReplyTimes = times,
        };

        long Of(string outcome) => outcomes.GetValueOrDefault(outcome);
    }
}
