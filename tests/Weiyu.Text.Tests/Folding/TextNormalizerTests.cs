using CsCheck;
using Weiyu.Text.Folding;
using Xunit;

namespace Weiyu.Text.Tests.Folding;

public sealed class TextNormalizerTests
{
    private static readonly Gen<string> AnyUtf16 = Gen.Char.Array[0, 60].Select(c => new string(c));

    // What interacts: blanks, marks, joiners, marks that combine, Han, kana, jamo, emoji, halves of emoji.
    private static readonly string[] Parts =
    [
        " ", "\u3000", "\n", "\u200B", "\u200D", "\uFE0F", "\u0301", "\u0327", "e", "é", "Ａ", "ﬁ", "甚", "麼", "么", "國", "帳", "退", "か", "カ", "\u3099", "ﾞ", "゛",
        "ｶ", "ᄀ", "ᅡ", "ᆨ", "가", "!", "！", "?", "…", "。", ",", "-", "—", "\"", "“", "'", "½", "㈠", "①", "😀", "👍🏽", "🏽", "\uD83D", "\uDE00", "♀", "🤷", "𠮷", "𝐀", "~", ":", "٣", "й",
        "ǆ", "İ", "ß", "㎏", "ﷺ", "\u1100", "=", "=",
    ];

    private static readonly Gen<string> Nasty = Gen.Int[0, Parts.Length - 1].Select(i => Parts[i]).Array[0, 24].Select(parts => string.Concat(parts));

    [Theory]
    [InlineData("“你好”", "你好")]
    [InlineData("【你好】~~", "你好")]
    [InlineData("hello :)", "hello")]
    [InlineData("100%", "100%")]
    [InlineData("C++", "c++")]
    [InlineData("-1", "-1")]
    [InlineData("- 1", "1")]
    [InlineData("$5", "$5")]
    [InlineData("😊", "😊")]
    [InlineData("？？", "?")]
    public void What_stands_about_a_text_goes_and_what_belongs_to_it_stays(string text, string bare) => Assert.Equal(bare, TextNormalizer.NormalizeBare(text));

    [Theory]
    [InlineData("ＡＢＣ１２３", "abc123")]
    [InlineData("我要退貨", "我要退货")]
    [InlineData("退　款", "退款")]
    [InlineData("我要\n退款", "我要退款")]
    [InlineData("iPhone 手機", "iphone手机")]
    [InlineData("  Hello \t\r\n  World ", "hello world")]
    [InlineData("在吗？？？！！", "在吗?")]
    [InlineData("好的。。。", "好的.")]
    [InlineData("你好 ， 我想问下", "你好,我想问下")]
    [InlineData("Hello , world", "hello, world")]
    [InlineData("caf\u00E9", "cafe")]
    [InlineData("cafe\u0301", "cafe")]
    [InlineData("nǐ hǎo", "ni hao")]
    [InlineData("STRASSE Straße", "strasse strasse")]
    [InlineData("re\u00ADfund re\u200Bfund", "refund refund")]
    [InlineData("❤️", "❤")]
    [InlineData("👍🏽", "👍")]
    [InlineData("🤷🏽‍♀️", "🤷")]
    [InlineData("甚麼時候", "什么时候")]
    [InlineData("帳號", "账号")]
    [InlineData("“退款”", "\"退款\"")]
    [InlineData("ｶﾞｲﾄﾞ", "ガイド")]
    [InlineData("か\u3099", "が")]
    [InlineData("\u1112\u1161\u11AB국어", "한국어")]
    [InlineData("①②", "12")]
    [InlineData("٣٤", "34")]
    [InlineData("ﬁne", "fine")]
    [InlineData("½", "1/2")]
    [InlineData("https://a.example/b?c=1", "https://a.example/b?c=1")]
    [InlineData("2026-10-03 10:00", "2026-10-03 10:00")]
    [InlineData("1.5", "1.5")]
    [InlineData("\uD83D", "")]
    [InlineData("a\uDC00b", "ab")]
    [InlineData("𠮷野 家", "𠮷野家")]
    [InlineData("𝐇𝐢", "hi")]
    [InlineData("???", "?")]
    [InlineData("", "")]
    [InlineData("   ", "")]
    public void Texts_that_mean_the_same_come_to_one_form(string text, string normal) => Assert.Equal(normal, TextNormalizer.Normalize(text));

