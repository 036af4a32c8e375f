using Weiyu.Bot.Scheduling.Ledger;
using Xunit;

namespace Weiyu.Bot.Tests.Scheduling;

/// <summary>What a sensible person expects of notices when clocks change, machines sleep and holidays come: each case with its outcome.</summary>
public sealed class ClockTests
{
    [Fact]
    public async Task A_daily_notice_in_the_hour_that_spring_leaves_out_comes_once_when_the_clocks_have_changed()
    {
        // Berlin, 29 March 2026: there is no 02:30. The notice comes at the moment of the change, 03:00 summer time, and the next day at 02:30 again.
        Assert.Equal(
            ["2026-03-28T01:30Z", "2026-03-29T01:00Z", "2026-03-30T00:30Z"],
            await TimesAsync("cron: '0 30 2 * * ?', timezone: Europe/Berlin", "2026-03-27T12:00Z", "2026-03-30T12:00Z"));
    }

    [Fact]
    public async Task A_daily_notice_in_the_hour_that_autumn_repeats_comes_once_at_the_first()
    {
        // New York, 1 November 2026: 01:30 comes twice. Nobody wants to be told twice.
        Assert.Equal(
            ["2026-10-31T05:30Z", "2026-11-01T05:30Z", "2026-11-02T06:30Z"],
            await TimesAsync("cron: '0 30 1 * * ?', timezone: America/New_York", "2026-10-30T12:00Z", "2026-11-02T12:00Z"));
    }

    [Fact]
    public async Task An_hourly_notice_comes_every_hour_through_both_switches()
    {
        Assert.Equal(
            ["2026-03-29T00:00Z", "2026-03-29T01:00Z", "2026-03-29T02:00Z"],
            await TimesAsync("cron: '0 0 * * * ?', timezone: Europe/Berlin", "2026-03-28T23:30Z", "2026-03-29T02:30Z"));
        Assert.Equal(
            ["2026-11-01T05:00Z", "2026-11-01T06:00Z", "2026-11-01T07:00Z"],
            await TimesAsync("cron: '0 0 * * * ?', timezone: America/New_York", "2026-11-01T04:30Z", "2026-11-01T07:30Z"));
    }

    [Fact]
    public async Task A_clock_that_jumps_an_hour_forward_and_back_sends_late_what_may_be_late_notes_the_rest_and_repeats_nothing()
    {
        await using var bench = new NoticeBench("2026-11-02T08:59+08:00");
        await bench.AddAsync(3);
        await bench.UseAsync("""
            - {id: strict, at: "2026-11-02 09:20", to: {threads: open}, misfire: {send_within: 10m, else: skip}, say: strict}
            - {id: easy, at: "2026-11-02 09:40", to: {threads: open}, misfire: {send_within: 30m, else: skip}, say: easy}
            """);
        // Forward: 09:00 becomes 10:00.
        bench.Clock.SetUtcNow(DateTimeOffset.Parse("2026-11-02T10:00+08:00", null));
        await bench.RunUntilAsync("2026-11-02T10:00:30+08:00");
        Assert.Equal((RunState.Missed, "missed: seen 40m late, send_within is 10m"), (Run(bench, "strict").State, Run(bench, "strict").Reason));
        Assert.Equal(RunState.Done, Run(bench, "easy").State);
        Assert.Equal(3, bench.Server.Messages.Count);

        // Back again: what nobody got comes at its time, what was sent is not repeated.
        var set = new NoticeBench("2026-11-02T09:01+08:00");
        await using (set)
        {
            await MoveAsync(bench, set);
            await set.UseAsync("""
                - {id: strict, at: "2026-11-02 09:20", to: {threads: open}, misfire: {send_within: 10m, else: skip}, say: strict}
                - {id: easy, at: "2026-11-02 09:40", to: {threads: open}, misfire: {send_within: 30m, else: skip}, say: easy}
                """);
            await set.RunUntilAsync("2026-11-02T10:30+08:00");
            Assert.Equal(RunState.Done, Run(set, "strict").State);
            Assert.Equal(["strict", "strict", "strict"], set.Server.Messages.Select(m => m.Content));
        }
    }

    [Fact]
    public async Task A_machine_that_slept_for_a_day_sends_what_is_still_worth_it_once_and_notes_what_it_missed()
    {
        await using var bench = new NoticeBench("2026-11-02T08:00+08:00");
        await bench.AddAsync(2);
        await bench.UseAsync("""
            - {id: morning, cron: "0 0 9 * * ?", to: {threads: open}, misfire: {send_within: 30m, else: skip}, say: morning}
            - {id: hourly, cron: "0 0 * * * ?", to: {threads: open}, misfire: {send_within: 30m, else: skip}, say: hourly}
            - {id: report, cron: "0 0 12 * * ?", to: {threads: open}, misfire: {send_within: 10m, else: send}, say: report}
            """);
        bench.Clock.SetUtcNow(DateTimeOffset.Parse("2026-11-03T09:10+08:00", null));
        await bench.RunUntilAsync("2026-11-03T09:11+08:00");

        // Yesterday's nine o'clock is over; today's is ten minutes late, which may be.
        Assert.Equal([(RunState.Done, 3), (RunState.Missed, 2)], bench.Runs("morning").Select(r => (r.State, r.Occurrence.ToOffset(TimeSpan.FromHours(8)).Day)));
        // Of 25 hours one is told; two dozen at once would be a nuisance.
        Assert.Equal([1, 24], bench.Runs("hourly").GroupBy(r => r.State).Select(g => g.Count()));
        Assert.All(bench.Runs("hourly").Skip(1), r => Assert.Equal("missed; the occurrence of 2026-11-03 09:00 takes its place", r.Reason));
        // "else: send": however late, the report comes.
        Assert.Equal(RunState.Done, Assert.Single(bench.Runs("report")).State);
        Assert.Equal(6, bench.Server.Messages.Count);
    }

