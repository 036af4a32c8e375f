using System.Text.Json;
using Weiyu.Bot.Core;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Storage;
using Xunit;

namespace Weiyu.Bot.Tests.Scheduling;

public sealed class GateTests
{
    [Fact]
    public async Task A_visitor_who_just_replied_gets_it_when_the_talk_has_calmed_down_and_why_says_so()
    {
        await using var bench = new NoticeBench("2026-11-02T08:50+08:00");
        await bench.AddAsync(2, (i, state) => state.LastVisitorAt = i == 0 ? bench.Now.AddMinutes(9) : bench.Now.AddHours(-3));
        await bench.UseAsync("- {id: a, at: '2026-11-02 09:00', to: {threads: open}, hold_if_replied: 10m, say: hi}");
        await bench.RunUntilAsync("2026-11-02T09:05+08:00");
        var run = Assert.Single(bench.Runs());
        Assert.Equal([NoticeBench.Topic(1)], bench.Server.Arrived.Keys);
        var held = bench.Targets(run)[0];
        Assert.Equal((LedgerState.Held, "the visitor wrote at 2026-11-02 08:59"), (held.State, held.Reason));
        Assert.Equal(("held", "notice:a"), (Why(bench, run, 0).Outcome, Why(bench, run, 0).Source));
        Assert.Equal(new DecisionStep("held", "from 2026-11-02 09:00:00 until 2026-11-02 09:09:00: the visitor wrote at 2026-11-02 08:59"), Why(bench, run, 0).Steps[^1]);

        await bench.RunUntilAsync("2026-11-02T09:09:01+08:00");
        Assert.Equal(2, bench.Server.Arrived.Count);
        Assert.Equal("notice", Why(bench, run, 0).Outcome);
        Assert.Equal(["notice", "held", "ledger"], Why(bench, run, 0).Steps.Select(s => s.Handler));
        Assert.Equal("2026-11-02 09:09:00 notice", Why(bench, run, 0).Steps[^1].What);
        Assert.Equal(RunState.Done, Assert.Single(bench.Runs()).State);
    }

    [Fact]
    public async Task Quiet_hours_skip_what_can_not_wait_and_hold_what_can()
    {
        await using var bench = new NoticeBench("2026-11-02T20:00+08:00");
        await bench.AddAsync(1);
        await bench.UseAsync("""
            - {id: late, at: "2026-11-02 23:00", to: {threads: open}, quiet: "22:00-08:00", misfire: {send_within: 30m, else: skip}, say: late}
            - {id: early, at: "2026-11-03 07:45", to: {threads: open}, quiet: "22:00-08:00", misfire: {send_within: 30m, else: skip}, say: early}
            - {id: patient, at: "2026-11-02 23:00", to: {threads: open}, quiet: {hours: "22:00-08:00", wait: true}, say: patient}
            """);
        await bench.RunUntilAsync("2026-11-03T07:59+08:00");
        Assert.Empty(bench.Server.Messages);
        var run = Assert.Single(bench.Runs("late"));
        Assert.Equal("quiet hours 22:00-08:00: they end at 2026-11-03 08:00, later than send_within 30m allows", Assert.Single(bench.Targets(run)).Reason);
        Assert.Equal("skipped", Why(bench, run, 0).Outcome);
        Assert.Equal((LedgerState.Held, "quiet hours 22:00-08:00"), (bench.Targets(Assert.Single(bench.Runs("early")))[0].State, bench.Targets(Assert.Single(bench.Runs("early")))[0].Reason));
        await bench.RunUntilAsync("2026-11-03T08:01+08:00");
        Assert.Equal(["early", "patient"], bench.Server.Messages.Select(m => m.Content).Order());
    }

    [Fact]
    public async Task What_waited_for_the_quiet_hours_is_held_for_a_talk_as_long_as_any_other()
    {
        await using var bench = new NoticeBench("2026-11-02T22:50+08:00");
        await bench.AddAsync(1, (_, state) => state.LastVisitorAt = DateTimeOffset.Parse("2026-11-03T07:58+08:00", null));
        await bench.UseAsync("- {id: a, at: '2026-11-02 23:00', to: {threads: open}, quiet: {hours: '22:00-08:00', wait: true}, hold_if_replied: 5m, say: hi}");
        await bench.RunUntilAsync("2026-11-03T08:02+08:00");
        Assert.Equal((LedgerState.Held, "the visitor wrote at 2026-11-03 07:58"), bench.Targets(Assert.Single(bench.Runs())).ConvertAll(t => (t.State, t.Reason)).Single());
        await bench.RunUntilAsync("2026-11-03T08:04+08:00");
        Assert.Single(bench.Server.Messages);
    }

    [Fact]
    public async Task A_notice_of_another_type_may_begin_with_a_name()
    {
        await using var bench = new NoticeBench("2026-11-02T08:59+08:00");
        await bench.AddAsync(1);
        await bench.UseAsync("- {id: a, at: '2026-11-02 09:00', to: {threads: open}, send: {type: NOTICE, content: '{{ visitor.nickname }}，今晚维护'}}");
        await bench.RunUntilAsync("2026-11-02T09:01+08:00");
        Assert.Equal("访客，今晚维护", Assert.Single(bench.Server.Messages).Content);
    }

