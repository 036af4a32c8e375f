using CsCheck;
using Weiyu.Text.Dates;

namespace Weiyu.Text.Tests.Dates;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("30s", 30)]
    [InlineData("1.5m", 90)]
    [InlineData("10min", 600)]
    [InlineData("1h30m", 5_400)]
    [InlineData("2w", 1_209_600)]
    [InlineData(" 7d ", 604_800)]
    [InlineData("0", 0)]
    public void A_length_of_time_is_a_number_and_a_unit_or_several(string text, double seconds)
    {
        foreach (var style in Enum.GetValues<DurationStyle>())
        {
            Assert.True(Durations.TryParse(text, out var duration, style));
            Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
        }
    }

    [Theory]
    [InlineData("90 S", 90)]
    [InlineData("1h 30m", 5_400)]
    [InlineData("5sec", 5)]
    [InlineData("00:00:45", 45)]
    [InlineData("5000d", 432_000_000)]
    public void A_setting_may_be_written_more_freely_than_a_file(string text, double seconds)
    {
        Assert.False(Durations.TryParse(text, out _));
        Assert.True(Durations.TryParse(text, out var duration, DurationStyle.Lenient));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("5 apples")]
    [InlineData("1h30")]
    [InlineData(".s")]
    [InlineData("99999999d")]
    [InlineData("")]
    [InlineData(null)]
    public void What_has_no_unit_or_no_number_is_none(string? text)
    {
        foreach (var style in Enum.GetValues<DurationStyle>()) Assert.False(Durations.TryParse(text, out _, style));
    }

    [Fact]
    public void What_was_written_is_read_again() => Gen.Long[0, 315_360_000_000].Sample(milliseconds =>
    {
        var duration = TimeSpan.FromMilliseconds(milliseconds);
        Assert.True(Durations.TryParse(Durations.Write(duration), out var read));
        Assert.Equal(duration, read);
    });

    [Theory]
    [InlineData(0.25, "250 ms")]
    [InlineData(90, "1.5 min")]
    [InlineData(7_200, "2 h")]
    [InlineData(259_200, "3 days")]
    public void People_are_shown_the_greatest_unit(double seconds, string text) => Assert.Equal(text, Durations.Describe(TimeSpan.FromSeconds(seconds)));
}
