using Weiyu.Rules.Calendars;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Weiyu.Bot.Tests.Calendars;

public sealed class CalendarTests
{
    private const string Shop = """
        timezone: Asia/Shanghai
        hours: {mon-fri: "09:00-12:00,13:00-18:00", sat: "10:00-16:00"}
        closed: ["2026-10-01..2026-10-07"]
        open: ["2026-10-10", "2026-09-20"]
        """;

    [Theory]
    [InlineData("2026-09-28T08:59+08:00", false)]
    [InlineData("2026-09-28T09:00+08:00", true)]
    [InlineData("2026-09-28T12:00+08:00", false)]
    [InlineData("2026-09-28T13:00+08:00", true)]
    [InlineData("2026-09-28T09:59:59Z", true)]
    [InlineData("2026-09-28T10:00:00Z", false)]
    [InlineData("2026-10-01T10:00+08:00", false)] // the holiday
    [InlineData("2026-10-08T10:00+08:00", true)]
    [InlineData("2026-10-10T09:30+08:00", true)] // 调休: a Saturday with a weekday's hours
    [InlineData("2026-10-10T16:30+08:00", true)]
    [InlineData("2026-10-17T09:30+08:00", false)] // a normal Saturday
    [InlineData("2026-10-17T10:30+08:00", true)]
    [InlineData("2026-09-20T17:00+08:00", true)] // a worked Sunday
    [InlineData("2026-09-27T11:00+08:00", false)] // a normal Sunday
    public void Hours_holidays_and_worked_weekend_days_of_china(string at, bool open) =>
        Assert.Equal(open, Read(Shop).IsOpen(DateTimeOffset.Parse(at, null)));

    [Theory]
    [InlineData("2026-09-30T18:00+08:00", "2026-10-08T09:00+08:00", "2026-10-08T12:00+08:00")]
    [InlineData("2026-09-28T10:00+08:00", "2026-09-28T13:00+08:00", "2026-09-28T12:00+08:00")]
    [InlineData("2026-10-09T18:00+08:00", "2026-10-10T09:00+08:00", "2026-10-10T12:00+08:00")]
    public void The_next_opening_and_closing_pass_over_holidays(string at, string opening, string closing)
    {
        var calendar = Read(Shop);
        Assert.Equal(DateTimeOffset.Parse(opening, null), calendar.NextOpening(DateTimeOffset.Parse(at, null)));
        Assert.Equal(DateTimeOffset.Parse(closing, null), calendar.NextClosing(DateTimeOffset.Parse(at, null)));
    }

    [Fact]
    public void A_span_past_midnight_belongs_to_the_day_on_which_it_begins()
    {
        var calendar = Read("timezone: Asia/Shanghai\nhours: {fri: '22:00-02:00'}\nclosed: ['2026-10-03']");
        Assert.True(calendar.IsOpen(At("2026-10-02T23:00+08:00")));
        Assert.True(calendar.IsOpen(At("2026-10-03T01:59+08:00")));
        Assert.False(calendar.IsOpen(At("2026-10-03T02:00+08:00")));
        Assert.Equal(At("2026-10-03T02:00+08:00"), calendar.NextClosing(At("2026-10-02T23:00+08:00")));
    }

    [Fact]
    public void Days_that_touch_are_one_opening_and_never_and_always_have_no_change()
    {
        var around = Read("hours: {mon-thu: 24h, fri: '00:00-20:00'}");
        Assert.Equal(At("2026-10-02T20:00+08:00"), around.NextClosing(At("2026-09-29T03:00+08:00")));
        Assert.Null(WorkCalendar.AlwaysOpen.NextOpening(At("2026-01-01T00:00Z")));
        Assert.Null(WorkCalendar.AlwaysOpen.NextClosing(At("2026-01-01T00:00Z")));
        Assert.True(WorkCalendar.AlwaysOpen.IsOpen(At("2026-01-01T00:00Z")));
        var never = Read("hours: {mon: closed}");
        Assert.False(never.IsOpen(At("2026-09-28T10:00+08:00")));
        Assert.Null(never.NextOpening(At("2026-09-28T10:00+08:00")));
    }

    [Fact]
    public void When_clocks_go_forward_the_lost_hour_is_not_worked()
    {
        // Berlin, 29 March 2026: 02:00 becomes 03:00.
        var calendar = Read("timezone: Europe/Berlin\nhours: {daily: '02:30-05:00'}");
        Assert.False(calendar.IsOpen(At("2026-03-29T00:59:59Z")));
        Assert.True(calendar.IsOpen(At("2026-03-29T01:00Z")));
        Assert.Equal(At("2026-03-29T03:00+02:00"), calendar.NextOpening(At("2026-03-29T00:00Z")));
        Assert.Equal(At("2026-03-29T05:00+02:00"), calendar.NextClosing(At("2026-03-29T00:00Z")));
        var lost = Read("timezone: Europe/Berlin\nhours: {sun: '02:10-02:50'}");
        Assert.Equal(At("2026-04-05T02:10+02:00"), lost.NextOpening(At("2026-03-28T12:00Z")));
    }

    [Fact]
    public void When_clocks_go_back_a_time_that_comes_twice_is_its_first()
    {
        // New York, 1 November 2026: 02:00 becomes 01:00.
        var calendar = Read("timezone: America/New_York\nhours: {daily: '00:30-01:30'}");
        Assert.True(calendar.IsOpen(At("2026-11-01T01:29-04:00")));
        Assert.False(calendar.IsOpen(At("2026-11-01T01:29-05:00")));
        var day = Read("timezone: America/New_York\nhours: {daily: '01:00-03:00'}");
        Assert.True(day.IsOpen(At("2026-11-01T01:30-04:00")));
        Assert.True(day.IsOpen(At("2026-11-01T01:30-05:00")));
        Assert.Equal(TimeSpan.FromHours(3), day.NextClosing(At("2026-11-01T05:10Z")) - day.NextOpening(At("2026-11-01T04:10Z")));
    }