    [Theory]
    [InlineData("你好！", "你好")]
    [InlineData("……退款？", "退款")]
    [InlineData("？", "?")]
    public void The_bare_form_has_no_marks_at_its_ends_unless_it_has_nothing_else(string text, string bare) =>
        Assert.Equal(bare, TextNormalizer.NormalizeBare(text));

    [Theory]
    [InlineData("我要退款")]
    [InlineData("where is my order 12345?")]
    [InlineData("你好, 我想问一下")]
    public void A_normal_text_is_given_back_as_it_is(string text)
    {
        var normal = TextNormalizer.Normalize(text);
        Assert.Same(normal, TextNormalizer.Normalize(normal));
    }

    [Fact]
    public void A_normal_text_costs_no_allocation()
    {
        const string text = "where is my order 12345? 我要退款";
        var normal = TextNormalizer.Normalize(text);
        TextNormalizer.Normalize(normal);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) TextNormalizer.Normalize(normal);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Normalising_twice_changes_nothing() => Gen.OneOf(AnyUtf16, Nasty).Sample(
        text =>
        {
            var once = TextNormalizer.Normalize(text);
            return TextNormalizer.Normalize(once) == once;
        },
        iter: 20_000);

    [Fact]
    public void Every_character_alone_has_a_stable_form()
    {
        for (var c = 0; c <= char.MaxValue; c++)
        {
            var once = TextNormalizer.Normalize(((char)c).ToString());
            Assert.Equal(once, TextNormalizer.Normalize(once));
        }

        for (var value = 0x10000; value <= 0x10FFFF; value++)
        {
            var once = TextNormalizer.Normalize(char.ConvertFromUtf32(value));
            if (TextNormalizer.Normalize(once) != once) Assert.Fail($"U+{value:X}");
        }
    }

    [Fact]
    public void What_comes_out_is_valid_unicode() => Gen.OneOf(AnyUtf16, Nasty).Sample(
        text => !TextNormalizer.Normalize(text).EnumerateRunes().Any(r => r.Value == 0xFFFD), iter: 10_000);

    [Fact]
    public void The_map_gives_the_same_text_and_leads_back_into_the_original() => Gen.OneOf(AnyUtf16, Nasty).Sample(
        text =>
        {
            var map = TextNormalizer.Map(text);
            for (var i = 0; i < map.Text.Length; i++)
            {
                if (!text.Contains(map.OriginalOf(i, 1), StringComparison.Ordinal)) return false;
            }

            return map.Text == TextNormalizer.Normalize(text);
        },
        iter: 5_000);

    [Fact]
    public void What_the_visitor_wrote_can_be_read_from_the_map()
    {
        var map = TextNormalizer.Map("訂單　ＡＢ－１２３， 謝謝");
        var start = map.Text.IndexOf("ab-123", StringComparison.Ordinal);
        Assert.Equal("ＡＢ－１２３", map.OriginalOf(start, 6));
        Assert.Equal("訂單", map.OriginalOf(0, 2));
    }

    [Fact]
    public void Only_the_first_16384_characters_count()
    {
        Assert.Equal(TextNormalizer.MaxLength, TextNormalizer.Normalize(new string('a', 100_000)).Length);
        Assert.True(TextNormalizer.Normalize(new string('ﷺ', 100_000)).Length < 20 * TextNormalizer.MaxLength);
    }

    [Theory]
    [InlineData("e\u0301\u0327")]
    [InlineData(" \u200B")]
    [InlineData("？ ")]
    [InlineData("か\u3099")]
    [InlineData("\uD83D")]
    public void Hostile_texts_cost_no_more_allocation_than_their_length(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 10_000));
        TextNormalizer.Normalize(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        TextNormalizer.Normalize(text);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 * TextNormalizer.MaxLength);
    }
}
