using System.Globalization;
using System.Text;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Storage;
using Weiyu.Client.Messages;
using Xunit;

namespace Weiyu.Bot.Tests.Scheduling;

/// <summary>A week of a shop, Monday to Sunday, with the end of a holiday, a worked Saturday and humans on shift.</summary>
public sealed class WeekTests(ITestOutputHelper output)
{
    private const int Visitors = 400;
    private static readonly TimeSpan China = TimeSpan.FromHours(8);
    private static readonly DateTimeOffset Monday = new(2026, 10, 5, 0, 0, 0, China);

    private const string Rules = """
        version: 1
        locale: {default: zh, available: [zh, en]}
        calendar:
          timezone: Asia/Shanghai
          hours: {mon-fri: "09:00-12:00,13:00-18:00", sat: "10:00-16:00"}
          closed: {"2026-10-01..2026-10-07": 国庆节}
          open: ["2026-10-10"]
        rules:
          - {id: human, priority: 100, when: {any: [人工, 转人工, real person]}, say: {zh: 正在为您转接…, en: Connecting you…}, handoff: {to: support}}
          - {id: after-hours, event: thread.opened, if: {calendar: closed}, limit: 1/thread/day, say: {zh: 现在是非工作时间, en: We are closed now}}
          - {id: welcome, event: thread.opened, say: {zh: 您好, en: Hello}}
          - {id: refund, when: {any: [退款, 退货, refund]}, say: {zh: 七天内可以退货, en: Within seven days}}
          - {id: shipping, when: {any: [发货, 快递, shipping]}, say: {zh: 48 小时内发货, en: Within 48 hours}}
          - {id: nudge, event: silence(10m), say: {zh: 还有什么可以帮您？, en: Anything else?}}
        notices:
          - {id: morning, cron: "0 30 9 * * ?", to: {threads: open, active_within: 1d}, calendar: open, hold_if_replied: 5m, rate: 10, say: {zh: 早上好，我们开门了, en: We are open}}
          - {id: holiday, cron: "0 0 11 * * ?", to: {threads: open, active_within: 1d}, calendar: closed, rate: 10, say: {zh: 今天休息, en: Closed today}}
          - {id: tonight, at: "2026-10-08 22:30", to: {threads: open}, quiet: "22:00-08:00", misfire: {send_within: 1h, else: skip}, say: 今晚系统维护}
          - {id: team, cron: "0 50 8 ? * MON-SAT", to: {groups: [support]}, calendar: closed, say: 准备上班}
        """;

    private static readonly string[] Questions = ["什么时候发货？", "我要退款", "快递到哪里了", "退货怎么弄", "shipping time?", "转人工", "你们老板姓什么", "今天天气不错", "人工客服在吗"];

    [Fact]
    public async Task A_week_of_a_shop_goes_by_with_everybody_served_once()
    {
        await using var shop = new SimulatedShop(Monday, seed: 20261005, Rules);
        var handoffs = new Handoffs(shop);
        shop.OnTurn = handoffs.OnTurn;
        var asked = new Dictionary<string, (string Topic, DateTimeOffset At)>(StringComparer.Ordinal);
        for (var v = 0; v < Visitors; v++) Visit(shop, v, asked);
        await shop.RunUntilAsync(Monday.AddDays(7));

        output.WriteLine(Report(shop, asked, handoffs));

        // Every question ended, none twice; nothing is left lying about.
        var questions = shop.Turns.Where(t => asked.ContainsKey(t.Item.Uid)).ToList();
        Assert.Equal(asked.Count, questions.Count);
        Assert.Equal(0, shop.Store.Read(session => session.CountOpenInbox()));
        Assert.Empty(shop.Store.Read(session => session.PendingConversations(DateTimeOffset.MaxValue)));
        Assert.DoesNotContain(shop.Turns, t => t.Decision.Outcome == "failed");
        Assert.Equal(shop.Said.Count, shop.Said.Select(s => s.Message.Uid).Distinct().Count());
        // Who waited in vain was told so.
        Assert.True(handoffs.NobodyCame > 0);
        // While a human speaks the bot is silent.
        Assert.All(shop.Said.Where(s => s.Item.Conversation.StartsWith("org/agent/", StringComparison.Ordinal)), s => Assert.False(handoffs.HumanOwns(s.Item.Conversation, s.At)));
        // Opening hours decide who says what: Wednesday is still holiday, Saturday is worked.
        Assert.Equal([(8, RunState.Done), (9, RunState.Done), (10, RunState.Done)], Runs(shop, "morning").Where(r => r.State == RunState.Done).Select(r => (r.Occurrence.ToOffset(China).Day, r.State)));
        Assert.Equal([5, 6, 7, 11], Runs(shop, "holiday").Where(r => r.State == RunState.Done).Select(r => r.Occurrence.ToOffset(China).Day));
        Assert.All(shop.Store.Read(session => session.Targets("tonight", Runs(shop, "tonight").Single().Occurrence, 10_000)), t => Assert.StartsWith("quiet hours", t.Reason, StringComparison.Ordinal));
        // The ledger adds up: nobody is left planned, held or on the way.
        foreach (var run in shop.Store.Read(session => session.ListRuns(null, 1_000)))
        {
            var counts = shop.Store.Read(session => session.CountTargets(run.Notice, run.Occurrence));
            Assert.DoesNotContain(counts.Keys, s => s is LedgerState.Planned or LedgerState.Held or LedgerState.Sent);
            Assert.Equal(run.Targets, counts.Values.Sum());
        }
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_week()
    {
        var weeks = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            await using var shop = new SimulatedShop(Monday, seed: 7, Rules);
            var asked = new Dictionary<string, (string Topic, DateTimeOffset At)>(StringComparer.Ordinal);
            for (var v = 0; v < 20; v++) Visit(shop, v, asked);
            await shop.RunUntilAsync(Monday.AddDays(4));
            weeks.Add(string.Join('\n', shop.Said.Select(s => $"{s.At:O} {s.Message.Uid} {s.Message.Content}")));
        }

        Assert.Equal(weeks[0], weeks[1]);
    }

