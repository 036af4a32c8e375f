using CsCheck;
using Weiyu.Text.Folding;

namespace Weiyu.Text.Tests.Folding;

public sealed class AsciiFoldingTests
{
    [Theory]
    [InlineData("１３８－００１３", "138-0013")]
    [InlineData("ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", "zhang@example.com")]
    [InlineData("٣४", "34")]
    [InlineData("a\u3000b\u00A0c", "a b c")]
    [InlineData("138\u2013\u2212", "138--")]
    [InlineData("13\u200B8\u2066", "13\u00018\u0001")]
    [InlineData("É 退款 ß", "É 退款 ß")]
    public void Each_character_becomes_its_ascii_likeness(string text, string folded) => Assert.Equal(folded, AsciiFolding.Fold(text));

    [Fact]
    public void Ascii_and_Chinese_stay_the_same_instance()
    {
        const string Text = "order 12 退款";
        Assert.Same(Text, AsciiFolding.Fold(Text));
    }

    [Fact]
    public void Places_stay_what_they_are() => Gen.String.Sample(text => Assert.Equal(text.Length, AsciiFolding.Fold(text).Length));

    [Fact]
    public void Folding_twice_changes_nothing_more() => Gen.String.Sample(text => Assert.Equal(AsciiFolding.Fold(text), AsciiFolding.Fold(AsciiFolding.Fold(text))));
}