    [Fact]
    public void The_more_precise_key_wins_and_chinese_names_are_understood()
    {
        var calendar = Read("hours: {每天: '09:00-18:00', 周日: 休息, 周六: '10:00-12:00'}");
        Assert.False(calendar.IsOpen(At("2026-09-27T10:00+08:00")));
        Assert.False(calendar.IsOpen(At("2026-09-26T13:00+08:00")));
        Assert.True(calendar.IsOpen(At("2026-09-25T13:00+08:00")));
    }

    [Fact]
    public void A_worked_day_may_have_hours_of_its_own_and_a_holiday_a_name()
    {
        var calendar = Read("hours: {mon-fri: '09:00-18:00'}\nclosed: {'2026-10-01..2026-10-07': 国庆节}\nopen: {'2026-10-05': '10:00-12:00'}");
        Assert.Equal("国庆节", calendar.ClosedName(new DateOnly(2026, 10, 5)));
        Assert.True(calendar.IsOpen(At("2026-10-05T11:00+08:00")));
        Assert.False(calendar.IsOpen(At("2026-10-05T13:00+08:00")));
    }

    [Theory]
    [InlineData("timezone: Asia/Shangai", "unknown-timezone", 1, 11)]
    [InlineData("hours: {mon-fry: '09:00-18:00'}", "unknown-weekday", 1, 9)]
    [InlineData("hours: {mon: '9-25'}", "bad-hours", 1, 14)]
    [InlineData("hours: {mon: '09:00-12:00,11:00-13:00'}", "hours-overlap", 1, 14)]
    [InlineData("hours: {mon: '09:00-12:00', Monday: '10:00-11:00'}", "weekday-twice", 1, 29)]
    [InlineData("closed: ['2026-02-30']", "bad-date", 1, 10)]
    [InlineData("closed: ['2026-10-07..2026-10-01']", "range-reversed", 1, 10)]
    [InlineData("closing: x", "unknown-key", 1, 1)]
    [InlineData("hours: 9-18", "wrong-shape", 1, 8)]
    [InlineData("ical: ../secret.ics", "outside-folder", 1, 7)]
    [InlineData("ical: none.ics", "no-file", 1, 7)]
    public void Mistakes_have_a_position_and_a_cure(string yaml, string code, int line, int column)
    {
        var problems = new List<RuleProblem>();
        CalendarParser.Parse(Node(yaml), "shop.yaml", problems, Path.GetTempPath());
        var problem = Assert.Single(problems);
        Assert.Equal((code, line, column), (problem.Code, problem.Line, problem.Column));
        Assert.NotEmpty(problem.Cure);
        Assert.Equal("shop.yaml", problem.File);
    }

    [Fact]
    public void An_ical_file_brings_holidays_and_worked_days()
    {
        var folder = Directory.CreateTempSubdirectory("weiyu-ical-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "cn.ics"), """
                BEGIN:VCALENDAR
                VERSION:2.0
                PRODID:test
                BEGIN:VEVENT
                UID:1
                SUMMARY:国庆节（休）
                DTSTART;VALUE=DATE:20261001
                DTEND;VALUE=DATE:20261008
                END:VEVENT
                BEGIN:VEVENT
                UID:2
                SUMMARY:国庆节（班）
                DTSTART;VALUE=DATE:20261010
                DTEND;VALUE=DATE:20261011
                END:VEVENT
                BEGIN:VEVENT
                UID:3
                SUMMARY:寒露
                DTSTART;VALUE=DATE:20261012
                DTEND;VALUE=DATE:20261013
                END:VEVENT
                BEGIN:VEVENT
                UID:4
                SUMMARY:元旦（休）
                DTSTART;VALUE=DATE:20260101
                RRULE:FREQ=YEARLY
                END:VEVENT
                BEGIN:VEVENT
                UID:5
                SUMMARY:值班
                DTSTART;TZID=Asia/Shanghai:20261018T100000
                DTEND;TZID=Asia/Shanghai:20261018T120000
                END:VEVENT
                END:VCALENDAR
                """.ReplaceLineEndings("\r\n"));
            var problems = new List<RuleProblem>();
            var calendar = CalendarParser.Parse(Node("hours: {mon-fri: '09:00-18:00'}\nical: cn.ics"), "shop.yaml", problems, folder.FullName);
            Assert.Empty(problems);
            Assert.False(calendar.IsOpen(At("2026-10-07T10:00+08:00")));
            Assert.True(calendar.IsOpen(At("2026-10-08T10:00+08:00")));
            Assert.True(calendar.IsOpen(At("2026-10-10T10:00+08:00")));
            Assert.True(calendar.IsOpen(At("2026-10-12T10:00+08:00")));
            Assert.False(calendar.IsOpen(At("2029-01-01T10:00+08:00")));
            Assert.True(calendar.IsOpen(At("2026-10-18T11:00+08:00")));
            Assert.False(calendar.IsOpen(At("2026-10-18T13:00+08:00")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    internal static WorkCalendar Read(string yaml)
    {
        var problems = new List<RuleProblem>();
        var calendar = CalendarParser.Parse(Node(yaml), "shop.yaml", problems);
        Assert.Empty(problems);
        return calendar;
    }

    internal static YamlMappingNode Node(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, null);
}
