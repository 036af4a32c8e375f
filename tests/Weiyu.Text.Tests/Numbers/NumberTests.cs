using CsCheck;
using Weiyu.Text.Numbers;

namespace Weiyu.Text.Tests.Numbers;

public sealed class NumberTests
{
    [Theory]
    [InlineData("one", 1)]
    [InlineData("NINETEEN", 19)]
    [InlineData("thirty", 30)]
    [InlineData("million", 1_000_000)]
    [InlineData("dozen", null)]
    public void An_English_word_stands_for_its_number(string word, int? value) => Assert.Equal(value, EnglishNumerals.ValueOf(word));

    [Theory]
    [InlineData("twenty-five", 25)]
    [InlineData("two hundred and five", 205)]
    [InlineData("three thousand two hundred", 3_200)]
    [InlineData("a hundred", 100)]
    [InlineData("nothing", 0)]
    public void English_words_are_put_together(string phrase, int value) => Assert.Equal(value, EnglishNumerals.Read(phrase));

    [Fact]
    public void Every_word_of_the_pattern_has_a_value() => Assert.All(EnglishNumerals.Words.Split('|'), word => Assert.NotNull(EnglishNumerals.ValueOf(word)));

    [Theory]
    [InlineData("007.50", 1, "7.5")]
    [InlineData("1.5", 10_000, "15000")]
    [InlineData("20261003123456789012", 1, "20261003123456789012")]
    [InlineData("", 1, null)]
    public void Numbers_have_one_normal_form(string digits, int times, string? normal) => Assert.Equal(normal, NormalNumber.Of(digits, times));

    [Fact]
    public void A_number_is_never_written_with_an_exponent() => Gen.Decimal[-1_000_000_000m, 1_000_000_000m].Sample(d => !NormalNumber.Of(d).Contains('E', StringComparison.Ordinal));

    [Theory]
    [InlineData("要3个", "3", 1, 1)]
    [InlineData("大概一千二百块", "1200", 2, 4)]
    [InlineData("1,200.5", "1200.5", 0, 7)]
    [InlineData("2k", "2000", 0, 2)]
    [InlineData("-5度", "-5", 0, 2)]
    public void A_number_is_found_with_its_place(string text, string value, int start, int length) =>
        Assert.Equal(new FoundValue(value, start, length), NumberReader.Find(text, null, null));

    [Theory]
    [InlineData("3-4个")]
    [InlineData("十几个")]
    [InlineData("一下")]
    [InlineData("大陆")]
    [InlineData("收拾")]
    [InlineData("")]
    public void Ranges_approximations_and_parts_of_words_are_no_numbers(string text) => Assert.Null(NumberReader.Find(text, null, null));

    [Fact]
    public void A_number_out_of_range_is_passed_over() => Assert.Equal("8", NumberReader.Find("5 8", 6, 10)?.Value);

    [Fact]
    public void What_is_found_stands_in_the_text() => Gen.String["0123,.-一二十百万 k点个"].Sample(text =>
    {
        if (NumberReader.Find(text, null, null) is { } found) Assert.True(found.Start >= 0 && found.Length > 0 && found.Start + found.Length <= text.Length);
    });
}