    [Fact]
    public async Task What_was_due_while_the_bot_was_off_stands_in_the_ledger_even_when_the_rules_were_changed_meanwhile()
    {
        await using var bench = new NoticeBench("2026-11-02T08:00+08:00");
        await bench.AddAsync(1);
        await bench.UseAsync("""
            - {id: moved, cron: "0 0 9 * * ?", to: {threads: open}, say: moved}
            - {id: removed, at: "2026-11-02 09:10", to: {threads: open}, say: removed}
            - {id: off, every: 3h, from: "2026-11-02 06:00", to: {threads: open}, say: off}
            - {id: bounded, cron: "0 20 9 * * ?", to: {threads: open}, say: bounded}
            - {id: reworded, cron: "0 30 9 * * ?", to: {threads: open}, say: before}
            """);
        bench.Clock.SetUtcNow(DateTimeOffset.Parse("2026-11-02T10:00+08:00", null));
        await bench.UseAsync("""
            - {id: moved, cron: "0 0 18 * * ?", to: {threads: open}, say: moved}
            - {id: off, enabled: false, every: 3h, from: "2026-11-02 06:00", to: {threads: open}, say: off}
            - {id: bounded, cron: "0 20 9 * * ?", until: "2026-12-31", to: {threads: open}, say: bounded}
            - {id: reworded, cron: "0 30 9 * * ?", to: {threads: open}, say: after}
            """);
        await bench.RunUntilAsync("2026-11-02T10:01+08:00");

        // What nobody wants any more is not sent, and not forgotten either.
        Assert.Equal((RunState.Missed, "missed: it was not sent before the times of the notice were changed"), (Run(bench, "moved").State, Run(bench, "moved").Reason));
        Assert.Equal((RunState.Missed, "missed: it was not sent before the notice was removed or turned off"), (Run(bench, "removed").State, Run(bench, "removed").Reason));
        Assert.Equal("2026-11-02T09:00:00+08:00", Run(bench, "off").Occurrence.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd'T'HH:mm:sszzz", null));
        // The same time by a schedule that only got an end, or the same schedule with other words: it is late, not over.
        Assert.Equal((RunState.Done, RunState.Done), (Run(bench, "bounded").State, Run(bench, "reworded").State));
        Assert.Equal(["after", "bounded"], bench.Server.Messages.Select(m => m.Content).Order());
    }

    [Fact]
    public async Task A_holiday_and_a_worked_sunday_of_china_change_the_notices_as_they_should()
    {
        await using var bench = new NoticeBench("2026-09-18T12:00+08:00");
        await bench.AddAsync(1);
        await bench.UseAsync(
            """
            - {id: open, cron: "0 30 9 * * ?", to: {threads: open}, calendar: open, say: 早上好}
            - {id: closed, cron: "0 0 10 * * ?", to: {threads: open}, calendar: closed, say: 今天休息}
            """,
            "timezone: Asia/Shanghai\nhours: {mon-fri: '09:00-18:00'}\nclosed: {'2026-10-01..2026-10-07': 国庆节}\nopen: ['2026-09-20', '2026-10-10']");
        await bench.RunUntilAsync("2026-10-11T12:00+08:00");

        // 20 September is a Sunday that is worked, 10 October a Saturday; 1 to 7 October are off, on weekdays too.
        Assert.Equal([19, 26, 27, 1, 2, 3, 4, 5, 6, 7, 11], Days(bench, "open", RunState.Skipped));
        Assert.Equal([20, 21, 22, 23, 24, 25, 28, 29, 30, 8, 9, 10], Days(bench, "open", RunState.Done));
        Assert.Equal([19, 26, 27, 1, 2, 3, 4, 5, 6, 7, 11], Days(bench, "closed", RunState.Done));
        Assert.Equal("the calendar is closed (国庆节)", bench.Runs("open").First(r => r.Occurrence.Month == 10 && r.Occurrence.Day == 5).Reason);
        Assert.Equal("the calendar is closed", bench.Runs("open").First(r => r.Occurrence.Month == 9 && r.Occurrence.Day == 27).Reason);
    }

    private static IEnumerable<int> Days(NoticeBench bench, string id, RunState state) =>
        bench.Runs(id).Where(r => r.State == state).Select(r => r.Occurrence.ToOffset(TimeSpan.FromHours(8))).Order().Select(d => d.Day);

    private static NoticeRun Run(NoticeBench bench, string id) => Assert.Single(bench.Runs(id));

    private static async Task<List<string>> TimesAsync(string schedule, string from, string to)
    {
        await using var bench = new NoticeBench(from);
        await bench.AddAsync(1);
        await bench.UseAsync($"- {{id: a, {schedule}, to: {{threads: open}}, say: hi}}");
        await bench.RunUntilAsync(to);
        Assert.All(bench.Runs(), r => Assert.Equal(RunState.Done, r.State));
        Assert.Equal(bench.Runs().Count, bench.Server.Messages.Count);
        return [.. bench.Runs().Select(r => r.Occurrence).Order().Select(o => o.ToString("yyyy-MM-dd'T'HH:mm'Z'", null))];
    }

    /// <summary>The same ledger under a clock that was set back (a fake clock can't be).</summary>
    private static Task MoveAsync(NoticeBench from, NoticeBench to)
    {
        from.Store.Read(session => session.Execute($"VACUUM INTO '{to.DatabaseFile}.copy'"));
        return to.ReplaceDatabaseAsync($"{to.DatabaseFile}.copy");
    }
}
