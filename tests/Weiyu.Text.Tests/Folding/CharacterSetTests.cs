using CsCheck;
using Weiyu.Text.Folding;

namespace Weiyu.Text.Tests.Folding;

public sealed class CharacterSetTests
{
    [Theory]
    [InlineData('\u200B')]
    [InlineData('\u200D')]
    [InlineData('\u202E')]
    [InlineData('\u2066')]
    [InlineData('\u2069')]
    [InlineData('\u061C')]
    [InlineData('\uFEFF')]
    [InlineData('\u00AD')]
    public void What_takes_no_room_is_invisible(char c) => Assert.True(InvisibleCharacters.Contains(c));

    [Theory]
    [InlineData(' ')]
    [InlineData('\n')]
    [InlineData('a')]
    [InlineData('退')]
    [InlineData('\u0600')]
    public void What_is_seen_is_not_invisible(char c) => Assert.False(InvisibleCharacters.Contains(c));

    [Fact]
    public void Cyrillic_letters_that_look_Latin_become_Latin() => Assert.Equal("ignore spec", string.Concat("ignоrе sрес".Select(LatinLookalikes.Fold)));

    [Fact]
    public void Cyrillic_letters_that_look_like_nothing_else_stay() => Assert.Equal("ж", LatinLookalikes.Fold('ж').ToString());

    [Theory]
    [InlineData("退款發票", "退款发票")]
    [InlineData("無視規則", "无视规则")]
    [InlineData("帳號 妳", "账号 你")]
    public void Traditional_characters_become_simplified(string text, string simplified) => Assert.Equal(simplified, TraditionalChinese.Simplify(text));

    [Fact]
    public void Simplified_text_stays_the_same_instance()
    {
        const string Text = "我要退款 please";
        Assert.Same(Text, TraditionalChinese.Simplify(Text));
    }

    [Fact]
    public void Simplifying_keeps_every_place() => Gen.String.Sample(text => Assert.Equal(text.Length, TraditionalChinese.Simplify(text).Length));

    [Theory]
    [InlineData("Ａ１", "A1")]
    [InlineData("ﾊﾟ", "パ")]
    [InlineData("①ﬁ²", "1fi2")]
    [InlineData("發票", "發票")]
    public void Compatibility_forms_become_plain(string text, string folded) => Assert.Equal(folded, CompatibilityForms.Fold(text));

    [Fact]
    public void Half_a_pair_becomes_the_sign_of_what_is_no_text() => Assert.Equal("A\uFFFDb", CompatibilityForms.Fold("Ａ\uD800b"));

    [Fact]
    public void Compatibility_folding_takes_any_text() => Gen.Char.Array[0, 40].Sample(c => CompatibilityForms.Fold(new string(c)).Length >= 0);
}
