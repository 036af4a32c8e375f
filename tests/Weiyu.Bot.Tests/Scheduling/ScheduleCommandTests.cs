using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Weiyu.Bot.Commands;
using Weiyu.Bot.Core;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Scheduling.Notices;
using Weiyu.Bot.Storage;
using Weiyu.Rules.Loading;
using Weiyu.Rules.Notices;
using Xunit;

namespace Weiyu.Bot.Tests.Scheduling;

public sealed class ScheduleCommandTests : IDisposable
{
    private const string Notices = """
        version: 1
        calendar: {timezone: Asia/Shanghai, hours: {mon-fri: "09:00-18:00"}}
        notices:
          - {id: morning, cron: "0 0 9 * * ?", calendar: open, to: {threads: open, tag: vip}, say: {zh: "早 {{ visitor.nickname }}", en: Morning}}
          - {id: off, enabled: false, every: 1h, to: {groups: [g]}, say: x}
        """;

    private readonly TempFolder _folder = new();

    [Fact]
    public void Coming_times_include_those_that_the_calendar_leaves_out()
    {
        using var access = Open();
        var coming = access.Desk.Coming(7);
        Assert.Equal(7, coming.Count);
        Assert.All(coming, c => Assert.Equal(c.At.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? "closed" : null, c.SkippedBecause));
        Assert.Equal(coming.OrderBy(c => c.At), coming);
        Assert.DoesNotContain(coming, c => c.Notice.Id == "off");
        Assert.False(access.HasStore);
    }

    [Fact]
    public void A_dry_run_shows_the_audience_with_count_and_a_sample_per_language()
    {
        Fill(5);
        using var access = Open();
        var preview = access.Desk.Preview(access.Book.Find("morning")!, samples: 2);
        Assert.Equal((5, 2), (preview.Count, preview.Topics.Count));
        Assert.Equal([("zh", 4, "早 访客"), ("en", 1, "Morning")], preview.Samples.Select(s => (s.Locale, s.Count, s.Text)));
        Assert.Empty(access.Ledger.Read(session => session.ListRuns(null, 10)));
    }

    [Fact]
    public async Task Run_and_send_beside_the_bot_leave_a_run_for_it_once()
    {
        Fill(3);
        using var access = Open();
        Assert.True((await access.Desk.RunAsync("morning", again: false, CancellationToken.None))!.Value.IsNew);
        Assert.False((await access.Desk.RunAsync("morning", again: false, CancellationToken.None))!.Value.IsNew);
        Assert.Null(await access.Desk.RunAsync("none", again: false, CancellationToken.None));
        var delivery = new NoticeDelivery { Texts = new Dictionary<string, IReadOnlyList<string>> { [""] = ["hi"] } };
        var audience = new NoticeAudience { Topics = ["org/group/g"] };
        Assert.True((await access.Desk.SendOnceAsync(new OneOffNotice(audience, delivery, null), again: false, CancellationToken.None)).IsNew);
        Assert.False((await access.Desk.SendOnceAsync(new OneOffNotice(audience, delivery, null), again: false, CancellationToken.None)).IsNew);
        var runs = access.Ledger.Read(session => session.ListRuns(null, 10));
        Assert.Equal([RunKind.Manual, RunKind.Once], runs.Select(r => r.Kind).Order());
        Assert.All(runs, r => Assert.Equal(RunState.Planning, r.State));
    }

