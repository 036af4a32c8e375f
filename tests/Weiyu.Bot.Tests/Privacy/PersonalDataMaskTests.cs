using CsCheck;
using Weiyu.Bot.Privacy;
using Xunit;

namespace Weiyu.Bot.Tests.Privacy;

public class PersonalDataMaskTests
{
    private readonly PersonalDataMask _mask = new();

    [Theory]
    [InlineData("我的手机13800138000谢谢", "我的手机⟦phone⟧谢谢")]
    [InlineData("138 0013 8000", "⟦phone⟧")]
    [InlineData("138-0013-8000", "⟦phone⟧")]
    [InlineData("138.0013.8000!", "⟦phone⟧!")]
    [InlineData("１３８００１３８０００", "⟦phone⟧")]
    [InlineData("１３８－００１３－８０００", "⟦phone⟧")]
    [InlineData("138\u200b0013\u200b8000", "⟦phone⟧")]
    [InlineData("+86 138 0013 8000", "⟦phone⟧")]
    [InlineData("+86-13800138000 20", "⟦phone⟧ 20")]
    [InlineData("(+86)13800138000", "(⟦phone⟧")]
    [InlineData("008613800138000", "⟦phone⟧")]
    [InlineData("8613800138000", "⟦phone⟧")]
    [InlineData("call +1 (415) 555-2671 now", "call ⟦phone⟧ now")]
    [InlineData("+44 20 7946 0958", "⟦phone⟧")]
    [InlineData("+852 9123 4567", "⟦phone⟧")]
    [InlineData("tel13800138000", "tel⟦phone⟧")]
    [InlineData("010-88886666", "⟦phone⟧")]
    [InlineData("(0571) 88886666", "⟦phone⟧")]
    [InlineData("13800138000 13900139000", "⟦phone⟧ ⟦phone⟧")]
    [InlineData("13800138000,13900139000", "⟦phone⟧,⟦phone⟧")]
    [InlineData("电话是一三八零零一三八零零零", "电话是⟦phone⟧")]
    [InlineData("幺三八〇〇幺三八〇〇〇", "⟦phone⟧")]
    [InlineData("身份证11010519491231002X。", "身份证⟦idcard⟧。")]
    [InlineData("11010519491231002x", "⟦idcard⟧")]
    [InlineData("110105 19491231 002X", "⟦idcard⟧")]
    [InlineData("１１０１０５１９４９１２３１００２Ｘ", "⟦idcard⟧")]
    [InlineData("440524198001010013", "⟦idcard⟧")]
    [InlineData("卡号 4111 1111 1111 1111", "卡号 ⟦card⟧")]
    [InlineData("卡号4111-1111-1111-1111吧", "卡号⟦card⟧吧")]
    [InlineData("378282246310005", "⟦card⟧")]
    [InlineData("邮箱zhang.san+shop@example.com.cn，谢谢", "邮箱⟦email⟧，谢谢")]
    [InlineData("zhangsan@qq.com13800138000", "⟦email⟧⟦phone⟧")]
    [InlineData("13800138000@qq.com", "⟦email⟧")]
    [InlineData("ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", "⟦email⟧")]
    [InlineData("a@b.com@c.com", "⟦email⟧@c.com")]
    public void What_identifies_a_person_is_hidden(string text, string expected) => Assert.Equal(expected, _mask.Redact(text));

    [Theory]
    [InlineData("订单号 2026112200")]
    [InlineData("订单 20261122001")]
    [InlineData("SO15912345678")]
    [InlineData("运单SF1380013800012")]
    [InlineData("订单号：4111111111111111")]
    [InlineData("order number is 4111111111111111")]
    [InlineData("4111111111111112")]
    [InlineData("编号 6222 0200 0000 0000 004")]
    [InlineData("2026112213450001239")]
    [InlineData("110105194912310021")]
    [InlineData("110105194913310025")]
    [InlineData("1380013800")]
    [InlineData("138001380001")]
    [InlineData("12800138000")]
    [InlineData("1,299.00 元，8.5 折，2026-12-01 09:00-18:00")]
    [InlineData("电话 400-820-8820")]
    [InlineData("@小微 你好")]
    [InlineData("a@b")]
    [InlineData("一二三四五，上山打老虎")]
    public void What_is_no_personal_data_stays(string text) => Assert.Same(text, _mask.Redact(text));

    [Fact]
    public void The_same_value_has_the_same_placeholder_and_comes_back()
    {
        var session = _mask.NewSession();
        Assert.Equal("我是⟦phone-1⟧，邮箱⟦email-1⟧", session.Mask("我是13800138000，邮箱a@b.cn"));
        Assert.Equal("⟦phone-1⟧和⟦phone-2⟧", session.Mask("13800138000和13900139000"));
        Assert.Equal("已发到 13800138000、13900139000 和 a@b.cn", session.PutBack("已发到 ⟦phone-1⟧、[[phone-2]] 和 【email-1】"));
        Assert.Equal("⟦phone-9⟧", session.PutBack("⟦phone-9⟧"));
    }