    private static List<NoticeRun> Runs(SimulatedShop shop, string id) => [.. shop.Store.Read(session => session.ListRuns(id, 1_000)).OrderBy(r => r.Occurrence)];

    /// <summary>A visitor comes, mostly by day, and asks a few things, some minutes apart.</summary>
    private static void Visit(SimulatedShop shop, int v, Dictionary<string, (string Topic, DateTimeOffset At)> asked)
    {
        var random = shop.Random;
        var hour = random.NextDouble() < 0.85 ? 8 + (random.NextDouble() * 14) : random.NextDouble() * 24;
        var at = Monday.AddDays(random.Next(7)).AddHours(hour);
        var thread = new Wire.Thread
        {
            Uid = $"t{v}", Topic = Topics.Agent("a1", $"v{v:000}"), Type = ThreadTypes.Agent, State = ThreadStates.Chatting, Channel = "web", User = new Wire.User { Uid = $"v{v:000}", Nickname = $"访客{v}", Type = UserTypes.Visitor },
        };
        shop.At(at, async () =>
        {
            await shop.ChangeAsync(thread, state => (state.Openings, state.Locale) = (1, v % 7 == 0 ? "en" : "zh"));
            await shop.HappenAsync($"open{v}", thread.Topic, new BotEvent(BotEvents.ThreadOpened));
        });
        var count = random.Next(1, 6);
        for (var i = 0; i < count; i++)
        {
            at = at.AddSeconds(5 - (60 * Math.Log(1 - random.NextDouble())));
            if (at >= Monday.AddDays(7)) return;
            var (uid, text, when) = ($"q{v}-{i}", Questions[random.Next(Questions.Length)], at);
            asked[uid] = (thread.Topic, when);
            shop.At(when, () => shop.WriteAsync(thread, uid, text));
        }
    }

