using CsCheck;
using Weiyu.Text.Numbers;

namespace Weiyu.Text.Tests.Numbers;

public sealed class ChineseNumeralsTests
{
    private static readonly Gen<string> Numerals = Gen.Char[ChineseNumerals.All + "3.5壹佰"].Array[0, 12].Select(c => new string(c));

    [Theory]
    [InlineData("三", 3)]
    [InlineData("十", 10)]
    [InlineData("十五", 15)]
    [InlineData("一百二十", 120)]
    [InlineData("一百零五", 105)]
    [InlineData("三百五", 350)]
    [InlineData("两万五", 25_000)]
    [InlineData("一万零五百", 10_500)]
    [InlineData("一亿两千万", 120_000_000)]
    [InlineData("二〇二六", 2026)]
    [InlineData("零", 0)]
    [InlineData("1.5万", 15_000)]
    [InlineData("3千2", 3_200)]
    [InlineData("壹佰贰拾叁", 123)]
    [InlineData("伍萬元", null)]
    [InlineData("伍萬", 50_000)]
    [InlineData("三四", null)]
    [InlineData("万", null)]
    [InlineData("一百二万", null)]
    [InlineData("两三百", null)]
    [InlineData("abc", null)]
    [InlineData("", null)]
    public void What_is_a_number_as_a_whole_is_read(string text, int? number) => Assert.Equal(number, ChineseNumerals.Read(text));

    [Theory]
    [InlineData("四三", 43)]
    [InlineData("万", 10_000)]
    [InlineData("千", 1_000)]
    [InlineData("一百二万", 1_020_000)]
    [InlineData("三四百", 400)]
    [InlineData("一万亿", 1_000_000_000_000)]
    [InlineData("〇〇", 0)]
    public void Read_leniently_whatever_numerals_there_are_come_to_a_number(string text, long number) =>
        Assert.Equal(number, ChineseNumerals.Read(text, NumeralReading.Lenient));

    [Fact]
    public void What_is_no_numeral_is_none_in_lenient_reading_either() => Assert.Null(ChineseNumerals.Read("三个", NumeralReading.Lenient));

    [Fact]
    public void Both_readings_agree_on_proper_numbers() => Numerals.Sample(text =>
    {
        if (ChineseNumerals.Read(text) is { } number && !text.Any(char.IsAsciiDigit)) Assert.Equal(number, ChineseNumerals.Read(text, NumeralReading.Lenient));
    });

    [Theory]
    [InlineData("十二", 12)]
    [InlineData("二〇二六", 2026)]
    [InlineData("1.5", null)]
    [InlineData("一万", null)]
    public void Small_whole_numbers_are_read_as_such(string text, int? number) => Assert.Equal(number, ChineseNumerals.ReadWhole(text));

    [Fact]
    public void Digits_behind_a_point_are_a_fraction() => Assert.Equal(0.25m, ChineseNumerals.Fraction("二五"));

    [Theory]
    [InlineData('两', 2, -1)]
    [InlineData('幺', -1, 1)]
    [InlineData('玖', 9, 9)]
    [InlineData('〇', 0, 0)]
    [InlineData('十', -1, -1)]
    [InlineData('5', -1, -1)]
    public void A_digit_counts_things_or_spells_a_number(char c, int counting, int spelling)
    {
        Assert.Equal(counting, ChineseNumerals.DigitOf(c));
        Assert.Equal(spelling, ChineseNumerals.SpelledDigitOf(c));
    }
}
