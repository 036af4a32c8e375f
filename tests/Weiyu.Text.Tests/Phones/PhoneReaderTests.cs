using CsCheck;
using Weiyu.Text.Phones;

namespace Weiyu.Text.Tests.Phones;

/// <summary>Places, and what depends on the question; the table of spellings stands with the forms.</summary>
public sealed class PhoneReaderTests
{
    [Theory]
    [InlineData("电话 139-1234-5678 谢谢", "13912345678", 3, 13)]
    [InlineData("0086 139 1234 5678", "+8613912345678", 0, 18)]
    [InlineData("幺三九一二三四五六七八", "13912345678", 0, 11)]
    [InlineData("打 400-820-8820 或 13912345678", "4008208820", 2, 12)]
    public void The_first_number_is_found_as_digits_with_its_place(string text, string value, int start, int length) =>
        Assert.Equal(new FoundValue(value, start, length), PhoneReader.Find(text, asked: true));

    [Theory]
    [InlineData("4008208820")]
    [InlineData("(415) 555-0132")]
    public void A_row_of_digits_that_may_be_something_else_counts_only_as_an_answer(string text)
    {
        Assert.NotNull(PhoneReader.Find(text, asked: true));
        Assert.Null(PhoneReader.Find(text, asked: false));
    }

    [Fact]
    public void What_is_found_stands_in_the_text() => Gen.String["0138 46+-.()一三五"].Sample(text =>
    {
        if (PhoneReader.Find(text, asked: true) is { } found) Assert.True(found.Start >= 0 && found.Length > 0 && found.Start + found.Length <= text.Length);
    });
}