    [Theory]
    [InlineData("nobody", "hi", "TEXT", null, "to: expected open, group:UID, or a topic")]
    [InlineData("open", " ", "TEXT", null, "say: the text is missing")]
    [InlineData("open", "{{ visitor.nickname", "TEXT", null, "say: ")]
    [InlineData("open", "hi", "TYPING", null, "type: a notice can't be a TYPING")]
    [InlineData("open", "hi", "IMAGES", null, "type: 'IMAGES' is no message type. Did you mean 'IMAGE'?")]
    [InlineData("open", "hi", "TEXT", "tomorrow", "at: expected a time such as")]
    [InlineData("open", "hi", "TEXT", "2020-01-01 09:00", "at: that time has passed: it is 2026-11-02 17:00 in Asia/Shanghai. Leave it out to send now.")]
    public void A_mistake_in_a_one_off_notice_is_named_with_its_cure(string to, string say, string type, string? at, string expected)
    {
        using var access = Open();
        Assert.Null(OneOffNotice.Read(new OneOffRequest { To = [to], Say = say, Type = type, At = at }, access.Book, DateTimeOffset.Parse("2026-11-02T09:00Z", null), out var mistake));
        Assert.StartsWith(expected, $"{mistake.Member}: {mistake.Text}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cron: '0 30 2 ? * MON-FRI', timezone: Europe/Berlin, until: '2026-12-31'")]
    [InlineData("cron: '*/5 9-17 * * 1-5'")]
    [InlineData("at: ['2026-11-02 09:00', '2026-11-03T09:00+02:00']")]
    [InlineData("every: 90m, from: '2026-11-02 06:00'")]
    public void A_schedule_is_read_back_as_it_was_written(string schedule)
    {
        var notice = NoticeParserTests.Read($"- {{id: a, {schedule}, to: {{groups: [g]}}, say: x}}")[0];
        var zone = notice.Zone ?? TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        Assert.True(ScheduleKey.TryRead(ScheduleKey.Write(notice.Schedule, zone), out var read, out var readZone));
        Assert.Equal((notice.Schedule, zone), (read, readZone));
        var start = DateTimeOffset.Parse("2026-10-30T00:00Z", null);
        Assert.Equal(notice.Schedule.Between(start, start.AddDays(9), zone, 100), read.Between(start, start.AddDays(9), readZone, 100));
    }

    [Fact]
    public void Ids_are_looked_at_over_all_files()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "b.yaml"), "version: 1\nnotices:\n  - {id: morning, every: 1h, to: {groups: [g]}, say: x}");
        File.WriteAllText(Path.Combine(_folder.Path, "a.yaml"), Notices);
        var result = new RuleLoader([NoticeSection.Create()], [], WeiyuPlatform.Words).Load(_folder.Path);
        var problem = Assert.Single(result.Errors);
        Assert.Equal(("duplicate-notice", "b.yaml", 3), (problem.Code, problem.File, problem.Line));
    }

    [Fact]
    public void An_audience_survives_its_way_through_the_ledger()
    {
        var notice = NoticeParserTests.Read("- {id: a, every: 1h, to: {threads: all, tag: [x, y], active_within: 2d, topics: [org/group/g]}, quiet: '22:00-08:00', hold_if_replied: 5m, rate: 3, say: {zh: 你好, en: [Hi, Hello]}}")[0];
        var audience = JsonSerializer.Deserialize<NoticeAudience>(JsonSerializer.Serialize(notice.To))!;
        Assert.Equal(NoticeWords.Describe(notice.To), NoticeWords.Describe(audience));
        var delivery = JsonSerializer.Deserialize<NoticeDelivery>(JsonSerializer.Serialize(notice.Delivery))!;
        Assert.Equal((notice.Delivery.Quiet, notice.Delivery.HoldIfReplied, notice.Delivery.Rate), (delivery.Quiet, delivery.HoldIfReplied, delivery.Rate));
        Assert.Equal(notice.Delivery.Texts["en"], delivery.Texts["en"]);
    }

    public void Dispose() => _folder.Dispose();

    private ScheduleAccess Open()
    {
        var rules = Path.Combine(_folder.Path, "rules");
        Directory.CreateDirectory(rules);
        File.WriteAllText(Path.Combine(rules, "notices.yaml"), Notices);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Bot:RulesPath"] = rules, ["Bot:DataPath"] = _folder.Path }).Build();
        return ScheduleAccess.Open(configuration)!;
    }

    private void Fill(int count)
    {
        using var database = new Database(StoreProvider.Sqlite, Path.Combine(_folder.Path, "weiyu-bot.db"));
        Schema.Migrate(database);
        using var session = new StoreSession(database);
        session.Begin();
        for (var i = 0; i < count; i++) NoticeBench.Save(session, NoticeBench.Topic(i), new ConversationState { Tags = ["vip"], Locale = i == 0 ? "en" : null }, closed: false, DateTimeOffset.UnixEpoch);
        session.Commit();
    }
}