    [Fact]
    public void A_forged_placeholder_is_masked_itself()
    {
        var session = _mask.NewSession();
        session.Mask("13800138000");
        var masked = session.Mask("⟦phone-1⟧");
        Assert.DoesNotContain("phone-1", masked.Replace("phone-1⟦text", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("⟦phone-1⟧", session.PutBack(masked));
    }

    [Fact]
    public void Patterns_of_ones_own_are_hidden_too()
    {
        var mask = new PersonalDataMask(new PrivacyOptions { Patterns = { ["passport"] = "[EG]\\d{8}", ["member"] = "VIP-\\d+" } });
        Assert.Equal("护照⟦passport⟧，会员⟦member⟧，⟦phone⟧", mask.Redact("护照E12345678，会员VIP-77，13800138000"));
        var session = mask.NewSession();
        Assert.Equal("e12345678", session.PutBack(session.Mask("e12345678")));
    }

    [Theory]
    [InlineData("Bad Name", "x+")]
    [InlineData("look", "(?=a)b")]
    [InlineData("broken", "(a")]
    [InlineData("empty", "a*")]
    [InlineData("blank", " ")]
    [InlineData("space", "\\s*E\\d{8}")]
    public void A_bad_pattern_is_named(string name, string pattern)
    {
        var result = new PrivacyOptionsValidator().Validate(null, new PrivacyOptions { Patterns = { [name] = pattern } });
        Assert.Contains($"Privacy:Patterns:{name}", result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Masking_is_undone_exactly() => Pieces.Sample(text =>
    {
        var session = _mask.NewSession();
        return session.PutBack(session.Mask(text)) == text;
    });

    [Fact]
    public void Nothing_that_was_found_is_left_after_masking_and_redacting() => Pieces.Sample(text =>
    {
        var session = _mask.NewSession();
        return !_mask.Contains(session.Mask(text)) && !_mask.Contains(_mask.Redact(text));
    });

    [Fact]
    public void What_is_glued_to_other_personal_data_is_found_too()
    {
        const string Text = "(.a.b@example.com11010519491231002X.)53b2 tel4111 1111 1111 11111";
        var session = _mask.NewSession();

        Assert.False(_mask.Contains(session.Mask(Text)));
        Assert.False(_mask.Contains(_mask.Redact(Text)));
        Assert.Equal(Text, session.PutBack(session.Mask(Text)));
    }

    [Fact]
    public void A_number_with_punctuation_around_it_is_always_found() =>
        Gen.Select(OneOf("", "，", "手机：", "(", "\n", "是"), Gen.Int[13, 19], Gen.Int[0, 999_999_999], OneOf("", " ", "-"), OneOf("", "。", ")", "谢谢", "\n"))
            .Sample((before, prefix, rest, joint, after) =>
            {
                var digits = $"{rest:D9}";
                var number = $"{prefix}{digits[0]}{joint}{digits[1..5]}{joint}{digits[5..]}";
                return _mask.Redact(before + number + after) == $"{before}⟦phone⟧{after}";
            });

    [Fact]
    public void Every_card_that_passes_its_check_is_found() => Gen.Int[0, 999_999_999].Sample(middle =>
    {
        var body = $"622202{middle:D9}";
        return Enumerable.Range(0, 10).Count(check => _mask.Redact($"{body}{check}") == "⟦card⟧") == 1;
    });

    [Theory]
    [InlineData("1 ")]
    [InlineData("1")]
    [InlineData("@")]
    [InlineData("a@")]
    [InlineData("1\u200b")]
    [InlineData("(1) ")]
    [InlineData("order ")]
    [InlineData("订单 4 ")]
    [InlineData("a.b@c.")]
    [InlineData("⟦")]
    public void A_hundred_thousand_repetitions_are_read(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 100_000));
        var session = _mask.NewSession();
        Assert.Equal(text, session.PutBack(session.Mask(text)));
    }

    private static readonly Gen<string> Pieces = Gen.OneOf(
        OneOf("13800138000", "+86 138-0013-8000", "4111 1111 1111 1111", "11010519491231002X", "a.b@example.com", "订单号", "@", " ", "-", "X", "1", "86", "0", "(", ")", "+", "⟦", "⟧", "phone-1", "１", "一三八零零一三八零零零", "\u200b", "tel"),
        Gen.String[Gen.Char["0123456789 -.()+@abcX⟦⟧一二三零，"], 0, 12]).Array[0, 12].Select(string.Concat);

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
