using CsCheck;
using Weiyu.Text.PersonalData;

namespace Weiyu.Text.Tests.PersonalData;

/// <summary>Places and kinds; the table of what is found and what is left alone stands with the mask that uses them.</summary>
public sealed class PersonalDataScannerTests
{
    [Theory]
    [InlineData("手机13800138000谢谢", "phone@2+11")]
    [InlineData("138\u206600138000", "phone@0+12")]
    [InlineData("a@b.com 和 4111 1111 1111 1111", "email@0+7 card@10+19")]
    [InlineData("11010519491231002X", "idcard@0+18")]
    [InlineData("一三八零零一三八零零零", "phone@0+11")]
    [InlineData("⟦phone-1⟧", "text@0+1 text@8+1")]
    [InlineData("订单号：4111111111111111", "")]
    [InlineData("nothing here", "")]
    public void Each_place_is_found_with_its_kind(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', PersonalDataScanner.Scan(text).Select(s => $"{s.Kind}@{s.Start}+{s.Length}")));

    [Fact]
    public void Places_are_in_order_and_never_overlap() => Gen.String["0138 +-@.abc一⟦（１\u200B"].Sample(text =>
    {
        var end = 0;
        foreach (var span in PersonalDataScanner.Scan(text))
        {
            Assert.True(span.Length > 0 && span.Start >= end && span.End <= text.Length);
            end = span.End;
        }
    });

    [Theory]
    [InlineData("11010519491231002", 'X', true)]
    [InlineData("44052419800101001", '3', true)]
    [InlineData("11010519491231002", '1', false)]
    [InlineData("11010519491331002", '5', false)]
    [InlineData("1101051949", 'X', false)]
    public void An_identity_card_has_a_check_character_that_is_right_and_a_date_that_exists(string digits, char check, bool valid) =>
        Assert.Equal(valid, ResidentIdCard.IsValid(digits, check));

    [Theory]
    [InlineData("4111111111111111", true)]
    [InlineData("378282246310005", true)]
    [InlineData("4111111111111112", false)]
    [InlineData("0111111111111111", false)]
    [InlineData("411111111111", false)]
    public void A_payment_card_passes_the_Luhn_check_and_begins_as_cards_do(string digits, bool valid) => Assert.Equal(valid, PaymentCard.IsValid(digits));
}
