using Weiyu.Text.PersonalData;

namespace Weiyu.Text.Tests.PersonalData;

public sealed class SpelledNumberTests
{
    [Theory]
    [InlineData("壹叁捌零零壹叁捌零零零", true)]
    [InlineData("幺三八〇〇幺三八〇〇〇", true)]
    [InlineData("壹佰贰拾叁元", false)]
    [InlineData("大陆游客六位", false)]
    public void A_mobile_number_may_be_spelled_in_everyday_or_financial_numerals(string text, bool found) => Assert.Equal(found, PersonalDataScanner.Scan(text).Count == 1);
}
