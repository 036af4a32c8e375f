using Weiyu.Text.Dates;

namespace Weiyu.Text.Tests.Dates;

public sealed class NamesTests
{
    [Theory]
    [InlineData("三", DayOfWeek.Wednesday)]
    [InlineData("天", DayOfWeek.Sunday)]
    [InlineData("周日", DayOfWeek.Sunday)]
    [InlineData("星期六", DayOfWeek.Saturday)]
    [InlineData("礼拜一", DayOfWeek.Monday)]
    [InlineData("WED", DayOfWeek.Wednesday)]
    [InlineData("weds", DayOfWeek.Wednesday)]
    [InlineData("tues", DayOfWeek.Tuesday)]
    [InlineData("thurs", DayOfWeek.Thursday)]
    [InlineData("Friday", DayOfWeek.Friday)]
    [InlineData("fr", null)]
    [InlineData("someday", null)]
    [InlineData("周", null)]
    [InlineData("", null)]
    public void A_weekday_is_known_by_its_name(string name, DayOfWeek? day) => Assert.Equal(day, WeekdayNames.Find(name));

    [Theory]
    [InlineData("mon-fri", "Monday Tuesday Wednesday Thursday Friday")]
    [InlineData("sat-mon", "Saturday Sunday Monday")]
    [InlineData("周一至周三、周日", "Monday Tuesday Wednesday Sunday")]
    [InlineData("weekends", "Saturday Sunday")]
    [InlineData("工作日", "Monday Tuesday Wednesday Thursday Friday")]
    [InlineData("mon, mon", "Monday")]
    [InlineData("mon-", null)]
    [InlineData("mon-tue-wed", null)]
    public void Lists_and_ranges_name_several_days(string text, string? days) =>
        Assert.Equal(days, WeekdayNames.FindAll(text) is { } found ? string.Join(' ', found) : null);

    [Theory]
    [InlineData("jan", 1)]
    [InlineData("SEPT", 9)]
    [InlineData("December", 12)]
    [InlineData("month", 0)]
    [InlineData("ja", 0)]
    public void A_month_is_known_by_its_first_letters(string name, int number) => Assert.Equal(number, MonthNames.NumberOf(name));
}