    [Fact]
    public async Task A_notice_whose_end_is_never_has_none()
    {
        await using var bench = new NoticeBench("2026-11-02T08:59+08:00");
        await bench.AddAsync(1);
        await bench.UseAsync("- {id: a, cron: '0 0 9 * * ?', from: '0001-01-01', until: '9999-12-31', to: {threads: open}, say: hi}");
        await bench.RunUntilAsync("2026-11-03T09:01+08:00");
        Assert.Equal(2, bench.Server.Messages.Count);
    }

    [Fact]
    public async Task A_human_who_owns_the_conversation_is_not_talked_over()
    {
        await using var bench = new NoticeBench("2026-11-02T08:50+08:00");
        await bench.AddAsync(2, (_, state) => state.Ownership = new Ownership { Owner = Owner.Human });
        await bench.UseAsync("- {id: a, at: '2026-11-02 09:00', to: {threads: open}, hold_if_replied: {for: 1m, at_most: 30m}, say: hi}");
        await bench.RunUntilAsync("2026-11-02T09:10+08:00");
        var run = Assert.Single(bench.Runs());
        Assert.All(bench.Targets(run), t => Assert.Equal((LedgerState.Held, "a human owns the conversation"), (t.State, t.Reason)));
        await bench.Store.WriteAsync(session => bench.Save(session, NoticeBench.Topic(0), new ConversationState()));
        await bench.RunUntilAsync("2026-11-02T10:00+08:00");
        Assert.Equal([LedgerState.Confirmed, LedgerState.Skipped], bench.Targets(run).Select(t => t.State));
        Assert.Equal("a human owns the conversation; it was held as long as it may be", bench.Targets(run)[1].Reason);
    }

    [Fact]
    public async Task What_a_human_takes_back_or_the_server_refuses_stands_in_the_ledger()
    {
        await using var bench = new NoticeBench("2026-11-02T08:59+08:00");
        await bench.AddAsync(2);
        await bench.UseAsync("- {id: a, at: '2026-11-02 09:00', to: {threads: open}, say: hi}");
        await bench.RunUntilAsync("2026-11-02T09:00:05+08:00", confirm: false);
        // A human takes over: the hub takes the rows back without asking anybody.
        await bench.Store.WriteAsync(session => { session.WithdrawOutbox(NoticeBench.Topic(0), null, "a human took over", bench.Now); });
        Assert.Equal(1, await bench.Store.WriteAsync(session => NoticeLedger.SettleAll(session, bench.Now, 100)));
        await bench.EndAsync(OutboxState.Failed, "the thread is unknown");
        var run = Assert.Single(bench.Runs());
        Assert.Equal([(LedgerState.Skipped, "a human took over"), (LedgerState.Failed, "the thread is unknown")], bench.Targets(run).Select(t => (t.State, t.Reason)));
    }

    [Fact]
    public async Task The_audience_is_filtered_and_closed_conversations_are_left_alone()
    {
        await using var bench = new NoticeBench("2026-11-02T08:59+08:00");
        await bench.AddAsync(6, (i, state) =>
        {
            if (i != 0) state.Tags.Add("vip");
            if (i == 1) state.Locale = "en";
            if (i == 2) state.LastActivityAt = state.LastVisitorAt = bench.Now.AddDays(-40);
        });
        await bench.Store.WriteAsync(session =>
        {
            var tagged = new ConversationState { Tags = ["vip"], Locale = "zh", LastActivityAt = bench.Now };
            bench.Save(session, NoticeBench.Topic(3), tagged, closed: true);
            bench.Save(session, "org/agent/a1/other", tagged);
        });
        await bench.UseAsync("- {id: a, at: '2026-11-02 09:00', to: {threads: open, tag: vip, locale: zh, active_within: 30d, type: AGENT, channel: WEB}, rate: 4, say: hi}");
        var preview = bench.Desk.Preview(bench.Book.Notices![0]);
        Assert.Equal(3, preview.Count);
        await bench.RunUntilAsync("2026-11-02T09:00:00.100+08:00");
        await bench.Store.WriteAsync(session => bench.Save(session, "org/agent/a1/other", new ConversationState(), closed: true));
        await bench.RunUntilAsync("2026-11-02T09:01+08:00");
        var targets = bench.Targets(Assert.Single(bench.Runs()));
        Assert.Equal(["org/agent/a1/other", NoticeBench.Topic(4), NoticeBench.Topic(5)], targets.Select(t => t.Target));
    }

    private static Decision Why(NoticeBench bench, NoticeRun run, int target) =>
        JsonSerializer.Deserialize(bench.Store.Read(session => session.FindDecision(run.CauseOf(NoticeBench.Topic(target))))!, DecisionJson.Default.Decision)!;
}