    private static string Report(SimulatedShop shop, Dictionary<string, (string Topic, DateTimeOffset At)> asked, Handoffs handoffs)
    {
        var ends = shop.Turns.Where(t => asked.ContainsKey(t.Decision.Uid) && t.Decision.Outcome != "waiting").GroupBy(t => t.Decision.Outcome).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        var replies = shop.Said.GroupBy(s => s.Item.Cause, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Min(s => s.At), StringComparer.Ordinal);
        var firsts = asked.Where(q => replies.ContainsKey(q.Key)).Select(q => replies[q.Key] - q.Value.At).Order().ToList();
        var byHuman = asked.Count(q => handoffs.HumanOwns(q.Value.Topic, q.Value.At));
        var report = new StringBuilder();
        report.AppendLine(CultureInfo.InvariantCulture, $"Week of {Monday:yyyy-MM-dd}: {Visitors} visitors, {asked.Count} questions, {shop.Turns.Count} turns");
        report.AppendLine(CultureInfo.InvariantCulture, $"  replied to by the bot: {firsts.Count} ({100.0 * firsts.Count / asked.Count:0.0} %; {100.0 * shop.Turns.Count(t => t.Decision.Outcome == "fallback") / asked.Count:0.0} % with the fallback), left to the human who owned the conversation: {byHuman}");
        report.AppendLine(CultureInfo.InvariantCulture, $"  first reply: median {firsts[firsts.Count / 2].TotalSeconds:0.0} s, p95 {firsts[firsts.Count * 95 / 100].TotalSeconds:0.0} s (simulated delivery)");
        report.AppendLine(CultureInfo.InvariantCulture, $"  ends: {string.Join(", ", ends.OrderByDescending(e => e.Value).Select(e => $"{e.Key} {e.Value}"))}");
        report.AppendLine(CultureInfo.InvariantCulture, $"  hand-offs: asked {handoffs.Asked}, taken {handoffs.Taken} (wait median {handoffs.MedianWait.TotalSeconds:0} s), missed {handoffs.Asked - handoffs.Taken} (nobody on shift, or nobody came: {handoffs.NobodyCame} time-outs)");
        report.AppendLine(CultureInfo.InvariantCulture, $"  silences: {shop.Turns.Count(t => t.Decision.Source == "nudge")} nudges");
        foreach (var id in (string[])["morning", "holiday", "tonight", "team"])
        {
            var runs = Runs(shop, id);
            var counts = runs.SelectMany(r => shop.Store.Read(session => session.CountTargets(r.Notice, r.Occurrence))).GroupBy(c => c.Key).ToDictionary(g => g.Key, g => g.Sum(c => c.Value));
            report.AppendLine(CultureInfo.InvariantCulture,
                $"  notice {id}: {runs.Count} occurrences, {runs.Count(r => r.State == RunState.Skipped)} left out by the calendar; planned {counts.Values.Sum()}, confirmed {counts.GetValueOrDefault(LedgerState.Confirmed)}, skipped {counts.GetValueOrDefault(LedgerState.Skipped)}, failed {counts.GetValueOrDefault(LedgerState.Failed)}");
        }

        return report.ToString();
    }

    /// <summary>The humans: on shift while the shop is open they mostly come a while after they are called, write, and give the conversation back.</summary>
    private sealed class Handoffs(SimulatedShop shop)
    {
        private readonly Dictionary<string, List<(DateTimeOffset From, DateTimeOffset To)>> _owned = new(StringComparer.Ordinal);
        private static readonly Wire.User Colleague = new() { Uid = "a2", Nickname = "小李", Type = UserTypes.Agent };

        private readonly HashSet<string> _waiting = new(StringComparer.Ordinal);
        private readonly List<TimeSpan> _waits = [];

        public int Asked { get; private set; }

        public int Taken => _waits.Count;

        public int NobodyCame { get; private set; }

        public TimeSpan MedianWait => _waits.Count == 0 ? TimeSpan.Zero : _waits.Order().ElementAt(_waits.Count / 2);

        public bool HumanOwns(string topic, DateTimeOffset at) => _owned.TryGetValue(topic, out var spans) && spans.Exists(s => s.From <= at && at < s.To);

        public void OnTurn(InboxItem item, Decision decision)
        {
            if (decision is { Outcome: "handoff", Source: "nobody came" }) NobodyCame++;
            if (decision.Source != "human" || !_waiting.Add(item.Conversation)) return;
            Asked++;
            var (asked, take) = (shop.Now, shop.Now.AddSeconds(15 + (shop.Random.NextDouble() * 150)));
            if (!shop.Book.Calendar.IsOpen(take) || shop.Random.NextDouble() < 0.1)
            {
                _waiting.Remove(item.Conversation);
                return;
            }

            var leave = take.AddMinutes(3 + (shop.Random.NextDouble() * 10));
            var thread = Wire.Thread.Parser.ParseFrom(shop.Store.Read(session => session.FindConversation(item.Conversation))!.Thread);
            shop.At(take, async () =>
            {
                _waits.Add(take - asked);
                if (!_owned.TryGetValue(item.Conversation, out var spans)) _owned[item.Conversation] = spans = [];
                spans.Add((take, leave));
                await shop.WriteAsync(thread, $"take-{thread.Uid}-{Asked}", "您好，我是小李，我来帮您", Colleague);
            });
            // Who is silent for ten minutes has gone, as far as the bot can see.
            var between = take + ((leave - take) / 2);
            shop.At(between, () => shop.WriteAsync(thread, $"between-{thread.Uid}-{between.Ticks}", "还在为您处理", Colleague));
            shop.At(leave, async () =>
            {
                _waiting.Remove(item.Conversation);
                await shop.WriteAsync(thread, $"leave-{thread.Uid}-{leave.Ticks}", "/bot on", Colleague);
            });
        }
    }
}
